//! Everything that principals hold: one set wherever it changes, equal sets once.

use std::hash::Hash;

use super::engine::{Access, Held, position};
use super::walk::Denied;
use crate::algebra::{Pool, PooledId, Reach};
use crate::model::{PrincipalId, ScopeId};
use crate::support::hash::HashMap;

crate::model::index! {
    /// Identifies a set of an [`Effective`].
    EffectiveId
}

/// What every principal holds wherever it changes, as far as it was read: what gaps may hide is not
/// counted.
#[derive(Debug, Default)]
pub struct Effective {
    pool: Pool,
    /// The distinct sets.
    sets: Vec<Pooled>,
    at: Vec<Vec<(ScopeId, EffectiveId)>>,
}

/// Both bounds of a set.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
struct Pooled {
    lower: PooledId,
    upper: PooledId,
}

impl Effective {
    /// Lists the scopes where what a principal holds changes, those above before those below, each
    /// with what it holds there, inherited access included.
    pub fn of(&self, who: PrincipalId) -> &[(ScopeId, EffectiveId)] {
        self.at.get(who.index()).map_or(&[], Vec::as_slice)
    }

    /// Makes a set of what is kept of it.
    pub fn set(&self, id: EffectiveId) -> Option<Reach> {
        let set = self.sets.get(id.index())?;
        Some(Reach {
            lower: self.pool.get(set.lower),
            upper: self.pool.get(set.upper),
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

/// Sets that are made of others, each combination once.
struct Gathering<'g, 'w> {
    access: &'g Access<'w>,
    pool: Pool,
    /// The set of each of the distinct blocks.
    blocks: Vec<Pooled>,
    unions: HashMap<(PooledId, PooledId), PooledId>,
    cuts: HashMap<Denied, Pooled>,
    left: HashMap<(PooledId, PooledId), PooledId>,
}

impl<'g, 'w> Gathering<'g, 'w> {
    fn of(access: &'g Access<'w>) -> Self {
        let mut pool = Pool::default();
        let blocks = (0..access.blocks_count()).map(|set| {
            let reach = access.reach_of(set);
            reach.map_or(Pooled::default(), |reach| pooled(&mut pool, reach))
        });
        Self {
            access,
            blocks: blocks.collect(),
            pool,
            unions: HashMap::default(),
            cuts: HashMap::default(),
            left: HashMap::default(),
        }
    }

    /// Adds grants to what is held above.
    fn held(&mut self, mut all: Pooled, own: &[&Held]) -> Pooled {
        for one in own {
            let Some(set) = self.blocks.get(one.set as usize).copied() else {
                continue;
            };
            all.upper = self.union(all.upper, set.upper);
            if one.plain {
                all.lower = self.union(all.lower, set.lower);
            }
        }
        all
    }

    fn union(&mut self, one: PooledId, other: PooledId) -> PooledId {
        if one == Pool::EMPTY || one == other {
            return other;
        }
        let pool = &mut self.pool;
        let known = self.unions.entry((one, other));
        *known.or_insert_with(|| pool.union(one, other))
    }

    /// Takes away what is denied.
    fn left(&mut self, held: Pooled, denied: Denied) -> Pooled {
        if denied.is_empty() {
            return held;
        }
        let (access, pool) = (self.access, &mut self.pool);
        let cut = self.cuts.entry(denied);
        let cut = *cut.or_insert_with_key(|denied| pooled(pool, &access.cut(denied)));
        Pooled {
            lower: self.difference(held.lower, cut.upper),
            upper: self.difference(held.upper, cut.lower),
        }
    }

    fn difference(&mut self, one: PooledId, other: PooledId) -> PooledId {
        let pool = &mut self.pool;
        let known = self.left.entry((one, other));
        *known.or_insert_with(|| pool.difference(one, other))
    }
}

fn pooled(pool: &mut Pool, reach: &Reach) -> Pooled {
    Pooled {
        lower: pool.add(&reach.lower),
        upper: pool.add(&reach.upper),
    }
}

impl Access<'_> {
    /// Works out what every principal holds at every scope where that changes.
    pub fn effective(&self) -> Effective {
        self.prepare();
        let mut gathering = Gathering::of(self);
        let mut sets = Distinct::new();
        let everyone = (0..self.world.parties.len()).map(PrincipalId::new);
        let at = everyone.map(|who| {
            let changes = self.walk(who, |above: Option<&Pooled>, own| {
                gathering.held(above.copied().unwrap_or_default(), own)
            });
            let told = changes.into_iter().map(|(scope, (held, denied))| {
                let left = gathering.left(held, denied);
                (scope, EffectiveId(sets.place(left)))
            });
            told.collect()
        });
        Effective {
            at: at.collect(),
            pool: gathering.pool,
            sets: sets.into_list(),
        }
    }
}
