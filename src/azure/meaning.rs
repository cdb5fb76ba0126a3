//! What Azure's refusals mean: one row for each code.

mod words;

/// Whether something refused is worth another try.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Retry {
    /// Never: the answer stays.
    Never,
    /// For a few minutes, if what is missing was made just before.
    IfFresh,
    /// Soon, one call at a time.
    Soon,
    /// After the time that the server names. Each call has done so already.
    Later,
    /// Once, with a fresh token. Each call has done so already.
    Token,
}

/// What a refusal means.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Meaning {
    /// The same principal has the same role there under another name.
    AssignmentExists,
    /// The name belongs to another assignment.
    NameTaken,
    /// Another role has the display name.
    RoleNameTaken,
    /// The role is still assigned.
    RoleInUse,
    /// The directory does not know the principal, or not yet.
    PrincipalMissing,
    /// The principal is of another kind.
    PrincipalKind,
    /// Such principals get no roles.
    PrincipalUnfit,
    /// Something is not written as it must be.
    Malformed,
    /// There is no such role, or not yet, or not there.
    RoleMissing,
    /// There are too many role assignments.
    AssignmentLimit,
    /// There are too many roles.
    RoleLimit,
    /// The role names an operation that there is not.
    Operation,
    /// The caller lacks a right.
    Forbidden,
    /// The caller lacks a right on something else that is named.
    ForbiddenLinked,
    /// A policy of Azure Policy forbids it.
    Policy,
    /// Nobody would be left who may hand out access.
    LastAdministrator,
    /// A lock is in the way.
    Locked,
    /// The scope is not there.
    ScopeMissing,
    /// What was asked for is not there.
    Missing,
    /// Somebody else is at it.
    Race,
    /// A rule of Privileged Identity Management forbids it.
    Schedule,
    /// The server is asked too often.
    Throttled,
    /// The server has trouble.
    Trouble,
    /// The token is not taken.
    Token,
    /// The token is of another tenant.
    Tenant,
    /// No trusted certificate authority vouches for the server.
    Certificate,
    /// The server cannot be reached.
    Unreachable,
    /// Signing in failed.
    SignIn,
    /// The answer is none that Azure gives.
    Answer,
    /// All that was read together is more than is kept.
    TooMuch,
    /// Something that is not in the table.
    Other,
}

/// A code, the statuses that it comes with, and what it means. No status stands for each: where
/// Azure's documents do not tell, the code alone decides.
type Row = (&'static str, &'static [u16], Meaning);

/// AZURE.md calls some of these names unconfirmed, so that a status without a known code has a
/// meaning as well.
const ROWS: &[Row] = &[
    ("RoleAssignmentExists", &[409], Meaning::AssignmentExists),
    (
        "RoleAssignmentUpdateNotPermitted",
        &[400],
        Meaning::NameTaken,
    ),
    (
        "RoleDefinitionWithSameNameExists",
        &[409],
        Meaning::RoleNameTaken,
    ),
    ("RoleDefinitionHasAssignments", &[], Meaning::RoleInUse),
    ("PrincipalNotFound", &[400], Meaning::PrincipalMissing),
    ("UnmatchedPrincipalType", &[400], Meaning::PrincipalKind),
    ("PrincipalTypeNotSupported", &[400], Meaning::PrincipalUnfit),
    ("InvalidPrincipalId", &[400], Meaning::Malformed),
    ("InvalidRoleDefinitionId", &[400], Meaning::Malformed),
    ("InvalidRoleAssignmentId", &[400], Meaning::Malformed),
    ("BadRequestFormat", &[400], Meaning::Malformed),
    ("LinkedInvalidPropertyId", &[400], Meaning::Malformed),
    ("InvalidCondition", &[400], Meaning::Malformed),
    ("InvalidRoleAssignmentCondition", &[400], Meaning::Malformed),
    ("RoleDefinitionDoesNotExist", &[], Meaning::RoleMissing),
    ("RoleAssignmentLimitExceeded", &[], Meaning::AssignmentLimit),
    ("RoleDefinitionLimitExceeded", &[], Meaning::RoleLimit),
    ("InvalidActionOrNotAction", &[400], Meaning::Operation),
    (
        "InvalidDataActionOrNotDataAction",
        &[400],
        Meaning::Operation,
    ),
    ("AuthorizationFailed", &[403], Meaning::Forbidden),
    ("Authorization_RequestDenied", &[403], Meaning::Forbidden),
    (
        "LinkedAuthorizationFailed",
        &[403],
        Meaning::ForbiddenLinked,
    ),
    ("RequestDisallowedByPolicy", &[403], Meaning::Policy),
    ("CannotDeleteLastRbacAdmin", &[], Meaning::LastAdministrator),
    (
        "CannotDeleteLastRbacAdminRoleAssignment",
        &[],
        Meaning::LastAdministrator,
    ),
    ("LastRbacAdminAssignment", &[], Meaning::LastAdministrator),
    ("ScopeLocked", &[409], Meaning::Locked),
    ("ResourceNotFound", &[404], Meaning::ScopeMissing),
    ("ResourceGroupNotFound", &[404], Meaning::ScopeMissing),
    ("SubscriptionNotFound", &[404], Meaning::ScopeMissing),
    ("ManagementGroupNotFound", &[404], Meaning::ScopeMissing),
    ("Conflict", &[409], Meaning::Race),
    ("AnotherOperationInProgress", &[409], Meaning::Race),
    ("DeploymentStackInNonTerminalState", &[409], Meaning::Race),
    (
        "ConcurrentFederatedIdentityCredentialsWritesForSingleManagedIdentity",
        &[409],
        Meaning::Race,
    ),
    (
        "RoleAssignmentRequestPolicyValidationFailed",
        &[400],
        Meaning::Schedule,
    ),
    ("TooManyRequests", &[429], Meaning::Throttled),
    ("SubscriptionRequestsThrottled", &[429], Meaning::Throttled),
    ("OperationNotAllowed", &[429], Meaning::Throttled),
    ("ExpiredAuthenticationToken", &[401], Meaning::Token),
    ("InvalidAuthenticationToken", &[401], Meaning::Token),
    ("InvalidAuthenticationTokenTenant", &[401], Meaning::Tenant),
];

impl Meaning {
    /// Finds what a status and a code mean: the status decides whether the server had trouble or
    /// was asked too often, then the code, then the status again.
    pub fn of(status: u16, code: &str) -> Self {
        match status {
            429 => return Self::Throttled,
            408 | 500..=599 => return Self::Trouble,
            _ => {}
        }
        let fits = |(name, statuses, _): &&Row| {
            name.eq_ignore_ascii_case(code) && (statuses.is_empty() || statuses.contains(&status))
        };
        if let Some((_, _, meaning)) = ROWS.iter().find(fits) {
            return *meaning;
        }
        match status {
            401 => Self::Token,
            403 => Self::Forbidden,
            404 => Self::Missing,
            _ => Self::Other,
        }
    }

    /// Finds what a code means where it stands without a status, inside the end of an operation.
    pub fn of_code(code: &str) -> Self {
        let mut rows = ROWS.iter();
        let found = rows.find(|(name, ..)| name.eq_ignore_ascii_case(code));
        found.map_or(Self::Other, |(_, _, meaning)| *meaning)
    }

    /// Tells whether it is worth another try.
    pub fn retry(self) -> Retry {
        match self {
            Self::PrincipalMissing | Self::RoleMissing | Self::RoleInUse => Retry::IfFresh,
            Self::Race => Retry::Soon,
            Self::Throttled | Self::Trouble | Self::Unreachable => Retry::Later,
            Self::Token => Retry::Token,
            _ => Retry::Never,
        }
    }
}
