//! Sets of operations of the catalogue, as bit sets, and what they sum up to.

use std::hash::{DefaultHasher, Hash, Hasher};

use fixedbitset::FixedBitSet;

use crate::catalog::{Access, Catalog, OperationId, Risk};

/// A set of operations that the catalogue knows, each in its plane.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Default)]
pub struct OperationSet {
    bits: FixedBitSet,
}

impl OperationSet {
    /// Makes the empty set over a catalogue.
    pub fn empty(catalog: &Catalog) -> Self {
        Self::from(FixedBitSet::with_capacity(catalog.len()))
    }

    pub(super) fn bits_mut(&mut self) -> &mut FixedBitSet {
        &mut self.bits
    }

    /// Adds an operation.
    pub fn insert(&mut self, id: OperationId) {
        self.bits.grow_and_insert(id.index());
    }

    /// Tells whether it holds an operation.
    pub fn contains(&self, id: OperationId) -> bool {
        self.bits.contains(id.index())
    }

    /// Counts its operations.
    pub fn len(&self) -> usize {
        self.bits.count_ones(..)
    }

    /// Tells whether it holds none.
    pub fn is_empty(&self) -> bool {
        self.bits.is_clear()
    }

    /// Lists its operations in the catalogue's order.
    pub fn ids(&self) -> impl Iterator<Item = OperationId> + '_ {
        self.bits
            .ones()
            .map(|at| OperationId(u32::try_from(at).unwrap_or(u32::MAX)))
    }

    /// Returns the first of its operations.
    pub fn first(&self) -> Option<OperationId> {
        self.ids().next()
    }

    /// Tells whether another set holds all of it.
    pub fn is_subset(&self, other: &Self) -> bool {
        self.bits.is_subset(&other.bits)
    }

    /// Tells whether it shares an operation with another set.
    pub fn overlaps(&self, other: &Self) -> bool {
        !self.bits.is_disjoint(&other.bits)
    }

    /// Adds all of another set.
    pub fn union_with(&mut self, other: &Self) {
        self.bits.union_with(&other.bits);
    }

    /// Makes the set of what either holds.
    pub fn union(&self, other: &Self) -> Self {
        Self::from(&self.bits | &other.bits)
    }

    /// Makes the set of what both hold.
    pub fn intersection(&self, other: &Self) -> Self {
        Self::from(&self.bits & &other.bits)
    }

    /// Makes the set of what this holds and the other does not.
    pub fn difference(&self, other: &Self) -> Self {
        let mut bits = self.bits.clone();
        bits.difference_with(&other.bits);
        Self::from(bits)
    }

    /// Returns the first operation that another set lacks.
    pub fn first_beyond(&self, other: &Self) -> Option<OperationId> {
        let at = self.bits.difference(&other.bits).next()?;
        Some(OperationId(u32::try_from(at).unwrap_or(u32::MAX)))
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
        self.bits.hash(&mut hasher);
        hasher.finish()
    }
}

impl From<FixedBitSet> for OperationSet {
    fn from(bits: FixedBitSet) -> Self {
        Self { bits }
    }
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
