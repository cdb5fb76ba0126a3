//! The lower bound: who surely can, and what the others lack.

use smol_str::SmolStr;

use super::Lacking;
use super::asked::Need;
use super::judge::{Judge, Sure};
use crate::access::{Grant, Hides, Schedule};
use crate::algebra::{Answer, Bound, PermissionSet};
use crate::model::guarantee::Asked;
use crate::model::permission::{Block, Pattern, Plane};
use crate::model::{PrincipalId, ScopeId};

impl Judge<'_> {
    /// Tells what somebody lacks to do surely what is asked at a scope; none where they can.
    pub(super) fn lacks(
        &self,
        who: PrincipalId,
        asked: &Asked,
        scope: ScopeId,
        sure: Sure,
    ) -> Option<Lacking> {
        let mut lacking = None;
        for needs in self.needs(asked, scope) {
            match needs.iter().find_map(|need| self.missing(who, need, sure)) {
                None => return None,
                Some(missing) => lacking = Some(nearer(lacking, missing)),
            }
        }
        Some(lacking.unwrap_or(Lacking::NoSuchPlace))
    }

    /// Finds an operation of a need that is not surely granted.
    fn missing(&self, who: PrincipalId, need: &Need, sure: Sure) -> Option<Lacking> {
        let needed = PermissionSet::of(std::slice::from_ref(&need.block));
        let bound = bound_of(&need.block);
        let scope = need.scope;
        let mut held = self.surely_held(who, scope, sure.eligible);
        let reach = self.reach.filter(|_| sure.reach);
        for other in reach
            .into_iter()
            .flat_map(|reach| reach.becomes(who, Bound::Lower))
        {
            held = held.union(&self.surely_held(other, scope, false));
        }
        if needed.within(bound, &held, Bound::Lower).is_sure() {
            let mut gaps = self.access.gaps(who, scope);
            let hidden = gaps.any(|gap| gap.hides == Hides::Denials);
            return hidden.then_some(Lacking::Uncertain { scope });
        }
        let beyond = needed.beyond(bound, &held, Bound::Lower);
        let Some(witness) = beyond.witness() else {
            return Some(Lacking::Uncertain { scope });
        };
        let plane = witness.plane;
        let known = self.access.catalog().find(plane, &witness.name);
        let known = known.map(|id| SmolStr::new_static(self.access.catalog().name(id)));
        let name = known.unwrap_or_else(|| witness.name.clone());
        let answer = match reach {
            Some(reach) => reach.answer(who, scope.into(), plane, &name),
            None => self.access.answer(who, scope.into(), plane, &name),
        };
        Some(Lacking::Operation {
            plane,
            name,
            scope,
            answer,
        })
    }

    /// Returns what somebody holds without any condition at a scope, less all that is denied.
    fn surely_held(&self, who: PrincipalId, scope: ScopeId, eligible: bool) -> PermissionSet {
        let mut held = PermissionSet::empty();
        self.each_sure(who, scope, eligible, |_, grant| {
            if let Some(set) = self.access.set(grant.role) {
                held = held.union(set);
            }
        });
        let denials = self.access.denials(who, scope.into());
        let denials = denials.filter_map(|(at, _)| self.access.world().denials.get(at));
        let denied: Vec<Block> = denials.flat_map(|one| one.blocks.clone()).collect();
        if denied.is_empty() {
            return held;
        }
        held.difference(&PermissionSet::of(&denied))
    }

    /// Visits the grants that count at a scope without any condition, with their positions.
    pub(super) fn each_sure(
        &self,
        who: PrincipalId,
        scope: ScopeId,
        eligible: bool,
        mut visit: impl FnMut(usize, &Grant),
    ) {
        let grants = &self.access.world().grants;
        self.access.each_grant(who, scope, |position| {
            let sure = |one: &&Grant| {
                let stands = eligible || one.schedule == Schedule::Standing;
                stands && one.condition.is_none()
            };
            if let Some(grant) = grants.get(position).filter(sure) {
                visit(position, grant);
            }
        });
    }
}

/// Chooses of two ways to fall short the one that lacks less.
fn nearer(one: Option<Lacking>, other: Lacking) -> Lacking {
    let is_nothing = |lacking: &Lacking| {
        matches!(
            lacking,
            Lacking::Operation {
                answer: Answer::No,
                ..
            }
        )
    };
    match one {
        Some(one) if !is_nothing(&one) || is_nothing(&other) => one,
        _ => other,
    }
}

/// Tells which bound of a need has to be held. The lower bound of a wildcard whose form Azure does
/// not document is empty, and holding nothing is not enough.
fn bound_of(block: &Block) -> Bound {
    let is_odd = |pattern: &Pattern| {
        let text = pattern.as_str();
        let mut parts = text.split('/');
        text.matches('*').count() > 1 || parts.any(|part| part != "*" && part.contains('*'))
    };
    let mut granted = Plane::BOTH
        .into_iter()
        .flat_map(|plane| block.granted(plane));
    if granted.any(is_odd) {
        Bound::Upper
    } else {
        Bound::Lower
    }
}
