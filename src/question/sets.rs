//! What somebody holds that bears on a need, as permission sets.

use super::ground::Ground;
use super::need::{Form, Need};
use crate::access::{At, Grant, Hides};
use crate::algebra::{Answer, Bound, Measured, PermissionSet};
use crate::model::PrincipalId;
use crate::model::permission::{Block, Pattern};
use crate::support::hash::HashSet;

/// What somebody holds that bears on a need; denials counted.
pub(super) struct Sets {
    /// Surely, without a condition.
    pub(super) sure: Measured<'static>,
    /// Surely where every condition holds.
    pub(super) held: Measured<'static>,
    /// All of those conditions together.
    pub(super) condition: Answer,
    /// Possibly, what was not read counted.
    pub(super) possible: Measured<'static>,
}

/// [`Sets`] in the making.
struct Sum {
    sure: PermissionSet,
    held: PermissionSet,
    possible: PermissionSet,
    condition: Answer,
}

impl<'q> Ground<'q> {
    /// Gathers what somebody holds, what it comes to by steps included where they count.
    pub(super) fn sets(&self, who: PrincipalId, need: &Need) -> Sets {
        let mut sum = self.own(who, need);
        if let Some(reach) = self.reach {
            let surely: HashSet<PrincipalId> = reach.becomes(who, Bound::Lower).collect();
            for other in reach.becomes(who, Bound::Upper) {
                let gained = self.own(other, need);
                sum.possible = sum.possible.union(&gained.possible);
                if surely.contains(&other) {
                    sum.sure = sum.sure.union(&gained.sure);
                    sum.held = sum.held.union(&gained.held);
                    sum.condition = sum.condition.and(gained.condition);
                }
            }
        }
        let catalog = self.access.catalog();
        Sets {
            sure: Measured::new(catalog, sum.sure),
            held: Measured::new(catalog, sum.held),
            condition: sum.condition,
            possible: Measured::new(catalog, sum.possible),
        }
    }

    /// Gathers what somebody holds by grants.
    fn own(&self, who: PrincipalId, need: &Need) -> Sum {
        let (mut sure, mut held) = (PermissionSet::empty(), PermissionSet::empty());
        let mut condition = Answer::Yes;
        for (_, grant) in self.giving(who, need) {
            let Some(set) = self.access.set(grant.role) else {
                continue;
            };
            held = held.union(set);
            let holds = grant.holds();
            if holds.is_sure() {
                sure = sure.union(set);
            }
            condition = condition.and(holds);
        }
        if self.hides(who, need.at, Hides::Denials) {
            sure = PermissionSet::empty();
        }
        let possible = if self.hides(who, need.at, Hides::Access) {
            everything()
        } else {
            let open = self.access.open_to(who);
            let open = open.flat_map(|group| self.giving(group, need));
            let sets = open.filter_map(|(_, grant)| self.access.set(grant.role));
            sets.fold(held.clone(), |all, set| all.union(set))
        };
        Sum {
            sure: self.denied(who, need.at, sure, true),
            possible: self.denied(who, need.at, possible, false),
            held: self.denied(who, need.at, held, true),
            condition,
        }
    }

    /// Lists the grants at a need's scope and above that possibly give any of it, with their
    /// positions.
    pub(super) fn giving(&self, who: PrincipalId, need: &Need) -> Vec<(usize, &'q Grant)> {
        let access = self.access;
        let holders = access.holders(who).iter();
        let held = holders.flat_map(|holder| access.own_grants(*holder));
        let grants = held.filter_map(|index| Some((index, access.world().grants.get(index)?)));
        let giving = grants.filter(|(_, grant)| {
            access.covers(grant.scope, need.at.scope) && self.overlaps(need, grant)
        });
        giving.collect()
    }

    fn overlaps(&self, need: &Need, grant: &Grant) -> bool {
        let Form::Set { of_role, .. } = &need.form else {
            return true;
        };
        let worked_out = || {
            let role = self.access.set(grant.role);
            role.is_some_and(|role| need.shares(role))
        };
        let slot = of_role.get(grant.role.index());
        slot.is_some_and(|slot| *slot.get_or_init(worked_out))
    }

    /// Takes away what is denied, if `unsure` also what is denied under a condition or perhaps.
    fn denied(&self, who: PrincipalId, at: At, held: PermissionSet, unsure: bool) -> PermissionSet {
        let denials = self.access.denials(who, at).filter_map(|(index, meant)| {
            let denial = self.access.world().denials.get(index)?;
            let sure = meant.lower && denial.condition.is_none();
            (unsure || sure).then_some(denial)
        });
        denials.fold(held, |held, denial| {
            held.difference(&PermissionSet::of(&denial.blocks))
        })
    }

    pub(super) fn hides(&self, who: PrincipalId, at: At, hides: Hides) -> bool {
        let mut gaps = self.access.gaps(who, at.scope);
        gaps.any(|gap| gap.hides == hides)
    }
}

fn everything() -> PermissionSet {
    PermissionSet::of(&[Block {
        actions: vec![Pattern::new("*")],
        data_actions: vec![Pattern::new("*")],
        ..Block::default()
    }])
}
