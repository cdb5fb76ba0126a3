//! Why something must not be done.

use crate::source::Span;

/// Why something must not be done, and what to do instead.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refusal {
    /// What refuses it.
    pub guard: Guard,
    /// Where in the policy, if that has a place.
    pub places: Vec<Span>,
    /// Why.
    pub reason: String,
    /// What to do.
    pub remedy: String,
}

/// What refuses a change or a plan.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Guard {
    /// Another assignment has the name (`RoleAssignmentUpdateNotPermitted`).
    NameTaken,
    /// Another role has the display name (`RoleDefinitionWithSameNameExists`).
    DisplayNameTaken,
    /// Another policy says that it is its own.
    OtherPolicy,
    /// The tuple is held for a time only, which no write can change.
    Scheduled,
    /// Two declarations are one thing in Azure.
    Twice,
    /// A scope is not there (`ResourceGroupNotFound` and its like).
    NoSuchScope,
    /// The role may not be assigned there.
    NotAssignable,
    /// A custom role with data actions at a management group.
    DataAtManagementGroup,
    /// A role that should be there is not.
    NoSuchRole,
    /// The GUID of a role is that of a built-in one.
    BuiltInId,
    /// An application id stands for an object id.
    ApplicationId,
    /// A principal is of another kind (`UnmatchedPrincipalType`).
    WrongKind,
    /// The directory does not know an object id (`PrincipalNotFound`).
    NoSuchPrincipal,
    /// A name leads to another object id than it did.
    OtherId,
    /// What is marked `keep` would be deleted.
    Keep,
    /// More is deleted than is allowed.
    ManyDeletes,
    /// A limit of Azure is passed.
    Quota,
    /// A lock forbids it (`ScopeLocked`).
    Locked,
    /// Whoever is signed in may not write it (`AuthorizationFailed`).
    MissingRights,
    /// Nobody could grant anything any more.
    Lockout,
}

impl Guard {
    /// Returns its word.
    pub fn word(self) -> &'static str {
        match self {
            Self::NameTaken => "name-taken",
            Self::DisplayNameTaken => "display-name-taken",
            Self::OtherPolicy => "other-policy",
            Self::Scheduled => "scheduled",
            Self::Twice => "twice",
            Self::NoSuchScope => "no-such-scope",
            Self::NotAssignable => "not-assignable",
            Self::DataAtManagementGroup => "data-at-management-group",
            Self::NoSuchRole => "no-such-role",
            Self::BuiltInId => "built-in-id",
            Self::ApplicationId => "application-id",
            Self::WrongKind => "wrong-kind",
            Self::NoSuchPrincipal => "no-such-principal",
            Self::OtherId => "other-id",
            Self::Keep => "keep",
            Self::ManyDeletes => "many-deletes",
            Self::Quota => "quota",
            Self::Locked => "locked",
            Self::MissingRights => "missing-rights",
            Self::Lockout => "lockout",
        }
    }
}

impl Refusal {
    pub(super) fn new(
        guard: Guard,
        places: Vec<Span>,
        reason: impl Into<String>,
        remedy: impl Into<String>,
    ) -> Self {
        Self {
            guard,
            places,
            reason: reason.into(),
            remedy: remedy.into(),
        }
    }
}
