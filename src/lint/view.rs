//! What rules look at: the model, what it compiles to, and what both reach.

use std::hash::{Hash, Hasher};
use std::sync::OnceLock;

use rayon::prelude::*;

use super::coverage::{self, Covered};
use super::cut::Cuts;
use super::grade::Grade;
use super::holding::Holdings;
use super::patterns::{PatternFact, patterns};
use super::settings::Settings;
use crate::algebra::{OperationSet, PermissionSet, Reach};
use crate::catalog::Catalog;
use crate::compile::{Assignment, Compiled, CompiledRole, CompiledRoleId};
use crate::model::permission::{Block, Plane};
use crate::model::{Grant, Granted, Model, PrincipalId, ScopeId, StageId, Statement, StatementId};
use crate::source::Span;
use crate::support::hash::HashMap;

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
    /// What each role reaches among the known operations, by position.
    reaches: Vec<OnceLock<Reach>>,
    /// What each role is as a permission set, by position.
    sets: Vec<OnceLock<PermissionSet>>,
    /// How much each role gives, by position.
    grades: Vec<OnceLock<Grade>>,
    /// What the roles reach together.
    reached: OnceLock<OperationSet>,
    /// Who holds what.
    holdings: OnceLock<Holdings>,
    /// The grants that others make idle.
    coverage: OnceLock<Vec<Covered>>,
    /// What roles and stages except.
    cuts: OnceLock<Cuts>,
    /// The written patterns.
    patterns: OnceLock<Vec<PatternFact<'v>>>,
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
            reaches: compiled.roles.iter().map(|_| OnceLock::new()).collect(),
            sets: compiled.roles.iter().map(|_| OnceLock::new()).collect(),
            grades: compiled.roles.iter().map(|_| OnceLock::new()).collect(),
            reached: OnceLock::new(),
            holdings: OnceLock::new(),
            coverage: OnceLock::new(),
            cuts: OnceLock::new(),
            patterns: OnceLock::new(),
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

    /// Returns what a role reaches among the known operations, both bounds; worked out once.
    pub fn reach(&self, id: CompiledRoleId) -> Option<&Reach> {
        let role = self.role(id)?;
        let slot = self.reaches.get(self.twin(id).index())?;
        Some(slot.get_or_init(|| Reach::of_blocks(self.catalog, &role.blocks)))
    }

    /// Returns a role as a permission set; worked out once.
    pub fn set(&self, id: CompiledRoleId) -> Option<&PermissionSet> {
        let role = self.role(id)?;
        let slot = self.sets.get(self.twin(id).index())?;
        Some(slot.get_or_init(|| PermissionSet::of(&role.blocks)))
    }

    /// Returns how much a role gives; worked out once.
    pub fn grade(&self, id: CompiledRoleId) -> Option<Grade> {
        let role = self.role(id)?;
        let slot = self.grades.get(self.twin(id).index())?;
        let reach = self.reach(id)?;
        Some(*slot.get_or_init(|| Grade::of(self.catalog, &role.blocks, reach)))
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

    /// Writes a few operations of a set as evidence: up to three names and how many more.
    pub fn witnesses(&self, set: &OperationSet) -> String {
        let names: Vec<_> = set
            .ids()
            .take(3)
            .map(|id| format!("`{}`", self.catalog.name(id)))
            .collect();
        match set.len().saturating_sub(names.len()) {
            0 => names.join(", "),
            more => format!("{} and {more} more", names.join(", ")),
        }
    }

    /// Lists a principal's own assignments, groups left out.
    pub fn assignments_to(
        &self,
        principal: PrincipalId,
    ) -> impl Iterator<Item = &'v Assignment> + '_ {
        self.pick(&self.by_principal, principal.index())
    }

    /// Lists the positions of a principal's own assignments.
    pub(super) fn positions_to(&self, principal: PrincipalId) -> &[usize] {
        let positions = self.by_principal.get(principal.index());
        positions.map_or(&[], Vec::as_slice)
    }

    /// Lists the assignments at exactly a scope.
    pub fn assignments_at(&self, scope: ScopeId) -> impl Iterator<Item = &'v Assignment> + '_ {
        self.pick(&self.by_scope, scope.index())
    }

    /// Lists the assignments of a role.
    pub fn assignments_of(
        &self,
        role: CompiledRoleId,
    ) -> impl Iterator<Item = &'v Assignment> + '_ {
        self.pick(&self.by_role, role.index())
    }

    fn pick<'s>(
        &'s self,
        lists: &'s [Vec<usize>],
        index: usize,
    ) -> impl Iterator<Item = &'v Assignment> + 's {
        let positions = lists.get(index).map_or(&[][..], Vec::as_slice);
        positions
            .iter()
            .filter_map(|index| self.compiled.assignments.get(*index))
    }

    /// Lists the assignments that a principal has by itself and through every group that holds it,
    /// with the principal that has each.
    pub fn held(&self, principal: PrincipalId) -> Vec<(PrincipalId, &'v Assignment)> {
        let holders = self.model.memberships(principal).into_iter();
        let held = holders.flat_map(|holder| {
            let own: Vec<_> = self.assignments_to(holder).collect();
            own.into_iter().map(move |assignment| (holder, assignment))
        });
        held.collect()
    }

    /// Lists the grants that ask for an assignment.
    pub fn grants_of(&self, assignment: &'v Assignment) -> impl Iterator<Item = &'v Grant> + '_ {
        let sources = assignment.sources.iter();
        let sources = sources.filter_map(|index| self.compiled.sources.get(*index));
        sources.filter_map(|source| self.model.grants.get(source.grant))
    }

    /// Lists the positions of the grants that ask for an assignment.
    pub fn grants_behind(&self, assignment: &'v Assignment) -> Vec<usize> {
        let sources = assignment.sources.iter();
        let sources = sources.filter_map(|index| self.compiled.sources.get(*index));
        sources.map(|source| source.grant).collect()
    }

    /// Returns the first grant that asks for an assignment.
    pub fn grant_of(&self, assignment: &'v Assignment) -> Option<&'v Grant> {
        self.grants_of(assignment).next()
    }

    /// Returns the written grant that asks for an assignment.
    pub fn statement_of(&self, assignment: &'v Assignment) -> Option<&'v Statement> {
        self.model.statement(self.grant_of(assignment)?.statement)
    }

    /// Lists the positions of the grants of a statement.
    pub fn grant_positions(&self, statement: StatementId) -> &[usize] {
        let positions = self.by_statement.get(statement.index());
        positions.map_or(&[], Vec::as_slice)
    }

    /// Lists the grants of a statement.
    pub fn grants_in(&self, statement: StatementId) -> impl Iterator<Item = &'v Grant> + '_ {
        let positions = self.grant_positions(statement).iter();
        positions.filter_map(|index| self.model.grants.get(*index))
    }

    /// Returns the place that a finding about an assignment points at: where its role is named.
    pub fn place(&self, assignment: &'v Assignment) -> Span {
        self.statement_of(assignment)
            .map_or(Span::default(), |statement| statement.what_span)
    }

    /// Tells whether an assignment is neither eligible nor under a condition in every grant.
    pub fn is_plain(&self, assignment: &'v Assignment) -> bool {
        let mut statements = self
            .grants_of(assignment)
            .filter_map(|grant| self.model.statement(grant.statement));
        statements.any(|statement| !statement.eligible && !statement.conditional)
    }

    /// Writes a principal as a policy names it: `trainer@dev`.
    pub fn principal_name(&self, id: PrincipalId) -> String {
        self.model.principal_name(id)
    }

    /// Writes a scope as a policy names it: `churn@dev`, `dev`.
    pub fn scope_name(&self, id: ScopeId) -> String {
        self.model.scope_name(id)
    }

    /// Writes what is granted as a policy names it: `train`, `"Reader"`.
    pub fn granted_name(&self, what: &Granted) -> String {
        match what {
            Granted::Stage(id) => self.stage_name(*id),
            Granted::Role(id) => self
                .model
                .role(*id)
                .map(|role| role.name.to_string())
                .unwrap_or_default(),
            Granted::BuiltIn(guid) => {
                let role = self.catalog.builtin_by_id(guid);
                role.map(|role| format!("\"{}\"", role.name()))
                    .unwrap_or_default()
            }
        }
    }

    /// Returns a stage's name.
    pub fn stage_name(&self, id: StageId) -> String {
        self.model
            .stage(id)
            .map(|stage| stage.name.to_string())
            .unwrap_or_default()
    }

    /// Writes how a principal comes to an assignment: `alice -> ml-engineers -> "Owner" on dev`.
    pub fn chain(&self, principal: PrincipalId, assignment: &'v Assignment) -> String {
        let mut steps = self.membership_path(principal, assignment.principal);
        let what = self
            .statement_of(assignment)
            .map(|found| self.granted_name(&found.what));
        steps.push(format!(
            "{} on {}",
            what.unwrap_or_default(),
            self.scope_name(assignment.scope)
        ));
        steps.join(" -> ")
    }

    /// Lists the names from a principal up to a group that holds it, both included.
    pub fn membership_path(&self, principal: PrincipalId, group: PrincipalId) -> Vec<String> {
        let mut paths = vec![vec![principal]];
        let mut seen = vec![principal];
        let mut next = 0;
        while let Some(path) = paths.get(next).cloned() {
            let Some(last) = path.last().copied() else {
                break;
            };
            if last == group {
                return path.into_iter().map(|id| self.principal_name(id)).collect();
            }
            let above = self
                .model
                .principal(last)
                .map_or(&[][..], |one| &one.member_of);
            for holder in above {
                if !seen.contains(holder) {
                    seen.push(*holder);
                    let mut longer = path.clone();
                    longer.push(*holder);
                    paths.push(longer);
                }
            }
            next += 1;
        }
        vec![self.principal_name(principal)]
    }
}

/// Finds for each role the first one that has equal blocks.
fn twins(roles: &[CompiledRole]) -> Vec<usize> {
    let mut first: HashMap<Alike<'_>, usize> = HashMap::default();
    let roles = roles.iter().enumerate();
    roles
        .map(|(index, role)| *first.entry(Alike(&role.blocks)).or_insert(index))
        .collect()
}

/// Blocks as a key: equal where they are equal, hashed by the ends of their patterns alone, since
/// these differ most and few roles are asked for.
#[derive(PartialEq, Eq)]
struct Alike<'v>(&'v [Block]);

impl Hash for Alike<'_> {
    fn hash<H: Hasher>(&self, state: &mut H) {
        for plane in Plane::BOTH {
            for pattern in self.0.iter().flat_map(|block| block.granted(plane)) {
                let text = pattern.as_str().as_bytes();
                text.last_chunk::<16>().hash(state);
                text.len().hash(state);
            }
        }
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
