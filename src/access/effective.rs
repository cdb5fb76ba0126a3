//! Everything that principals hold: one set wherever it changes, equal sets once.

use rayon::prelude::*;

use super::engine::{Access, Held};
use crate::algebra::{OperationSet, Reach};
use crate::model::{PrincipalId, ScopeId};
use crate::support::hash::HashMap;

crate::model::index! {
    /// Identifies a set of an [`Effective`].
    EffectiveId
}

/// What somebody holds: the positions of permission blocks, twice as large and odd where all that
/// gives them hangs on a condition; and the positions of what is denied, each
/// with whether surely.
type Key = (Vec<u32>, Vec<(usize, bool)>);

/// What every principal holds wherever it changes, as far as it was read: what gaps may hide is not
/// counted.
#[derive(Debug, Default)]
pub struct Effective {
    sets: Vec<Reach>,
    at: Vec<Vec<(ScopeId, EffectiveId)>>,
}

impl Effective {
    /// Lists the scopes where what a principal holds changes, those above before those below, each
    /// with what it holds there, inherited access included.
    pub fn of(&self, who: PrincipalId) -> &[(ScopeId, EffectiveId)] {
        self.at.get(who.index()).map_or(&[], Vec::as_slice)
    }

    /// Returns a set.
    pub fn set(&self, id: EffectiveId) -> Option<&Reach> {
        self.sets.get(id.index())
    }

    /// Counts the pairs of a principal and a scope, and the distinct sets.
    pub fn counts(&self) -> (usize, usize) {
        (self.at.iter().map(Vec::len).sum(), self.sets.len())
    }
}

impl Access<'_> {
    /// Works out what every principal holds at every scope where that changes.
    pub fn effective(&self) -> Effective {
        self.prepare();
        let everyone = 0..self.world.parties.len();
        let keyed: Vec<Vec<(ScopeId, Key)>> = everyone
            .into_par_iter()
            .map(|who| self.keys(PrincipalId::new(who)))
            .collect();
        let mut known: HashMap<Key, EffectiveId> = HashMap::default();
        let mut keys: Vec<Key> = Vec::new();
        let mut at = Vec::with_capacity(keyed.len());
        for list in keyed {
            let placed = list.into_iter().map(|(scope, key)| {
                let id = *known.entry(key).or_insert_with_key(|key| {
                    keys.push(key.clone());
                    EffectiveId::new(keys.len() - 1)
                });
                (scope, id)
            });
            at.push(placed.collect());
        }
        let sets = keys.par_iter().map(|key| self.joined(key)).collect();
        Effective { sets, at }
    }

    /// Works out what one principal holds at a scope.
    pub fn effective_at(&self, who: PrincipalId, scope: ScopeId) -> Reach {
        let mut held = Vec::new();
        for holder in self.holders(who) {
            self.each_held(*holder, scope, |one| held.push(coded(one)));
        }
        let denied = self.denials(who, scope.into());
        let denied = denied.map(|(index, meant)| (index, meant.lower)).collect();
        self.joined(&(reduced(held), denied))
    }

    /// Lists the scopes where what a principal holds changes, with what that is.
    fn keys(&self, who: PrincipalId) -> Vec<(ScopeId, Key)> {
        let holders = self.holders(who).iter();
        let mut held: Vec<&Held> = holders.flat_map(|one| self.held(*one)).collect();
        if held.is_empty() {
            return Vec::new();
        }
        held.sort_by_key(|one| one.reached.enter);
        let mut changes: Vec<(ScopeId, u32, u32)> = held
            .iter()
            .map(|one| (one.scope, one.reached.enter, one.reached.leave))
            .collect();
        changes.extend(self.denied_changes(who));
        changes.sort_by_key(|(_, enter, _)| *enter);
        changes.dedup_by_key(|(_, enter, _)| *enter);
        let mut found: Vec<(ScopeId, Key)> = Vec::with_capacity(changes.len());
        // Where the scopes above the next one end, and where their sets stand.
        let mut above: Vec<(u32, usize)> = Vec::new();
        let mut rest = held.as_slice();
        for (scope, enter, leave) in changes {
            while above.last().is_some_and(|(end, _)| *end <= enter) {
                above.pop();
            }
            let here = rest.partition_point(|one| one.reached.enter <= enter);
            let (own, later) = rest.split_at(here);
            rest = later;
            let inherited = above.last().and_then(|(_, at)| found.get(*at));
            let inherited = inherited.map_or(&[][..], |(_, (held, _))| held);
            let own = own.iter().map(|one| coded(one));
            let held = reduced(inherited.iter().copied().chain(own).collect());
            let denied = self.denials(who, scope.into());
            let denied = denied.map(|(index, meant)| (index, meant.lower)).collect();
            above.push((leave, found.len()));
            found.push((scope, (held, denied)));
        }
        found
    }

    /// Lists the scopes where what is denied to a principal changes.
    fn denied_changes(&self, who: PrincipalId) -> Vec<(ScopeId, u32, u32)> {
        let meant = self.world.denials.iter();
        let meant = meant.filter(|denial| self.means(denial, who).upper);
        let scopes = meant.flat_map(|denial| {
            // What lies below is free of it again.
            let below = if denial.not_below {
                self.children(denial.scope)
            } else {
                &[]
            };
            std::iter::once(denial.scope).chain(below.iter().copied())
        });
        let placed = scopes.map(|scope| {
            let reached = self.tree.at(scope);
            (scope, reached.enter, reached.leave)
        });
        placed.collect()
    }

    fn joined(&self, (held, denied): &Key) -> Reach {
        let mut all = Reach::default();
        for code in held {
            if let Some(reach) = self.reach_of(code >> 1) {
                all.upper.union_with(&reach.upper);
                if code & 1 == 0 {
                    all.lower.union_with(&reach.lower);
                }
            }
        }
        let mut cut = Reach::default();
        for (index, surely) in denied.iter().copied() {
            let denial = self.world.denials.get(index);
            let set = self
                .of_denial
                .get(index)
                .and_then(|set| self.reach_of(*set));
            let (Some(denial), Some(reach)) = (denial, set) else {
                continue;
            };
            cut.upper.union_with(&reach.upper);
            if surely && denial.condition.is_none() {
                cut.lower.union_with(&reach.lower);
            }
        }
        if denied.is_empty() {
            return all;
        }
        Reach {
            lower: OperationSet::difference(&all.lower, &cut.upper),
            upper: OperationSet::difference(&all.upper, &cut.lower),
        }
    }
}

fn coded(held: &Held) -> u32 {
    held.set << 1 | u32::from(!held.plain)
}

/// Sorts what is held; what is held without a condition is not held under one as well.
fn reduced(mut held: Vec<u32>) -> Vec<u32> {
    held.sort_unstable();
    held.dedup_by(|later, earlier| *later >> 1 == *earlier >> 1);
    held
}
