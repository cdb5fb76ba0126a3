//! The shape of a seed.

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::sandbox::directory::Object;

/// A world, as docs/sandbox.md describes it.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default, deny_unknown_fields)]
pub struct Seed {
    /// Users, groups, service principals, applications.
    pub objects: Vec<Object>,
    /// Management groups, those above before those below.
    pub management_groups: Vec<SeedGroup>,
    /// Subscriptions.
    pub subscriptions: Vec<SeedSubscription>,
    /// Resource groups and resources: an `id`, and anything that the resource is to show.
    pub resources: Vec<Value>,
    /// Custom roles.
    pub roles: Vec<SeedRole>,
    /// Role assignments.
    pub assignments: Vec<SeedAssignment>,
}

/// A management group.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct SeedGroup {
    /// Its name, which its id ends in.
    pub name: String,
    /// The name that people read.
    #[serde(default)]
    pub display_name: Option<String>,
    /// The name of the group above it, the root group if none is given.
    #[serde(default)]
    pub parent: Option<String>,
}

/// A subscription.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct SeedSubscription {
    /// Its id, a GUID.
    pub id: String,
    /// The name that people read.
    #[serde(default)]
    pub display_name: Option<String>,
    /// The name of the management group above it, the root group if none is given.
    #[serde(default)]
    pub management_group: Option<String>,
}

/// A custom role.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct SeedRole {
    /// Its GUID.
    pub name: String,
    /// The name that people read.
    pub role_name: String,
    /// What it is for.
    #[serde(default)]
    pub description: String,
    /// Granted operations of the control plane.
    #[serde(default)]
    pub actions: Vec<String>,
    /// What is cut from them.
    #[serde(default)]
    pub not_actions: Vec<String>,
    /// Granted operations of the data plane.
    #[serde(default)]
    pub data_actions: Vec<String>,
    /// What is cut from them.
    #[serde(default)]
    pub not_data_actions: Vec<String>,
    /// Where it may be assigned.
    pub assignable_scopes: Vec<String>,
}

/// A role assignment.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct SeedAssignment {
    /// Its GUID, computed as Azure's tools do if none is given.
    #[serde(default)]
    pub name: Option<String>,
    /// Where it holds.
    pub scope: String,
    /// The role, by GUID, by the name of a built-in role or of a custom one.
    pub role: String,
    /// The object id of who holds it.
    pub principal: String,
    /// What text goes with it.
    #[serde(default)]
    pub description: Option<String>,
    /// Under which condition it holds.
    #[serde(default)]
    pub condition: Option<String>,
}
