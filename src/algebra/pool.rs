//! Many sets of operations that are much alike: equal pieces of them are kept once, and so are equal
//! sets.

use std::sync::Arc;

use super::operations::OperationSet;
use crate::support::hash::HashMap;

/// Identifies a set of a [`Pool`]; equal sets have the same.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub struct PooledId(u32);

/// How many words make a piece: as many as a provider or two have operations for.
const WORDS: usize = 8;

/// The words of a set from one place on, not all of them zero.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
struct Piece {
    place: u32,
    words: [usize; WORDS],
}

/// Sets of operations.
#[derive(Debug)]
pub struct Pool {
    pieces: Vec<Piece>,
    piece_ids: HashMap<Piece, u32>,
    /// The pieces of each set, by place.
    sets: Vec<Arc<[u32]>>,
    set_ids: HashMap<Arc<[u32]>, PooledId>,
}

impl Default for Pool {
    fn default() -> Self {
        let mut pool = Self {
            pieces: Vec::new(),
            piece_ids: HashMap::default(),
            sets: Vec::new(),
            set_ids: HashMap::default(),
        };
        pool.intern(&[]);
        pool
    }
}

impl Pool {
    /// The empty set of every pool.
    pub const EMPTY: PooledId = PooledId(0);

    /// Adds a set.
    pub fn add(&mut self, set: &OperationSet) -> PooledId {
        let mut pieces: Vec<Piece> = Vec::new();
        for (at, word) in set.words() {
            let (place, within) = (at / WORDS, at % WORDS);
            let place = u32::try_from(place).unwrap_or(u32::MAX);
            if pieces.last().is_none_or(|last| last.place != place) {
                pieces.push(Piece {
                    place,
                    words: [0; WORDS],
                });
            }
            let last = pieces.last_mut();
            if let Some(slot) = last.and_then(|last| last.words.get_mut(within)) {
                *slot = word;
            }
        }
        let ids = pieces.into_iter().filter_map(|piece| self.piece(piece));
        let ids: Vec<u32> = ids.collect();
        self.intern(&ids)
    }

    /// Returns a set.
    pub fn get(&self, id: PooledId) -> OperationSet {
        let words = self.pieces_of(id).flat_map(|piece| {
            let first = piece.place as usize * WORDS;
            (first..).zip(piece.words)
        });
        OperationSet::of_words(words)
    }

    /// Makes the set of what either of two holds.
    pub fn union(&mut self, one: PooledId, other: PooledId) -> PooledId {
        self.combine(one, other, |own, its| own | its, true)
    }

    /// Makes the set of what one holds and another does not.
    pub fn difference(&mut self, one: PooledId, other: PooledId) -> PooledId {
        self.combine(one, other, |own, its| own & !its, false)
    }

    /// Combines two sets where both have something; with `others`, what only the other one has is
    /// kept as well.
    fn combine(
        &mut self,
        one: PooledId,
        other: PooledId,
        combine: impl Fn(usize, usize) -> usize,
        others: bool,
    ) -> PooledId {
        let (own, its) = (self.ids(one), self.ids(other));
        let mut its = its.iter().copied().peekable();
        let mut ids = Vec::with_capacity(own.len() + its.len());
        for id in own.iter().copied() {
            let Some(piece) = self.pieces.get(id as usize).copied() else {
                continue;
            };
            while let Some(before) = its.next_if(|it| self.place(*it) < piece.place) {
                ids.extend(others.then_some(before));
            }
            let beside = its.next_if(|it| self.place(*it) == piece.place);
            let beside = beside.and_then(|it| self.pieces.get(it as usize));
            let Some(beside) = beside else {
                ids.push(id);
                continue;
            };
            let mut words = piece.words;
            for (word, its) in words.iter_mut().zip(beside.words) {
                *word = combine(*word, its);
            }
            if words == piece.words {
                ids.push(id);
            } else {
                ids.extend(self.piece(Piece { words, ..piece }));
            }
        }
        ids.extend(its.filter(|_| others));
        self.intern(&ids)
    }

    fn ids(&self, id: PooledId) -> Arc<[u32]> {
        self.sets.get(id.0 as usize).cloned().unwrap_or_default()
    }

    fn pieces_of(&self, id: PooledId) -> impl Iterator<Item = &Piece> {
        let ids = self.sets.get(id.0 as usize).into_iter();
        let ids = ids.flat_map(|ids| ids.iter());
        ids.filter_map(|id| self.pieces.get(*id as usize))
    }

    fn place(&self, piece: u32) -> u32 {
        let piece = self.pieces.get(piece as usize);
        piece.map_or(u32::MAX, |piece| piece.place)
    }

    /// Returns the id of a piece; none where it is empty.
    fn piece(&mut self, piece: Piece) -> Option<u32> {
        if piece.words == [0; WORDS] {
            return None;
        }
        let next = u32::try_from(self.pieces.len()).ok()?;
        let id = *self.piece_ids.entry(piece).or_insert(next);
        if id == next {
            self.pieces.push(piece);
        }
        Some(id)
    }

    fn intern(&mut self, ids: &[u32]) -> PooledId {
        if let Some(known) = self.set_ids.get(ids) {
            return *known;
        }
        let id = PooledId(u32::try_from(self.sets.len()).unwrap_or(u32::MAX));
        let ids: Arc<[u32]> = ids.into();
        self.sets.push(Arc::clone(&ids));
        self.set_ids.insert(ids, id);
        id
    }
}
