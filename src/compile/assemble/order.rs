//! The order of roles and assignments, whatever the order of the text.

use super::Assembly;
use crate::compile::{Assignment, CompiledRoleId};
use crate::model::Model;
use crate::support::sort;

impl Assembly<'_> {
    /// Sorts roles by key, assignments by scope, principal and role.
    pub(super) fn sort(&mut self) {
        let mut order: Vec<_> = (0..self.compiled.roles.len()).collect();
        let key = |index: &usize| self.compiled.roles.get(*index).map(|role| role.key.clone());
        sort::by_key(&mut order, key);
        let mut place = vec![CompiledRoleId(0); order.len()];
        for (new, old) in order.iter().enumerate() {
            if let Some(slot) = place.get_mut(*old) {
                *slot = CompiledRoleId::new(new);
            }
        }
        let roles = std::mem::take(&mut self.compiled.roles);
        let mut numbered: Vec<_> = roles.into_iter().zip(&place).collect();
        numbered.sort_by_key(|(_, place)| **place);
        self.compiled.roles = numbered.into_iter().map(|(role, _)| role).collect();
        for assignment in &mut self.compiled.assignments {
            assignment.role = place
                .get(assignment.role.index())
                .copied()
                .unwrap_or(assignment.role);
        }
        let (scopes, principals) = (scope_ranks(self.model), principal_ranks(self.model));
        let rank = |assignment: &Assignment| {
            let scope = scopes.get(assignment.scope.index()).copied();
            (
                scope,
                principals.get(assignment.principal.index()).copied(),
                assignment.role,
            )
        };
        sort::by_key(&mut self.compiled.assignments, rank);
    }
}

/// Returns each scope's position when all are sorted by id.
fn scope_ranks(model: &Model) -> Vec<usize> {
    ranks(model.scopes.len(), |index| {
        model
            .scopes
            .get(index)
            .map(|scope| scope.id.to_ascii_lowercase())
    })
}

/// Returns each principal's position when all are sorted by name and environment.
fn principal_ranks(model: &Model) -> Vec<usize> {
    ranks(model.principals.len(), |index| {
        let principal = model.principals.get(index)?;
        let environment = principal.environment.and_then(|id| model.environment(id));
        Some((
            principal.name.clone(),
            environment.map(|one| one.name.clone()),
        ))
    })
}

fn ranks<K: Ord>(count: usize, key: impl Fn(usize) -> K) -> Vec<usize> {
    let mut order: Vec<_> = (0..count).collect();
    sort::by_key(&mut order, |index| (key(*index), *index));
    let mut ranks = vec![0; count];
    for (rank, index) in order.into_iter().enumerate() {
        if let Some(slot) = ranks.get_mut(index) {
            *slot = rank;
        }
    }
    ranks
}
