//! What an identity could come to on the other side, at any scope.

use std::rc::Rc;

use fixedbitset::FixedBitSet;

use super::direct::{Facing, Spot};
use super::held::Held;
use crate::model::{PrincipalId, ScopeId};
use crate::support::hash::HashMap;

/// An identity on the other side and whom it becomes there, with what they hold between them.
///
/// They may be thousands, and are asked about many scopes: what they hold is put together by scope
/// once, and only where somebody asks.
pub(super) struct Before {
    who: Vec<PrincipalId>,
    /// What any of them holds where it changes; none where nobody asked yet.
    held: Option<HashMap<ScopeId, FixedBitSet>>,
    known: HashMap<ScopeId, Rc<[u32]>>,
}

impl Before {
    pub(super) fn of(who: Vec<PrincipalId>) -> Self {
        Self {
            who,
            held: None,
            known: HashMap::default(),
        }
    }

    /// Lists in order what is held at a spot, where the same is denied as to somebody here.
    pub(super) fn at(&mut self, facing: &Facing<'_, '_>, spot: &Spot, here: &Held) -> Rc<[u32]> {
        let Some(at) = spot.than else {
            return Rc::from([]);
        };
        if facing.than.denies() || !here.denied.is_empty() {
            let mut held = facing.against(&self.who, spot, here);
            held.sort_unstable();
            held.dedup();
            return held.into();
        }
        if let Some(known) = self.known.get(&at.scope) {
            return Rc::clone(known);
        }
        let held = self.held.get_or_insert_with(|| together(&self.who, facing));
        // What is held at a scope stands in all that is held below it.
        let mut all = FixedBitSet::new();
        for above in facing.than.access.upwards(at.scope) {
            if let Some(held) = held.get(&above) {
                all.union_with(held);
            }
        }
        let codes = all.ones().filter_map(|code| u32::try_from(code).ok());
        let codes: Rc<[u32]> = codes.collect();
        self.known.insert(at.scope, Rc::clone(&codes));
        codes
    }
}

fn together(who: &[PrincipalId], facing: &Facing<'_, '_>) -> HashMap<ScopeId, FixedBitSet> {
    let mut held: HashMap<ScopeId, FixedBitSet> = HashMap::default();
    for one in who {
        for (scope, (granted, _)) in facing.than.of_party(*one) {
            let codes = held.entry(*scope).or_default();
            // Numbers are positions, but the one for what has none: that is never held already.
            for code in granted.iter().filter(|code| **code != u32::MAX) {
                codes.grow_and_insert(*code as usize);
            }
        }
    }
    held
}
