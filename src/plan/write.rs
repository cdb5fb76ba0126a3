//! What is written, and in which order.

use serde::{Deserialize, Serialize};
use smol_str::SmolStr;

use crate::observed::{RoleAssignment, RoleDefinition};

/// When something is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Phase {
    /// Role definitions, as wide as before and after together.
    Define,
    /// What somebody gains.
    Assign,
    /// What somebody loses.
    Unassign,
    /// Role definitions, as narrow as they are to be.
    Narrow,
    /// Role definitions that nobody holds any more.
    Undefine,
}

impl Phase {
    /// Every phase, in the order in which they are carried out.
    pub const ALL: [Self; 5] = [
        Self::Define,
        Self::Assign,
        Self::Unassign,
        Self::Narrow,
        Self::Undefine,
    ];

    /// Returns its word.
    pub fn word(self) -> &'static str {
        match self {
            Self::Define => "define",
            Self::Assign => "assign",
            Self::Unassign => "unassign",
            Self::Narrow => "narrow",
            Self::Undefine => "undefine",
        }
    }
}

/// One call to Azure. Putting and deleting the same again changes nothing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Write {
    /// Writes a role definition as a whole.
    PutRole(RoleDefinition),
    /// Writes a role assignment as a whole.
    PutAssignment(RoleAssignment),
    /// Deletes a role assignment.
    DeleteAssignment {
        /// The id of its scope.
        scope: SmolStr,
        /// The GUID that ends its id.
        name: SmolStr,
    },
    /// Deletes a role definition.
    DeleteRole {
        /// Its GUID.
        id: SmolStr,
    },
}
