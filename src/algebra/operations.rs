//! Sets of operations of the catalogue, as bit sets, and what they sum up to.

use std::hash::{DefaultHasher, Hash, Hasher};

use fixedbitset::FixedBitSet;

use crate::catalog::{Access, Catalog, OperationId, Risk};

/// A set of operations that the catalogue knows, each in its plane.
///
/// Names are sorted, and most roles speak of few providers: only the words of the bit set from the
/// first operation to the last are kept, so that comparing two roles looks at ten words and not at
/// the hundreds of the whole catalogue.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Default)]
pub struct OperationSet {
    /// The place of the first word; none where the set is empty.
    start: usize,
    /// The words; neither the first nor the last is zero.
    words: Vec<usize>,
}

const BITS: usize = usize::BITS as usize;

impl OperationSet {
    /// Makes the empty set.
    pub fn empty() -> Self {
        Self::default()
    }

    /// Keeps the words of a window that hold something, zeros at its ends left out.
    fn trimmed(start: usize, mut words: Vec<usize>) -> Self {
        let used = words.iter().rposition(|word| *word != 0);
        words.truncate(used.map_or(0, |last| last + 1));
        let zeros = words.iter().take_while(|word| **word == 0).count();
        words.drain(..zeros);
        let start = if words.is_empty() { 0 } else { start + zeros };
        Self { start, words }
    }

    fn end(&self) -> usize {
        self.start + self.words.len()
    }

    fn word(&self, place: usize) -> usize {
        let offset = place.checked_sub(self.start);
        let word = offset.and_then(|offset| self.words.get(offset));
        word.copied().unwrap_or(0)
    }

    /// Returns the words between two places, as far as they are kept.
    fn window(&self, start: usize, end: usize) -> &[usize] {
        let from = start.max(self.start) - self.start;
        let to = end.min(self.end()).saturating_sub(self.start);
        self.words.get(from..to).unwrap_or_default()
    }

    /// Combines words that begin at a place with those of this set that it keeps there.
    fn merge(&self, start: usize, words: &mut [usize], combine: impl Fn(usize, usize) -> usize) {
        let own = self.window(start, start + words.len());
        let offset = self.start.saturating_sub(start);
        let into = words.get_mut(offset..).unwrap_or_default();
        for (word, own) in into.iter_mut().zip(own) {
            *word = combine(*word, *own);
        }
    }

    /// Lists its words that are not zero, each with its place.
    pub(super) fn words(&self) -> impl Iterator<Item = (usize, usize)> + '_ {
        let words = (self.start..).zip(self.words.iter().copied());
        words.filter(|(_, word)| *word != 0)
    }

    /// Makes the set of words that stand at rising places.
    pub(super) fn of_words(words: impl Iterator<Item = (usize, usize)>) -> Self {
        let mut set = Self::empty();
        for (place, word) in words.filter(|(_, word)| *word != 0) {
            if set.words.is_empty() {
                set.start = place;
            }
            set.words.resize(place.saturating_sub(set.start), 0);
            set.words.push(word);
        }
        set
    }

    /// Adds an operation.
    pub fn insert(&mut self, id: OperationId) {
        let (place, bit) = (id.index() / BITS, 1 << (id.index() % BITS));
        if self.words.is_empty() {
            self.start = place;
        }
        if place < self.start {
            let zeros = std::iter::repeat_n(0, self.start - place);
            self.words.splice(..0, zeros);
            self.start = place;
        } else if place >= self.end() {
            self.words.resize(place - self.start + 1, 0);
        }
        if let Some(word) = self.words.get_mut(place - self.start) {
            *word |= bit;
        }
    }

    /// Tells whether it holds an operation.
    pub fn contains(&self, id: OperationId) -> bool {
        self.word(id.index() / BITS) & (1 << (id.index() % BITS)) != 0
    }

    /// Counts its operations.
    pub fn len(&self) -> usize {
        let ones = self.words.iter().map(|word| word.count_ones() as usize);
        ones.sum()
    }

    /// Tells whether it holds none.
    pub fn is_empty(&self) -> bool {
        self.words.is_empty()
    }

    /// Lists its operations in the catalogue's order.
    pub fn ids(&self) -> impl Iterator<Item = OperationId> + '_ {
        let words = (self.start..).zip(&self.words);
        words.flat_map(|(place, word)| ones(place, *word))
    }

    /// Returns the first of its operations.
    pub fn first(&self) -> Option<OperationId> {
        self.ids().next()
    }

    /// Tells whether another set holds all of it.
    pub fn is_subset(&self, other: &Self) -> bool {
        let beside = other.window(self.start, self.end());
        let mut pairs = self.words.iter().zip(beside);
        beside.len() == self.words.len() && pairs.all(|(own, other)| own & !other == 0)
    }

    /// Tells whether it shares an operation with another set.
    pub fn overlaps(&self, other: &Self) -> bool {
        let (start, end) = self.shared_window(other);
        let mut pairs = self.window(start, end).iter().zip(other.window(start, end));
        pairs.any(|(own, other)| own & other != 0)
    }

    fn shared_window(&self, other: &Self) -> (usize, usize) {
        (self.start.max(other.start), self.end().min(other.end()))
    }

    /// Adds all of another set.
    pub fn union_with(&mut self, other: &Self) {
        if self.start <= other.start && other.end() <= self.end() {
            let start = self.start;
            other.merge(start, &mut self.words, |word, own| word | own);
        } else {
            *self = self.union(other);
        }
    }

    /// Makes the set of what either holds.
    pub fn union(&self, other: &Self) -> Self {
        if self.is_empty() || other.is_empty() {
            return if self.is_empty() { other } else { self }.clone();
        }
        let start = self.start.min(other.start);
        let mut words = vec![0; self.end().max(other.end()) - start];
        self.merge(start, &mut words, |word, own| word | own);
        other.merge(start, &mut words, |word, own| word | own);
        Self { start, words }
    }

    /// Makes the set of what both hold.
    pub fn intersection(&self, other: &Self) -> Self {
        let (start, end) = self.shared_window(other);
        let mut words = self.window(start, end).to_vec();
        other.merge(start, &mut words, |word, own| word & own);
        Self::trimmed(start, words)
    }

    /// Makes the set of what this holds and the other does not.
    pub fn difference(&self, other: &Self) -> Self {
        let mut words = self.words.clone();
        other.merge(self.start, &mut words, |word, gone| word & !gone);
        Self::trimmed(self.start, words)
    }

    /// Returns the first operation that another set lacks.
    pub fn first_beyond(&self, other: &Self) -> Option<OperationId> {
        let words = (self.start..).zip(&self.words);
        let mut beyond = words.map(|(place, word)| (place, word & !other.word(place)));
        let (place, word) = beyond.find(|(_, word)| *word != 0)?;
        ones(place, word).next()
    }

    /// Counts its operations by access level, harmless ones first.
    pub fn by_access(&self, catalog: &Catalog) -> Vec<(Access, usize)> {
        counted(
            Access::ALL,
            self.ids().map(|id| catalog.operation(id).access),
        )
    }

    /// Counts its operations by risk class, harmless ones first.
    pub fn by_risk(&self, catalog: &Catalog) -> Vec<(Risk, usize)> {
        counted(Risk::ALL, self.ids().map(|id| catalog.operation(id).risk))
    }

    /// Sums up the weights of its operations' risk classes.
    pub fn weight(&self, catalog: &Catalog) -> u64 {
        self.ids()
            .map(|id| u64::from(catalog.operation(id).risk.weight()))
            .sum()
    }

    /// Returns a number that equal sets share; good for one run of the program only.
    pub fn fingerprint(&self) -> u64 {
        let mut hasher = DefaultHasher::new();
        self.hash(&mut hasher);
        hasher.finish()
    }
}

impl From<&FixedBitSet> for OperationSet {
    fn from(bits: &FixedBitSet) -> Self {
        let words = bits.as_slice();
        let start = words.iter().take_while(|word| **word == 0).count();
        let used = words.iter().rposition(|word| *word != 0);
        let end = used.map_or(start, |last| last + 1);
        Self {
            start: if start == words.len() { 0 } else { start },
            words: words.get(start..end).unwrap_or_default().to_vec(),
        }
    }
}

/// Lists the operations of one word.
fn ones(place: usize, word: usize) -> impl Iterator<Item = OperationId> {
    let rest = std::iter::successors(Some(word), |word| Some(word & word.wrapping_sub(1)));
    let bits = rest.take_while(|word| *word != 0);
    bits.filter_map(move |word| {
        let at = place * BITS + word.trailing_zeros() as usize;
        u32::try_from(at).ok().map(OperationId)
    })
}

fn counted<Class: PartialEq + Copy, const COUNT: usize>(
    all: [Class; COUNT],
    found: impl Iterator<Item = Class>,
) -> Vec<(Class, usize)> {
    let mut counts: Vec<_> = all.iter().map(|class| (*class, 0)).collect();
    for class in found {
        if let Some((_, count)) = counts.iter_mut().find(|(known, _)| *known == class) {
            *count += 1;
        }
    }
    counts.retain(|(_, count)| *count > 0);
    counts
}
