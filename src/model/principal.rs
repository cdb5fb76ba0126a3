//! Principals: who gets access.

use smol_str::SmolStr;

use super::date::Day;
use super::{DeclaredId, EnvironmentId, ScopeId};
use crate::source::Span;

super::index! {
    /// Identifies a principal.
    PrincipalId
}

/// What kind of principal it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum PrincipalKind {
    /// `group`
    Group,
    /// `user`
    User,
    /// `service-principal`
    ServicePrincipal,
    /// `agent`: a service principal that a model drives.
    Agent,
    /// `managed-identity`, and the identities that workspaces, computes and endpoints have of
    /// their own.
    ManagedIdentity,
}

impl PrincipalKind {
    /// Every kind.
    pub const ALL: [PrincipalKind; 5] = [
        PrincipalKind::Group,
        PrincipalKind::User,
        PrincipalKind::ServicePrincipal,
        PrincipalKind::Agent,
        PrincipalKind::ManagedIdentity,
    ];

    /// Returns the word of the language.
    pub fn keyword(self) -> &'static str {
        match self {
            PrincipalKind::Group => "group",
            PrincipalKind::User => "user",
            PrincipalKind::ServicePrincipal => "service-principal",
            PrincipalKind::Agent => "agent",
            PrincipalKind::ManagedIdentity => "managed-identity",
        }
    }

    /// Finds the kind of a word.
    pub fn of(keyword: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.keyword() == keyword)
    }

    /// Returns the `principalType` of a role assignment.
    pub fn azure_type(self) -> &'static str {
        match self {
            PrincipalKind::Group => "Group",
            PrincipalKind::User => "User",
            _ => "ServicePrincipal",
        }
    }

    /// Tells whether it is a machine and no person.
    pub fn is_workload(self) -> bool {
        !matches!(self, PrincipalKind::Group | PrincipalKind::User)
    }
}

/// One identity; a managed identity has one per environment.
#[derive(Debug, Clone)]
pub struct Principal {
    /// What kind of principal.
    pub kind: PrincipalKind,
    /// Its declaration; of an identity that a resource has by itself, that resource's.
    pub declared: DeclaredId,
    /// Its name without the environment: `trainer`, `churn.gpu.identity`.
    pub name: SmolStr,
    /// The environment of the instance, for managed identities.
    pub environment: Option<EnvironmentId>,
    /// The object id in lower case, if the policy says it.
    pub object_id: Option<SmolStr>,
    /// Where the object id is written.
    pub object_id_span: Option<Span>,
    /// The application id in lower case.
    pub app_id: Option<SmolStr>,
    /// The user principal name.
    pub upn: Option<SmolStr>,
    /// Its display name in the directory or its resource name.
    pub azure_name: Option<SmolStr>,
    /// The scope of a user-assigned managed identity.
    pub scope: Option<ScopeId>,
    /// The workspace, compute or endpoint that has it by itself.
    pub implicit_of: Option<ScopeId>,
    /// The principals that a group is said to hold.
    pub members: Vec<Member>,
    /// The groups that are said to hold it.
    pub member_of: Vec<PrincipalId>,
    /// Its labels.
    pub labels: Vec<SmolStr>,
    /// When its secret expires, with the place.
    pub secret_expires: Option<(Day, Span)>,
    /// The tokens of other issuers that it trusts.
    pub federated: Vec<Federation>,
    /// Where a person should look.
    pub span: Span,
}

/// A member of a group.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Member {
    /// Who.
    pub principal: PrincipalId,
    /// Where it is written.
    pub span: Span,
}

/// A federated credential as written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Federation {
    /// `github` or `oidc`.
    pub source: SmolStr,
    /// The properties between the braces with their places.
    pub properties: Vec<(SmolStr, SmolStr, Span)>,
    /// The whole property.
    pub span: Span,
}

impl Federation {
    /// Returns a property with its place.
    pub fn get(&self, key: &str) -> Option<(&SmolStr, Span)> {
        let found = self.properties.iter().find(|(name, ..)| name == key);
        found.map(|(_, value, span)| (value, *span))
    }
}
