//! What a policy set compiles to: role definitions and role assignments, as plain data.

use smol_str::SmolStr;

use crate::catalog::Catalog;
use crate::model::permission::Block;
use crate::model::{Model, PrincipalId, RoleId, ScopeId, StageId, Statement, Tier};
use crate::source::Span;

crate::model::index! {
    /// Identifies a role of a [`Compiled`].
    CompiledRoleId
}

/// Role definitions and assignments whose effective access is exactly what was asked for.
#[derive(Debug, Clone, Default)]
pub struct Compiled {
    /// Every role that is assigned or written, sorted by key.
    pub roles: Vec<CompiledRole>,
    /// Every assignment, sorted by scope, principal and role; each tuple once.
    pub assignments: Vec<Assignment>,
    /// Every way in which a grant came to an assignment, also where several merged into one.
    pub sources: Vec<Source>,
    /// The catalogue that it was compiled with, by which whoever asks about it has to go.
    pub catalog: &'static Catalog,
}

impl Compiled {
    /// Returns what compiles to nothing.
    pub fn nothing(catalog: &'static Catalog) -> Self {
        Self {
            catalog,
            ..Self::default()
        }
    }

    /// Lists the statements that ask for an assignment.
    pub fn statements<'all>(
        &'all self,
        model: &'all Model,
        assignment: &'all Assignment,
    ) -> impl Iterator<Item = &'all Statement> {
        let sources = assignment.sources.iter();
        sources.filter_map(|source| {
            let grant = model.grants.get(self.sources.get(*source)?.grant)?;
            model.statement(grant.statement)
        })
    }
}

/// Where a role comes from.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Provenance {
    /// Composed from the clauses of a stage; its blocks have no maybe.
    Composed(StageId),
    /// Written as a `role`, compiled word by word.
    Written(RoleId),
    /// A `role … existing`: it is assigned and not written.
    Existing(RoleId),
    /// A built-in role that the policy names.
    BuiltIn,
    /// A built-in role that is exactly what a stage composes.
    Reused(StageId),
}

/// One role.
#[derive(Debug, Clone)]
pub struct CompiledRole {
    /// `stage/kind/slots/tier`, `role/NAME` or `built-in/GUID`; stable, it makes the GUID.
    pub key: SmolStr,
    /// Where it comes from.
    pub provenance: Provenance,
    /// Its GUID in lower case.
    pub guid: SmolStr,
    /// Its display name.
    pub display_name: SmolStr,
    /// Its description, the ownership marker included.
    pub description: SmolStr,
    /// The tier it is made for; none for built-in and written roles.
    pub tier: Option<Tier>,
    /// Its permission blocks.
    pub blocks: Vec<Block>,
    /// Where it may be assigned: the scopes where it is assigned and no more, or what a `role`
    /// says itself. Empty for roles that are not written.
    pub assignable_scopes: Vec<SmolStr>,
    /// The declarations and clauses that ask for it.
    pub origins: Vec<Span>,
}

impl CompiledRole {
    /// Tells whether it has to be written to Azure.
    pub fn is_custom(&self) -> bool {
        matches!(
            self.provenance,
            Provenance::Composed(_) | Provenance::Written(_)
        )
    }

    /// Tells whether it is one of Azure's own roles.
    pub fn is_built_in(&self) -> bool {
        matches!(self.provenance, Provenance::BuiltIn | Provenance::Reused(_))
    }
}

/// One role for one principal at one scope.
#[derive(Debug, Clone)]
pub struct Assignment {
    /// Who.
    pub principal: PrincipalId,
    /// What.
    pub role: CompiledRoleId,
    /// Where.
    pub scope: ScopeId,
    /// Its description, the ownership marker included.
    pub description: SmolStr,
    /// The positions in [`Compiled::sources`] that ask for it.
    pub sources: Vec<usize>,
}

/// One grant's part in an assignment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Source {
    /// The position in the model's grants.
    pub grant: usize,
    /// The position in that grant's bindings.
    pub binding: usize,
}
