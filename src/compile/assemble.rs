//! From grants to roles and assignments.

mod assignable;
mod describe;
mod names;
mod order;
mod roles;

use std::collections::{BTreeMap, HashMap};

use smol_str::SmolStr;

use super::stage::{Facet, Share, facet};
use super::{Assignment, Compiled, CompiledRoleId, Source};
use crate::catalog::Catalog;
use crate::model::date::Day;
use crate::model::{Granted, Model, PrincipalId, RoleId, ScopeId, StageId, Tier};

/// What makes a role of its own.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
enum Demand {
    Facet(StageId, Facet, Option<Tier>),
    Role(RoleId),
    BuiltIn(SmolStr),
}

/// Compiles a model.
///
/// `today` is the day by which grants that are past their `until` are left out; without one all
/// of them count.
pub fn compile(model: &Model, catalog: &'static Catalog, today: Option<Day>) -> Compiled {
    let mut assembly = Assembly {
        model,
        catalog,
        shares: HashMap::new(),
        made: HashMap::new(),
        by_guid: HashMap::new(),
        tuples: HashMap::new(),
        compiled: Compiled::nothing(catalog),
    };
    for (index, grant) in model.grants.iter().enumerate() {
        let statement = model.statement(grant.statement);
        let expired = statement.is_some_and(|found| {
            found
                .until
                .is_some_and(|(until, _)| today.is_some_and(|today| until < today))
        });
        if !expired {
            assembly.grant(index);
        }
    }
    assembly.unassigned();
    assembly.finish()
}

struct Assembly<'m> {
    model: &'m Model,
    catalog: &'static Catalog,
    shares: HashMap<StageId, BTreeMap<Facet, Share>>,
    made: HashMap<Demand, Vec<CompiledRoleId>>,
    by_guid: HashMap<SmolStr, CompiledRoleId>,
    tuples: HashMap<(ScopeId, PrincipalId, CompiledRoleId), usize>,
    compiled: Compiled,
}

impl Assembly<'_> {
    fn grant(&mut self, index: usize) {
        let Some(grant) = self.model.grants.get(index) else {
            return;
        };
        let Some(statement) = self.model.statement(grant.statement) else {
            return;
        };
        for (position, binding) in grant.bindings.iter().enumerate() {
            let demand = match &statement.what {
                Granted::Stage(stage) => {
                    let Some(clause) = self.model.clause(*stage, binding.clause) else {
                        continue;
                    };
                    let tier = self.model.tier(binding.scope);
                    Demand::Facet(*stage, facet(clause, binding.kind), tier)
                }
                Granted::Role(role) => Demand::Role(*role),
                Granted::BuiltIn(guid) => Demand::BuiltIn(guid.clone()),
            };
            let source = Source {
                grant: index,
                binding: position,
            };
            for role in self.roles(demand) {
                self.assign(binding.scope, grant.principal, role, source.clone());
            }
        }
    }

    fn assign(
        &mut self,
        scope: ScopeId,
        principal: PrincipalId,
        role: CompiledRoleId,
        source: Source,
    ) {
        let number = self.compiled.sources.len();
        self.compiled.sources.push(source);
        let next = self.compiled.assignments.len();
        let index = *self.tuples.entry((scope, principal, role)).or_insert(next);
        if let Some(known) = self.compiled.assignments.get_mut(index) {
            known.sources.push(number);
            return;
        }
        let sources = vec![number];
        self.compiled.assignments.push(Assignment {
            principal,
            role,
            scope,
            description: SmolStr::default(),
            sources,
        });
    }

    fn finish(mut self) -> Compiled {
        self.assignable_scopes();
        self.describe();
        self.sort();
        self.compiled
    }
}
