//! What rules look at: the model, what it compiles to, and what both reach.

mod assignments;
mod facts;
mod names;
mod twins;
mod verdicts;

use std::sync::OnceLock;

use rayon::prelude::*;

use super::coverage::{self, Covered};
use super::cut::Cuts;
use super::holding::Holdings;
use super::patterns::{PatternFact, patterns};
use super::settings::Settings;
use super::steps::Journeys;
use crate::access::World;
use crate::algebra::OperationSet;
use crate::catalog::Catalog;
use crate::compile::{Assignment, Compiled, CompiledRole, CompiledRoleId};
use crate::model::Model;
use crate::verdict::Verdicts;
pub use facts::Facts;
use twins::twins;

/// Everything that a rule may look at.
pub struct View<'v> {
    /// The policy set.
    pub model: &'v Model,
    /// What it compiles to.
    pub compiled: &'v Compiled,
    /// What Azure knows.
    pub catalog: &'static Catalog,
    /// Levels and the day of the run.
    pub settings: &'v Settings,
    /// For each role the first one with equal blocks, which stands for it below.
    twins: Vec<usize>,
    /// What is known of each role, by position.
    facts: Facts,
    /// What the roles reach together.
    reached: OnceLock<OperationSet>,
    /// Who holds what.
    holdings: OnceLock<Holdings>,
    /// The grants that others make idle.
    coverage: OnceLock<Vec<Covered>>,
    /// What roles and stages except.
    cuts: OnceLock<Cuts>,
    /// The world in which it is judged what must hold.
    world: OnceLock<World>,
    /// What became of all that must hold.
    verdicts: OnceLock<Verdicts>,
    /// The written patterns.
    patterns: OnceLock<Vec<PatternFact<'v>>>,
    /// What principals come to by steps.
    journeys: OnceLock<Journeys>,
    /// The positions of each principal's own assignments.
    by_principal: Vec<Vec<usize>>,
    /// The positions of each scope's own assignments.
    by_scope: Vec<Vec<usize>>,
    /// The positions of each statement's grants.
    by_statement: Vec<Vec<usize>>,
    /// The positions of the assignments that use each role.
    by_role: Vec<Vec<usize>>,
}

impl<'v> View<'v> {
    /// Prepares a view; nothing is expanded before a rule asks for it.
    pub fn new(
        model: &'v Model,
        compiled: &'v Compiled,
        catalog: &'static Catalog,
        settings: &'v Settings,
    ) -> Self {
        let assignments = || compiled.assignments.iter().enumerate();
        let by = |count: usize, key: &dyn Fn(&Assignment) -> usize| {
            group(
                count,
                assignments().map(|(index, assignment)| (key(assignment), index)),
            )
        };
        let grants = model.grants.iter().enumerate();
        let statements = grants.map(|(index, grant)| (grant.statement.index(), index));
        Self {
            model,
            compiled,
            catalog,
            settings,
            twins: twins(&compiled.roles),
            facts: Facts::none(compiled),
            reached: OnceLock::new(),
            holdings: OnceLock::new(),
            coverage: OnceLock::new(),
            cuts: OnceLock::new(),
            world: OnceLock::new(),
            verdicts: OnceLock::new(),
            patterns: OnceLock::new(),
            journeys: OnceLock::new(),
            by_principal: by(model.principals.len(), &|one| one.principal.index()),
            by_scope: by(model.scopes.len(), &|one| one.scope.index()),
            by_role: by(compiled.roles.len(), &|one| one.role.index()),
            by_statement: group(model.statements.len(), statements),
        }
    }

    /// Works out on all cores what most rules ask for, so that none waits for another.
    pub(super) fn prepare(&self) {
        (0..self.compiled.roles.len())
            .into_par_iter()
            .for_each(|index| {
                self.grade(CompiledRoleId::new(index));
            });
        rayon::join(|| self.coverage(), || (self.patterns(), self.cuts()));
    }

    /// Returns a role.
    pub fn role(&self, id: CompiledRoleId) -> Option<&'v CompiledRole> {
        self.compiled.roles.get(id.index())
    }

    /// Lists the roles with their ids.
    pub fn roles(&self) -> impl Iterator<Item = (CompiledRoleId, &'v CompiledRole)> {
        let roles = self.compiled.roles.iter().enumerate();
        roles.map(|(index, role)| (CompiledRoleId::new(index), role))
    }

    /// Returns the first role with the same blocks, which may be the role itself.
    pub fn twin(&self, id: CompiledRoleId) -> CompiledRoleId {
        let twin = self.twins.get(id.index());
        twin.map_or(id, |twin| CompiledRoleId::new(*twin))
    }

    /// Returns what the roles possibly reach together; worked out once. A rule that looks for some
    /// operations picks them out of these, and not out of what each role reaches.
    pub fn reached(&self) -> &OperationSet {
        self.reached.get_or_init(|| {
            let firsts = self.roles().filter(|(id, _)| self.twin(*id) == *id);
            let reaches = firsts.filter_map(|(id, _)| self.reach(id));
            reaches.fold(OperationSet::empty(), |mut all, reach| {
                all.union_with(&reach.upper);
                all
            })
        })
    }

    /// Returns who holds what; worked out once.
    pub fn holdings(&self) -> &Holdings {
        self.holdings.get_or_init(|| Holdings::of(self))
    }

    /// Returns the grants that others make idle; worked out once.
    pub fn coverage(&self) -> &[Covered] {
        self.coverage.get_or_init(|| coverage::find(self))
    }

    /// Returns what roles and stages except; worked out once.
    pub fn cuts(&self) -> &Cuts {
        self.cuts.get_or_init(|| Cuts::of(self))
    }

    /// Lists every pattern that the policy set itself writes; worked out once.
    pub fn patterns(&self) -> &[PatternFact<'v>] {
        self.patterns
            .get_or_init(|| patterns(self.model, self.catalog))
    }

    /// Returns what principals come to by steps; worked out once.
    pub(super) fn journeys(&self) -> &Journeys {
        self.journeys.get_or_init(|| Journeys::of(self))
    }

    /// Returns what principals come to by steps where a rule asked for it.
    pub(super) fn known_journeys(&self) -> Option<&Journeys> {
        self.journeys.get()
    }
}

fn group(count: usize, pairs: impl Iterator<Item = (usize, usize)>) -> Vec<Vec<usize>> {
    let mut lists = vec![Vec::new(); count];
    for (key, value) in pairs {
        if let Some(list) = lists.get_mut(key) {
            list.push(value);
        }
    }
    lists
}
