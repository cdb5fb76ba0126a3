//! The upper bound: who possibly may, and by which assignment.

use std::collections::BTreeSet;
use std::rc::Rc;

use super::{Judge, Question, Way};
use crate::algebra::{Bound, PermissionSet};
use crate::compile::Assignment;
use crate::model::guarantee::Asked;
use crate::model::{PrincipalId, ScopeId};

impl<'v> Judge<'_, 'v> {
    /// Lists every way in which what is asked is possibly granted, one per assignment.
    pub(in crate::lint) fn ways(&self, asked: &Asked, question: &Question<'_>) -> Vec<Way> {
        let roles = self.roles_with(asked);
        let is_counted = |one: &'v Assignment| {
            let gives = roles.get(one.role.index()).copied().unwrap_or(false);
            gives && self.counts(one, question)
        };
        let way = |assignment: usize| {
            let one = self.view.compiled.assignments.get(assignment)?;
            let who = is_counted(one).then(|| self.asked_of(one.principal, question))??;
            Some(Way { who, assignment })
        };
        match question.to {
            Some(to) => self.reaching(to).into_iter().filter_map(way).collect(),
            None => (0..self.view.compiled.assignments.len())
                .filter_map(way)
                .collect(),
        }
    }

    /// Lists the positions of the assignments that somebody of these or their members has, by
    /// themselves or through a group.
    fn reaching(&self, to: &[PrincipalId]) -> BTreeSet<usize> {
        let members = to.iter().flat_map(|group| self.members_of(*group));
        let members: BTreeSet<_> = members.copied().collect();
        let holders = members.iter().flat_map(|who| self.groups_of(*who));
        let holders: BTreeSet<_> = holders.copied().collect();
        let positions = holders.iter().flat_map(|id| self.view.positions_to(*id));
        positions.copied().collect()
    }

    /// Finds who of those that are asked about has the assignments of a principal: itself, or else
    /// its first member.
    fn asked_of(&self, holder: PrincipalId, question: &Question<'_>) -> Option<PrincipalId> {
        if self.is_asked(holder, question) {
            return Some(holder);
        }
        let mut members = self.members_of(holder).iter().copied();
        members.find(|id| self.is_asked(*id, question))
    }

    /// Tells of each role whether it possibly grants any of what is asked; worked out once.
    fn roles_with(&self, asked: &Asked) -> Rc<[bool]> {
        let key = format!("{asked:?}");
        if let Some(known) = self.roles.borrow().get(&key) {
            return Rc::clone(known);
        }
        let defining = self.defining(asked);
        let shares = |set: &PermissionSet| {
            let shared = set.overlaps(Bound::Upper, &defining, Bound::Upper);
            shared.is_possible()
        };
        let sets = self.view.roles().map(|(id, _)| self.view.set(id));
        let found: Rc<[bool]> = sets.map(|set| set.is_some_and(shares)).collect();
        self.roles.borrow_mut().insert(key, Rc::clone(&found));
        found
    }

    fn is_asked(&self, who: PrincipalId, question: &Question<'_>) -> bool {
        let groups = self.groups_of(who);
        let in_any = |list: &[PrincipalId]| groups.iter().any(|group| list.contains(group));
        let principal = self.view.model.principal(who);
        let implicit = principal.is_some_and(|one| one.implicit_of.is_some());
        question.to.is_none_or(in_any)
            && !in_any(question.except)
            && !(question.declared && implicit)
    }

    fn counts(&self, assignment: &'v Assignment, question: &Question<'_>) -> bool {
        let model = self.view.model;
        let near = |scope: &ScopeId| {
            model.covers(assignment.scope, *scope) || model.covers(*scope, assignment.scope)
        };
        let there = question.on.is_none_or(|scopes| scopes.iter().any(near));
        let mut statements = self
            .view
            .grants_of(assignment)
            .filter_map(|grant| model.statement(grant.statement));
        there
            && statements.any(|statement| {
                let activated = question.standing && statement.eligible;
                !(activated || question.through.contains(&statement.what))
            })
    }
}
