//! What one step is about, and what Azure may have there.

use serde::{Deserialize, Serialize};
use smol_str::SmolStr;

use crate::compile::names::scope_in_name;
use crate::observed::{AssignmentForm, RoleAssignment, RoleDefinition, RoleForm};
use crate::plan::differences;

/// A role definition or a role assignment as Azure has it, or is to have it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(from = "Form", into = "Form")]
pub enum Thing {
    /// A role definition.
    Role(RoleDefinition),
    /// A role assignment.
    Assignment(RoleAssignment),
}

#[derive(Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
enum Form {
    Role(RoleForm),
    Assignment(AssignmentForm),
}

impl From<Form> for Thing {
    fn from(form: Form) -> Self {
        match form {
            Form::Role(form) => Self::Role(form.into()),
            Form::Assignment(form) => Self::Assignment(form.into()),
        }
    }
}

impl From<Thing> for Form {
    fn from(thing: Thing) -> Self {
        match &thing {
            Thing::Role(role) => Self::Role(role.into()),
            Thing::Assignment(one) => Self::Assignment(one.into()),
        }
    }
}

impl Thing {
    /// Returns where it is.
    pub fn key(&self) -> Key {
        match self {
            Self::Role(role) => Key::Role {
                id: role.id.clone(),
                scopes: role.assignable_scopes.clone(),
            },
            Self::Assignment(one) => Key::Assignment {
                scope: one.scope.clone(),
                name: one.name.into(),
            },
        }
    }

    /// Tells whether two mean the same: the order of lists, letter case and what Azure writes by
    /// itself do not count.
    pub fn means(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Role(one), Self::Role(other)) => {
                one.id == other.id && differences(one, other).is_empty()
            }
            (Self::Assignment(one), Self::Assignment(other)) => {
                one.name == other.name
                    && same_tuple(one, other)
                    && text(one.condition.as_deref()) == text(other.condition.as_deref())
                    && text(one.description.as_deref()) == text(other.description.as_deref())
            }
            _ => false,
        }
    }
}

/// Tells whether two assignments are of one scope, principal and role.
pub(super) fn same_tuple(one: &RoleAssignment, other: &RoleAssignment) -> bool {
    scope_in_name(&one.scope) == scope_in_name(&other.scope)
        && one.principal.id == other.principal.id
        && one.role == other.role
}

fn text(text: Option<&str>) -> &str {
    text.map_or("", str::trim)
}

/// Where something is in Azure.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Key {
    /// A role definition.
    Role {
        /// Its GUID.
        id: SmolStr,
        /// Where it is, or is to be, assignable: it can be asked for at each of them alone.
        scopes: Vec<SmolStr>,
    },
    /// A role assignment.
    Assignment {
        /// The id of its scope.
        scope: SmolStr,
        /// The GUID that ends its id.
        name: SmolStr,
    },
}

impl Key {
    /// Returns the GUID, which is unique in a tenant.
    pub fn guid(&self) -> &SmolStr {
        match self {
            Self::Role { id, .. } => id,
            Self::Assignment { name, .. } => name,
        }
    }
}
