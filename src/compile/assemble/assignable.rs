//! The scopes at which a custom role may be assigned.

use std::collections::BTreeSet;

use super::Assembly;
use crate::model::{Level, ScopeId};

impl Assembly<'_> {
    /// Makes each custom role assignable where it is assigned and nowhere else.
    pub(super) fn assignable_scopes(&mut self) {
        let mut used: Vec<BTreeSet<ScopeId>> = vec![BTreeSet::new(); self.compiled.roles.len()];
        for assignment in &self.compiled.assignments {
            if let Some(scopes) = used.get_mut(assignment.role.index()) {
                scopes.extend(self.container(assignment.scope));
            }
        }
        let everywhere: BTreeSet<_> = self
            .model
            .environments
            .iter()
            .flat_map(|one| one.scopes.iter().copied())
            .collect();
        for (role, scopes) in self.compiled.roles.iter_mut().zip(&used) {
            if !role.is_custom() || !role.assignable_scopes.is_empty() {
                continue;
            }
            let scopes = if scopes.is_empty() {
                &everywhere
            } else {
                scopes
            };
            let covered = |id: &ScopeId| {
                self.model
                    .ancestors(*id)
                    .skip(1)
                    .any(|(above, _)| scopes.contains(&above))
            };
            let narrow = scopes.iter().filter(|id| !covered(id));
            let ids = narrow
                .filter_map(|id| self.model.scope(*id))
                .map(|scope| scope.id.clone());
            role.assignable_scopes = ids.collect();
            role.assignable_scopes.sort_unstable();
            role.assignable_scopes.dedup();
        }
    }

    /// Returns the narrowest scope above a scope that Azure takes as an assignable scope.
    fn container(&self, scope: ScopeId) -> Option<ScopeId> {
        let mut above = self.model.ancestors(scope);
        above
            .find(|(_, one)| one.level != Level::Resource)
            .map(|(id, _)| id)
    }
}
