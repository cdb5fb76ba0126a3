//! A custom role, and the permission blocks that all roles have.

use serde::{Deserialize, Serialize};

/// One permission block.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(in crate::sandbox) struct Permission {
    #[serde(default)]
    pub(in crate::sandbox) actions: Vec<String>,
    #[serde(default)]
    pub(in crate::sandbox) not_actions: Vec<String>,
    #[serde(default)]
    pub(in crate::sandbox) data_actions: Vec<String>,
    #[serde(default)]
    pub(in crate::sandbox) not_data_actions: Vec<String>,
    /// The condition of the block; only built-in roles have one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(in crate::sandbox) condition: Option<String>,
    /// The version of the language of the condition.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(in crate::sandbox) condition_version: Option<String>,
}

/// One custom role.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(in crate::sandbox) struct Role {
    pub(in crate::sandbox) name: String,
    pub(in crate::sandbox) display_name: String,
    pub(in crate::sandbox) description: String,
    pub(in crate::sandbox) permissions: Vec<Permission>,
    pub(in crate::sandbox) assignable_scopes: Vec<String>,
    pub(in crate::sandbox) created_on: String,
    pub(in crate::sandbox) updated_on: String,
    pub(in crate::sandbox) created_by: String,
    pub(in crate::sandbox) updated_by: String,
}

impl Role {
    /// Tells whether it may be assigned at any of these lower-case scopes: a scope and all above it.
    pub(in crate::sandbox) fn covers(&self, chain: &[String]) -> bool {
        let mut scopes = self.assignable_scopes.iter();
        scopes.any(|scope| chain.iter().any(|above| above.eq_ignore_ascii_case(scope)))
    }

    /// Tells whether it grants anything in the data plane.
    pub(in crate::sandbox) fn has_data_actions(&self) -> bool {
        self.permissions
            .iter()
            .any(|block| !block.data_actions.is_empty())
    }
}
