//! What each principal holds at each scope, equal roles put together.

use crate::compile::CompiledRoleId;
use crate::lint::view::View;
use crate::model::{PrincipalId, ScopeId};
use crate::support::hash::HashMap;

/// Roles that one principal holds at one scope, each with the positions of its assignments.
///
/// Where a hundred grants give a handful of roles, a search looks at the handful.
pub(super) type Pool = Vec<(CompiledRoleId, Vec<usize>)>;

/// The pools of a policy set.
#[derive(Debug, Default)]
pub(super) struct Pools {
    at: HashMap<(PrincipalId, ScopeId), Pool>,
}

impl Pools {
    /// Sorts the assignments of a view.
    pub(super) fn of(view: &View<'_>) -> Self {
        let mut all: Vec<_> = (view.compiled.assignments.iter().enumerate())
            .map(|(index, one)| ((one.principal, one.scope, view.twin(one.role)), index))
            .collect();
        all.sort_unstable();
        let mut pools = Self::default();
        for alike in all.chunk_by(|(left, _), (right, _)| left == right) {
            let Some(((principal, scope, role), _)) = alike.first() else {
                continue;
            };
            let positions = alike.iter().map(|(_, index)| *index).collect();
            let pool = pools.at.entry((*principal, *scope)).or_default();
            pool.push((*role, positions));
        }
        pools
    }

    /// Lists the roles that a principal itself holds at exactly a scope.
    pub(super) fn at(&self, place: (PrincipalId, ScopeId)) -> &[(CompiledRoleId, Vec<usize>)] {
        self.at.get(&place).map_or(&[], Vec::as_slice)
    }
}
