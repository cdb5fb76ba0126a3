//! What a snapshot says, as plain data.
//!
//! GUIDs are in lower case. Scope ids are in the casing that Azure gave, without a slash at the
//! end, and are compared ignoring case.

use std::collections::BTreeMap;

use smol_str::SmolStr;

use super::completeness::Completeness;
use super::index::Index;
use crate::model::date::Moment;
use crate::model::permission::Block;
use crate::model::{Cloud, Guid};

/// What was read of one tenant at one time.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Snapshot {
    /// The tenant.
    pub tenant: SmolStr,
    /// The cloud that the tenant is in.
    pub cloud: Cloud,
    /// The scopes that reading began at.
    pub scopes: Vec<SmolStr>,
    /// When reading began.
    pub taken: Moment,
    /// What was read and what was not.
    pub completeness: Completeness,
    /// The scopes of which Azure said that they are not there. Of others that were not seen nothing is
    /// known.
    pub absent: Vec<SmolStr>,
    /// Who is in the directory, as far as somebody asked.
    pub principals: Vec<Principal>,
    /// The scopes that were seen.
    pub tree: Vec<Scope>,
    /// The role definitions, built-in ones included.
    pub role_definitions: Vec<RoleDefinition>,
    /// The role assignments.
    pub role_assignments: Vec<RoleAssignment>,
    /// The deny assignments.
    pub deny_assignments: Vec<DenyAssignment>,
    /// The locks.
    pub locks: Vec<Lock>,
    /// The tokens of others that user-assigned identities trust.
    pub federated_credentials: Vec<FederatedCredential>,
}

impl Snapshot {
    /// Makes ready for questions about scopes, principals and what is missing.
    pub fn index(&self) -> Index<'_> {
        Index::new(self)
    }
}

/// What the directory, or an assignment, says that somebody is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum PartyKind {
    /// A device.
    Device,
    /// Everybody, as deny assignments may say.
    Everyone,
    /// A group of another tenant.
    ForeignGroup,
    /// A group.
    Group,
    /// A service principal that Azure keeps for a resource.
    ManagedIdentity,
    /// A service principal of an application.
    ServicePrincipal,
    /// The directory does not know it, or not any more.
    Unknown,
    /// A person.
    User,
}

impl PartyKind {
    /// Every kind.
    pub const ALL: [Self; 8] = [
        Self::Device,
        Self::Everyone,
        Self::ForeignGroup,
        Self::Group,
        Self::ManagedIdentity,
        Self::ServicePrincipal,
        Self::Unknown,
        Self::User,
    ];

    /// Returns its word in JSON, which is Azure's where Azure has one.
    pub fn word(self) -> &'static str {
        match self {
            Self::Device => "Device",
            Self::Everyone => "SystemDefined",
            Self::ForeignGroup => "ForeignGroup",
            Self::Group => "Group",
            Self::ManagedIdentity => "ManagedIdentity",
            Self::ServicePrincipal => "ServicePrincipal",
            Self::Unknown => "Unknown",
            Self::User => "User",
        }
    }

    /// Returns the `principalType` that Azure takes for it.
    pub fn azure_type(self) -> &'static str {
        match self {
            Self::ManagedIdentity => Self::ServicePrincipal.word(),
            Self::ForeignGroup => Self::Group.word(),
            other => other.word(),
        }
    }

    /// Finds the kind of a word.
    pub fn of(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.word() == word)
    }
}

/// Somebody in the directory.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Principal {
    /// The object id.
    pub id: SmolStr,
    /// What it is.
    pub kind: PartyKind,
    /// The display name.
    pub name: Option<SmolStr>,
    /// The user principal name of a person.
    pub upn: Option<SmolStr>,
    /// The application id of a service principal.
    pub app_id: Option<SmolStr>,
    /// Who a group holds itself, as far as was seen; none where nobody looked.
    pub members: Option<Vec<SmolStr>>,
}

/// A scope that was seen.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Scope {
    /// Its id.
    pub id: SmolStr,
    /// The scope above it where its id does not say: of subscriptions and management groups.
    pub parent: Option<SmolStr>,
    /// The resource type, such as `Microsoft.Storage/storageAccounts`.
    pub kind: SmolStr,
    /// The display name where it is not in the id.
    pub name: Option<SmolStr>,
    /// Settings that bear on access, such as `allowSharedKeyAccess`.
    pub settings: BTreeMap<String, Setting>,
    /// The object ids of the identities that it runs as.
    pub identities: Vec<SmolStr>,
}

/// The value of a setting.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Setting {
    /// On or off.
    Flag(bool),
    /// A number.
    Number(i64),
    /// Anything else, such as the id of the workspace's storage.
    Text(String),
}

/// A role definition.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RoleDefinition {
    /// The GUID that ends its id.
    pub id: SmolStr,
    /// Its name.
    pub name: SmolStr,
    /// It is a customer's own.
    pub custom: bool,
    /// Its description.
    pub description: Option<String>,
    /// What it allows.
    pub permissions: Vec<Block>,
    /// Where it may be assigned.
    pub assignable_scopes: Vec<SmolStr>,
}

/// A role assignment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RoleAssignment {
    /// The GUID that ends its id.
    pub name: Guid,
    /// Where it holds.
    pub scope: SmolStr,
    /// Who holds it.
    pub principal: Party,
    /// The GUID of the role definition.
    pub role: Guid,
    /// Its condition.
    pub condition: Option<Box<str>>,
    /// The version of the condition's language.
    pub condition_version: Option<Box<str>>,
    /// Its description.
    pub description: Option<Box<str>>,
    /// When it holds; none where it stands without an end, as nearly all do.
    pub schedule: Option<Box<Schedule>>,
}

impl RoleAssignment {
    /// Returns when it holds.
    pub fn schedule(&self) -> Schedule {
        self.schedule.as_deref().copied().unwrap_or_default()
    }

    /// Tells whether it can be activated and does not hold before that.
    pub fn is_eligible(&self) -> bool {
        self.schedule().eligible
    }
}

/// Somebody whom an assignment is about.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Party {
    /// The object id.
    pub id: Guid,
    /// What the assignment says that it is.
    pub kind: PartyKind,
}

/// When a role assignment holds; the default is standing, without an end.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Schedule {
    /// It can be activated and does not hold before that.
    pub eligible: bool,
    /// It begins then.
    pub from: Option<Moment>,
    /// It ends then.
    pub until: Option<Moment>,
}

impl Schedule {
    /// Returns it as a role assignment keeps it.
    pub fn kept(self) -> Option<Box<Self>> {
        (self != Self::default()).then(|| Box::new(self))
    }
}

/// A deny assignment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DenyAssignment {
    /// The GUID that ends its id.
    pub id: SmolStr,
    /// Its display name.
    pub name: SmolStr,
    /// Where it holds.
    pub scope: SmolStr,
    /// It holds at that scope alone.
    pub only_here: bool,
    /// It denies; one that only audits denies nothing.
    pub enforced: bool,
    /// What it denies.
    pub permissions: Vec<Block>,
    /// Whom it is about.
    pub principals: Vec<Party>,
    /// Whom it is not about.
    pub except: Vec<Party>,
    /// Its condition.
    pub condition: Option<String>,
    /// The version of the condition's language.
    pub condition_version: Option<SmolStr>,
}

/// What a lock forbids.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum LockLevel {
    /// To delete anything there.
    CanNotDelete,
    /// To change anything there.
    ReadOnly,
}

impl LockLevel {
    /// Returns its word, which is Azure's.
    pub fn word(self) -> &'static str {
        match self {
            Self::CanNotDelete => "CanNotDelete",
            Self::ReadOnly => "ReadOnly",
        }
    }

    /// Finds the level of a word.
    pub fn of(word: &str) -> Option<Self> {
        [Self::CanNotDelete, Self::ReadOnly]
            .into_iter()
            .find(|level| level.word() == word)
    }
}

/// A lock, which holds below its scope as well.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Lock {
    /// What is locked.
    pub scope: SmolStr,
    /// Its name.
    pub name: SmolStr,
    /// What it forbids.
    pub level: LockLevel,
    /// What somebody noted about it.
    pub notes: Option<String>,
}

/// Tokens of somebody else's by which a user-assigned identity can be used.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FederatedCredential {
    /// The id of the identity as a resource.
    pub identity: SmolStr,
    /// Its name.
    pub name: SmolStr,
    /// Who issues the tokens.
    pub issuer: String,
    /// Whom the tokens are about; none where an expression says it.
    pub subject: Option<String>,
    /// Whom the tokens are for.
    pub audiences: Vec<String>,
}
