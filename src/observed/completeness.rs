//! What was read and what was not.

use smol_str::SmolStr;

/// What was read and what was not. What stands in neither list is unknown.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Completeness {
    /// What was read to the end.
    pub full: Vec<Part>,
    /// What could not be read; it outweighs `full`.
    pub missing: Vec<Gap>,
    /// The groups whose members could not all be read.
    pub groups: Vec<GroupGap>,
}

/// What can be read of a scope.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Aspect {
    /// The deny assignments there.
    DenyAssignments,
    /// All of the others, but for locks and federated credentials.
    Everything,
    /// Whom user-assigned identities there trust.
    FederatedCredentials,
    /// The locks there.
    Locks,
    /// The role assignments there that are in force.
    RoleAssignments,
    /// The role definitions that may be assigned there.
    RoleDefinitions,
    /// The eligible and scheduled role assignments there.
    Schedules,
    /// Which scopes it holds.
    Scopes,
    /// Its settings and who it runs as.
    Settings,
}

impl Aspect {
    /// Every aspect.
    pub const ALL: [Self; 9] = [
        Self::DenyAssignments,
        Self::Everything,
        Self::FederatedCredentials,
        Self::Locks,
        Self::RoleAssignments,
        Self::RoleDefinitions,
        Self::Schedules,
        Self::Scopes,
        Self::Settings,
    ];

    /// Returns its word in JSON.
    pub fn word(self) -> &'static str {
        match self {
            Self::DenyAssignments => "denyAssignments",
            Self::Everything => "everything",
            Self::FederatedCredentials => "federatedCredentials",
            Self::Locks => "locks",
            Self::RoleAssignments => "roleAssignments",
            Self::RoleDefinitions => "roleDefinitions",
            Self::Schedules => "schedules",
            Self::Scopes => "scopes",
            Self::Settings => "settings",
        }
    }

    /// Lists the aspects that say something about this one. `everything` is older than locks and
    /// federated credentials and says nothing about them.
    pub(super) fn said_by(self) -> &'static [Self] {
        match self {
            Self::DenyAssignments => &[Self::DenyAssignments, Self::Everything],
            Self::Everything => &[Self::Everything],
            Self::FederatedCredentials => &[Self::FederatedCredentials],
            Self::Locks => &[Self::Locks],
            Self::RoleAssignments => &[Self::RoleAssignments, Self::Everything],
            Self::RoleDefinitions => &[Self::RoleDefinitions, Self::Everything],
            Self::Schedules => &[Self::Schedules, Self::Everything],
            Self::Scopes => &[Self::Scopes, Self::Everything],
            Self::Settings => &[Self::Settings, Self::Everything],
        }
    }

    /// Finds the aspect of a word.
    pub fn of(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|aspect| aspect.word() == word)
    }
}

/// Something that was read to the end.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Part {
    /// What.
    pub what: Aspect,
    /// Of which scope.
    pub of: SmolStr,
    /// At everything below that scope as well.
    pub below: bool,
}

/// Something that could not be read.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Gap {
    /// What is missing.
    pub part: Part,
    /// Why.
    pub reason: String,
}

/// A group whose members could not all be read.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct GroupGap {
    /// The object id of the group.
    pub group: SmolStr,
    /// Why.
    pub reason: String,
}
