//! What an identity holds here, and what it could come to on the other side, at any scope.

use std::rc::Rc;

use fixedbitset::FixedBitSet;

use super::direct::{Facing, Spot};
use super::held::Held;
use crate::model::{PrincipalId, ScopeId};
use crate::support::hash::HashMap;

/// What counts as known of an identity: what it holds here, and what it and all whom it becomes on the
/// other side hold there.
///
/// They may be thousands, and are asked about many scopes: what they hold is put together by scope
/// once, and only where somebody asks.
pub(super) struct Before {
    who: PrincipalId,
    others: Vec<PrincipalId>,
    /// What any of the others holds where it changes; none where nobody asked yet.
    held: Option<HashMap<ScopeId, FixedBitSet>>,
    known: HashMap<(ScopeId, Option<ScopeId>), Rc<FixedBitSet>>,
}

impl Before {
    /// `others` are the identity on the other side and all whom it becomes there.
    pub(super) fn of(who: PrincipalId, others: Vec<PrincipalId>) -> Self {
        Self {
            who,
            others,
            held: None,
            known: HashMap::default(),
        }
    }

    /// Returns what is known at a spot, where the same is denied as to somebody here.
    pub(super) fn at(
        &mut self,
        facing: &Facing<'_, '_>,
        spot: &Spot,
        here: &Held,
    ) -> Rc<FixedBitSet> {
        let mut all = FixedBitSet::new();
        if facing.of.denies() || facing.than.denies() {
            add(&mut all, &facing.against(&self.others, spot, here));
            add(&mut all, &facing.told(self.who, spot, here));
            return Rc::new(all);
        }
        let key = (spot.of.scope, spot.than.map(|at| at.scope));
        if let Some(known) = self.known.get(&key) {
            return Rc::clone(known);
        }
        let others = &self.others;
        let held = self.held.get_or_insert_with(|| together(others, facing));
        // What is held at a scope stands in all that is held below it.
        let above = spot.than.map(|at| facing.than.access.upwards(at.scope));
        for scope in above.into_iter().flatten() {
            if let Some(held) = held.get(&scope) {
                all.union_with(held);
            }
        }
        add(&mut all, &facing.told(self.who, spot, here));
        let all = Rc::new(all);
        self.known.insert(key, Rc::clone(&all));
        all
    }
}

fn together(others: &[PrincipalId], facing: &Facing<'_, '_>) -> HashMap<ScopeId, FixedBitSet> {
    let mut held: HashMap<ScopeId, FixedBitSet> = HashMap::default();
    for one in others {
        for (scope, (granted, _)) in facing.than.of_party(*one) {
            add(held.entry(*scope).or_default(), granted);
        }
    }
    held
}

fn add(all: &mut FixedBitSet, codes: &[u32]) {
    // Numbers are positions, but the one for what has none: that is never held already.
    for code in codes.iter().filter(|code| **code != u32::MAX) {
        all.grow_and_insert(*code as usize);
    }
}
