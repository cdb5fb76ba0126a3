//! Scopes: where access is given, as a tree.

use smol_str::SmolStr;

use super::{DeclaredId, Kind, Level, PrincipalId, Tier};
use crate::source::Span;

super::index! {
    /// Identifies a scope.
    ScopeId
}
super::index! {
    /// Identifies an environment.
    EnvironmentId
}

/// One environment.
#[derive(Debug, Clone)]
pub struct Environment {
    /// Its declaration.
    pub declared: DeclaredId,
    /// Its name.
    pub name: SmolStr,
    /// Its tier; none where the policy does not say.
    pub tier: Option<Tier>,
    /// Whether the policy says a tier, be it one that there is not.
    pub says_tier: bool,
    /// Its own scopes: one subscription or resource group, or several subscriptions.
    pub scopes: Vec<ScopeId>,
    /// Its labels.
    pub labels: Vec<SmolStr>,
}

/// One scope: a management group, a subscription, a resource group, a resource or a child of one.
#[derive(Debug, Clone)]
pub struct Scope {
    /// What kind of thing it is.
    pub kind: Kind,
    /// Its declaration; none for resource groups that only properties name.
    pub declared: Option<DeclaredId>,
    /// Its name in the policy without the environment: `churn-lake.raw`; for an undeclared
    /// resource group its Azure name.
    pub name: SmolStr,
    /// The environment it is in; none above environments.
    pub environment: Option<EnvironmentId>,
    /// The scope above it, if one is known.
    pub parent: Option<ScopeId>,
    /// How high it stands.
    pub level: Level,
    /// Its Azure resource id without a trailing slash, in the casing that is written.
    pub id: SmolStr,
    /// Its labels, those of its declaration.
    pub labels: Vec<SmolStr>,
    /// Its links, in the order in which they are written.
    pub links: Vec<Link>,
    /// Everything else that is written about it, in order: `shared-keys off`, `kind hub`.
    pub properties: Vec<Setting>,
    /// Who it acts as: the `runs-as` identity, or its own.
    pub identity: Option<PrincipalId>,
    /// The whole `runs-as` property.
    pub runs_as: Option<Span>,
    /// Where a person should look: the declaration's name, or the property that names it.
    pub span: Span,
}

/// A link from a workspace to what it uses.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Link {
    /// What it links to.
    pub target: ScopeId,
    /// Where the link is written.
    pub span: Span,
    /// The whole property with everything that it links to.
    pub property: Span,
}

/// One property as it holds for one instance, overrides applied.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Setting {
    /// The key.
    pub key: SmolStr,
    /// The value as text: `off`, `30m`, `hub`.
    pub value: SmolStr,
    /// Where it is written.
    pub span: Span,
}

impl Scope {
    /// Returns the value of a property.
    pub fn setting(&self, key: &str) -> Option<&Setting> {
        self.properties.iter().find(|setting| setting.key == key)
    }
}
