//! By which grants somebody surely can, and whether the one that is named is among them.

use super::judge::Judge;
use super::{By, Way};
use crate::access::{Grant, Origin};
use crate::algebra::{Bound, PermissionSet};
use crate::model::guarantee::Expectation;
use crate::model::{Granted, PrincipalId, ScopeId};

impl Judge<'_> {
    /// Lists the grants that surely give somebody some of what defines what is asked; none where
    /// one of them is of the stage or role that is named.
    pub(super) fn other_reasons(
        &self,
        who: PrincipalId,
        scope: ScopeId,
        line: &Expectation,
        because: &Granted,
    ) -> Option<Vec<Way>> {
        let mut ways: Vec<Way> = Vec::new();
        let mut is_among = false;
        for need in self.needs(&line.what, scope).iter().flatten() {
            if !need.defines {
                continue;
            }
            let needed = PermissionSet::of(std::slice::from_ref(&need.block));
            self.each_sure(who, need.scope, line.only, |_, grant| {
                let set = self.access.set(grant.role);
                let shared = set.map(|set| set.overlaps(Bound::Lower, &needed, Bound::Lower));
                if !shared.is_some_and(|shared| shared.is_sure()) {
                    return;
                }
                is_among |= self.is_reason(grant, because, line.only);
                let by = By::Grant(grant.origin);
                if !ways.iter().any(|way| way.by == by) {
                    ways.push(Way::direct(who, by));
                }
            });
        }
        (!is_among).then_some(ways)
    }

    /// Tells whether a grant is made by a statement that grants a stage or role without a condition.
    fn is_reason(&self, grant: &Grant, because: &Granted, eligible: bool) -> bool {
        let Origin::Policy(assignment) = grant.origin else {
            return self.is_of(grant, because);
        };
        self.statements(assignment).any(|one| {
            let sure = one.condition.is_none() && (eligible || !one.eligible);
            sure && one.what == *because
        })
    }
}
