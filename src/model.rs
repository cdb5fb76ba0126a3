//! Resolved values: what a policy set means once every name is known.
//!
//! Plain data with no lookups beyond its own indexes. `resolve` makes a [`Model`] from text,
//! `compile`, `graph` and `lint` read it. Absent on purpose: the meaning of patterns (`algebra`),
//! Azure's tables (`catalog`), and text that could not be resolved.

pub mod access;
pub mod date;
pub mod declared;
pub mod given;
pub mod grant;
pub mod guarantee;
pub mod guid;
pub mod kind;
pub mod meaning;
pub mod permission;
pub mod principal;
pub mod scope;

use fixedbitset::FixedBitSet;
use smol_str::SmolStr;

use crate::source::Span;
pub use access::{Capability, CapabilityId, Role, RoleId, Stage, StageId};
pub use declared::{Allow, Declared, DeclaredId, FROM_OTHERS, Later};
pub use given::{Given, Origin};
pub use grant::{Binding, Grant, Granted, Statement, StatementId};
pub use guarantee::{Baseline, Never, Test};
pub use guid::{Guid, GuidText};
pub use kind::{Cloud, Kind, Level, Tier};
pub use principal::{Principal, PrincipalId, PrincipalKind};
pub use scope::{Environment, EnvironmentId, Scope, ScopeId};

/// A whole policy set.
#[derive(Debug, Default)]
pub struct Model {
    /// The `policy` declaration.
    pub policy: Policy,
    /// Everything that has a name, in the order of files and places.
    pub declared: Vec<Declared>,
    /// The environments, by name.
    pub environments: Vec<Environment>,
    /// Every scope, parents before children.
    pub scopes: Vec<Scope>,
    /// Every identity instance, implicit ones included.
    pub principals: Vec<Principal>,
    /// Every capability, the standard library's included.
    pub capabilities: Vec<Capability>,
    /// Every stage.
    pub stages: Vec<Stage>,
    /// Every custom role that the policy set declares.
    pub roles: Vec<Role>,
    /// The written grants.
    pub statements: Vec<Statement>,
    /// One per principal and scope of a statement.
    pub grants: Vec<Grant>,
    /// What is held without being written: what Azure grants by itself.
    pub given: Vec<Given>,
    /// The invariants.
    pub nevers: Vec<Never>,
    /// The tests.
    pub tests: Vec<Test>,
    /// The baselines, as they are written.
    pub baselines: Vec<Baseline>,
    /// What is written but cannot be compiled by this version.
    pub later: Vec<Later>,
    /// The accepted findings.
    pub allows: Vec<Allow>,
    /// Something that is written could not be read or resolved and is missing here: nothing may be
    /// concluded from what is not there.
    pub partial: bool,
}

/// What the `policy` declaration says.
#[derive(Debug, Clone, Default)]
pub struct Policy {
    /// Its name; `policy` where none is declared.
    pub name: SmolStr,
    /// The tenant's GUID in lower case.
    pub tenant: Option<SmolStr>,
    /// The cloud.
    pub cloud: Cloud,
    /// The declaration.
    pub span: Option<Span>,
}

macro_rules! readers {
    ($($(#[$doc:meta])* $name:ident: $id:ty => $list:ident -> $item:ty;)*) => {
        impl Model {
            $($(#[$doc])* pub fn $name(&self, id: $id) -> Option<&$item> {
                self.$list.get(id.index())
            })*
        }
    };
}

readers! {
    /// Returns a declaration.
    declaration: DeclaredId => declared -> Declared;
    /// Returns an environment.
    environment: EnvironmentId => environments -> Environment;
    /// Returns a scope.
    scope: ScopeId => scopes -> Scope;
    /// Returns a principal.
    principal: PrincipalId => principals -> Principal;
    /// Returns a capability.
    capability: CapabilityId => capabilities -> Capability;
    /// Returns a stage.
    stage: StageId => stages -> Stage;
    /// Returns a role.
    role: RoleId => roles -> Role;
    /// Returns a statement.
    statement: StatementId => statements -> Statement;
}

impl Model {
    /// Lists a scope and everything above it, nearest first.
    pub fn ancestors(&self, scope: ScopeId) -> impl Iterator<Item = (ScopeId, &Scope)> {
        let mut next = Some(scope);
        std::iter::from_fn(move || {
            let id = next?;
            let found = self.scope(id)?;
            // Parents stand before their children, so that a broken tree cannot loop.
            next = found.parent.filter(|parent| *parent < id);
            Some((id, found))
        })
    }

    /// Tells whether `above` is `below` or stands above it.
    pub fn covers(&self, above: ScopeId, below: ScopeId) -> bool {
        self.ancestors(below).any(|(id, _)| id == above)
    }

    /// Returns the tier of a scope; none above the environments and where none is written.
    pub fn tier(&self, scope: ScopeId) -> Option<Tier> {
        self.environment(self.scope(scope)?.environment?)?.tier
    }

    /// Lists a principal and every group that holds it, nearest first, each once.
    pub fn memberships(&self, principal: PrincipalId) -> Vec<PrincipalId> {
        let mut found = vec![principal];
        let groups_of = |id| self.principal(id).map_or(&[][..], |one| &one.member_of);
        if groups_of(principal).is_empty() {
            return found;
        }
        let mut seen = FixedBitSet::with_capacity(self.principals.len());
        seen.insert(principal.index());
        let mut next = 0;
        while let Some(current) = found.get(next).copied() {
            for group in groups_of(current) {
                if self.principal(*group).is_some() && !seen.put(group.index()) {
                    found.push(*group);
                }
            }
            next += 1;
        }
        found
    }
}

impl Model {
    /// Writes a scope as a policy names it: `churn@dev`, `dev`.
    pub fn scope_name(&self, id: ScopeId) -> String {
        let Some(scope) = self.scope(id) else {
            return String::new();
        };
        let environment = scope.environment.and_then(|id| self.environment(id));
        match environment.filter(|_| scope.kind != Kind::Environment) {
            Some(environment) => format!("{}@{}", scope.name, environment.name),
            None => scope.name.to_string(),
        }
    }

    /// Writes a principal as a policy names it: `trainer@dev`.
    pub fn principal_name(&self, id: PrincipalId) -> String {
        let Some(principal) = self.principal(id) else {
            return String::new();
        };
        match principal.environment.and_then(|id| self.environment(id)) {
            Some(environment) => format!("{}@{}", principal.name, environment.name),
            None => principal.name.to_string(),
        }
    }
}

/// Makes an index into one of the model's lists.
macro_rules! index {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub struct $name(pub u32);

        impl $name {
            /// Makes the id of the thing at a position.
            pub fn new(index: usize) -> Self {
                Self(u32::try_from(index).unwrap_or(u32::MAX))
            }

            /// Returns the position in the model's list.
            pub fn index(self) -> usize {
                self.0 as usize
            }
        }
    };
}
pub(crate) use index;
