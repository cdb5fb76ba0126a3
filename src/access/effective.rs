//! Everything that principals hold: one set wherever it changes, equal sets once.

use std::hash::Hash;

use rayon::prelude::*;

use super::engine::{Access, At, Held, position};
use crate::algebra::{OperationSet, Reach};
use crate::model::{PrincipalId, ScopeId};
use crate::support::hash::HashMap;

crate::model::index! {
    /// Identifies a set of an [`Effective`].
    EffectiveId
}

/// As many are worked out before equal ones are put together, so that they take little memory.
const AT_ONCE: usize = 1024;

/// What somebody holds: the positions of permission blocks, twice as large and odd where all that
/// gives them hangs on a condition; and the positions of what is denied, each
/// with whether surely.
pub(crate) type Key = (Vec<u32>, Vec<(usize, bool)>);

/// What every principal holds wherever it changes, as far as it was read: what gaps may hide is not
/// counted.
#[derive(Debug, Default)]
pub struct Effective {
    /// Distinct sets of operations.
    operations: Vec<OperationSet>,
    /// The positions of both bounds.
    sets: Vec<(u32, u32)>,
    at: Vec<Vec<(ScopeId, EffectiveId)>>,
}

/// Both bounds of what somebody holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Holding<'e> {
    /// The operations that are surely held.
    pub lower: &'e OperationSet,
    /// The operations that are possibly held.
    pub upper: &'e OperationSet,
}

impl Effective {
    /// Lists the scopes where what a principal holds changes, those above before those below, each
    /// with what it holds there, inherited access included.
    pub fn of(&self, who: PrincipalId) -> &[(ScopeId, EffectiveId)] {
        self.at.get(who.index()).map_or(&[], Vec::as_slice)
    }

    /// Returns a set.
    pub fn set(&self, id: EffectiveId) -> Option<Holding<'_>> {
        let (lower, upper) = self.sets.get(id.index())?;
        Some(Holding {
            lower: self.operations.get(*lower as usize)?,
            upper: self.operations.get(*upper as usize)?,
        })
    }

    /// Counts the pairs of a principal and a scope, and the distinct sets.
    pub fn counts(&self) -> (usize, usize) {
        (self.at.iter().map(Vec::len).sum(), self.sets.len())
    }
}

/// Distinct values, each with its position.
struct Distinct<T>(HashMap<T, u32>);

impl<T: Eq + Hash> Distinct<T> {
    fn new() -> Self {
        Self(HashMap::default())
    }

    fn place(&mut self, value: T) -> u32 {
        let next = position(self.0.len());
        *self.0.entry(value).or_insert(next)
    }

    fn into_list(self) -> Vec<T> {
        let mut list: Vec<(T, u32)> = self.0.into_iter().collect();
        list.sort_unstable_by_key(|(_, at)| *at);
        list.into_iter().map(|(value, _)| value).collect()
    }
}

impl Access<'_> {
    /// Works out what every principal holds at every scope where that changes.
    pub fn effective(&self) -> Effective {
        self.prepare();
        let everyone: Vec<_> = (0..self.world.parties.len())
            .map(PrincipalId::new)
            .collect();
        let mut keys = Distinct::new();
        let mut at = Vec::with_capacity(everyone.len());
        for some in everyone.chunks(AT_ONCE) {
            let found: Vec<_> = some
                .par_iter()
                .map(|who| self.keys(*who, coded, reduced))
                .collect();
            at.extend(found.into_iter().map(|list| {
                let placed = list.into_iter();
                let placed = placed.map(|(scope, key)| (scope, keys.place(key)));
                placed.collect::<Vec<_>>()
            }));
        }
        let (mut operations, mut sets) = (Distinct::new(), Distinct::new());
        let mut ids = Vec::new();
        for some in keys.into_list().chunks(AT_ONCE) {
            let joined: Vec<_> = some.par_iter().map(|key| self.joined(key)).collect();
            ids.extend(joined.into_iter().map(|Reach { lower, upper }| {
                let bounds = (operations.place(lower), operations.place(upper));
                EffectiveId::new(sets.place(bounds) as usize)
            }));
        }
        let known = |(scope, key): (ScopeId, u32)| Some((scope, *ids.get(key as usize)?));
        let at = at.into_iter();
        Effective {
            at: at
                .map(|list| list.into_iter().filter_map(known).collect())
                .collect(),
            operations: operations.into_list(),
            sets: sets.into_list(),
        }
    }

    /// Works out what one principal holds at a scope.
    pub fn effective_at(&self, who: PrincipalId, at: impl Into<At>) -> Reach {
        let at = at.into();
        let mut held = Vec::new();
        for holder in self.holders(who) {
            self.each_held(*holder, at.scope, |one| held.push(coded(one)));
        }
        let denied = self.denials(who, at);
        let denied = denied.map(|(index, meant)| (index, meant.lower)).collect();
        self.joined(&(reduced(held), denied))
    }

    /// Lists the scopes where what one principal holds changes, those above before those below, each
    /// with what it holds there.
    pub fn changes(&self, who: PrincipalId) -> Vec<(ScopeId, Reach)> {
        let keys = self.keys(who, coded, reduced).into_iter();
        keys.map(|(scope, key)| (scope, self.joined(&key)))
            .collect()
    }

    /// Lists the scopes where what a principal holds changes, those above before those below, with
    /// what that is: a code for each grant, each once, and the positions of denials.
    pub(crate) fn held_as(
        &self,
        who: PrincipalId,
        code: impl Fn(usize) -> u32,
    ) -> Vec<(ScopeId, Key)> {
        let sorted = |mut codes: Vec<u32>| {
            codes.sort_unstable();
            codes.dedup();
            codes
        };
        self.keys(who, |held| code(held.grant as usize), sorted)
    }

    /// Lists the scopes where what a principal holds changes, with what that is.
    fn keys(
        &self,
        who: PrincipalId,
        coded: impl Fn(&Held) -> u32,
        reduced: impl Fn(Vec<u32>) -> Vec<u32>,
    ) -> Vec<(ScopeId, Key)> {
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
