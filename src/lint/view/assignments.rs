//! Assignments, and the grants that ask for them.

use super::View;
use crate::compile::{Assignment, CompiledRoleId};
use crate::model::{Grant, PrincipalId, ScopeId, Statement, StatementId};
use crate::source::Span;

impl<'v> View<'v> {
    /// Lists a principal's own assignments, groups left out.
    pub fn assignments_to(
        &self,
        principal: PrincipalId,
    ) -> impl Iterator<Item = &'v Assignment> + '_ {
        self.pick(&self.by_principal, principal.index())
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
        statements.any(|statement| !statement.eligible && statement.condition.is_none())
    }
}
