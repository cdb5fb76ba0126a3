//! What each principal holds at each scope, equal roles put together.

use crate::compile::CompiledRoleId;
use crate::lint::view::View;
use crate::model::{PrincipalId, ScopeId};

/// Roles that one principal holds at one scope, each with the positions of its assignments.
///
/// Where a hundred grants give a handful of roles, a search looks at the handful.
pub(super) type Pool = Vec<(CompiledRoleId, Vec<usize>)>;

/// The pools of a policy set.
#[derive(Debug, Default)]
pub(super) struct Pools {
    /// Of each principal, by scope: mostly a few.
    of: Vec<Vec<(ScopeId, Pool)>>,
}

impl Pools {
    /// Sorts the assignments of a view.
    pub(super) fn of(view: &View<'_>) -> Self {
        let mut all: Vec<_> = (view.compiled.assignments.iter().enumerate())
            .map(|(index, one)| ((one.principal, one.scope, view.twin(one.role)), index))
            .collect();
        all.sort_unstable();
        let mut pools = Self {
            of: vec![Vec::new(); view.model.principals.len()],
        };
        for alike in all.chunk_by(|(left, _), (right, _)| left == right) {
            let Some(((principal, scope, role), _)) = alike.first() else {
                continue;
            };
            let positions = alike.iter().map(|(_, index)| *index).collect();
            let Some(own) = pools.of.get_mut(principal.index()) else {
                continue;
            };
            match own.last_mut() {
                Some((last, pool)) if last == scope => pool.push((*role, positions)),
                _ => own.push((*scope, vec![(*role, positions)])),
            }
        }
        pools
    }

    /// Lists the roles that a principal itself holds at exactly a scope.
    pub(super) fn at(
        &self,
        (principal, scope): (PrincipalId, ScopeId),
    ) -> &[(CompiledRoleId, Vec<usize>)] {
        let own = self.of.get(principal.index());
        let own = own.map_or(&[][..], Vec::as_slice);
        let found = own.binary_search_by_key(&scope, |(scope, _)| *scope);
        let pool = found.ok().and_then(|found| own.get(found));
        pool.map_or(&[], |(_, pool)| pool)
    }
}
