//! A permission set beside its reach in a catalogue: both views at once.
//!
//! Verdicts are the symbolic view's. The catalogue only refutes sooner (what is not contained among
//! the known operations is not contained at all) and gives the witness where it has one.

use std::sync::OnceLock;

use smol_str::SmolStr;

use super::answer::Answer;
use super::containment::{Finding, Witness};
use super::matching::Bound;
use super::reach::Reach;
use super::set::PermissionSet;
use crate::catalog::{Catalog, OperationId};
use crate::model::permission::Block;

/// A permission set and its reach, which is worked out when it is first asked for.
#[derive(Debug, Clone)]
pub struct Measured<'catalog> {
    catalog: &'catalog Catalog,
    set: PermissionSet,
    reach: OnceLock<Reach>,
}

impl<'catalog> Measured<'catalog> {
    /// Sets a permission set beside a catalogue.
    pub fn new(catalog: &'catalog Catalog, set: PermissionSet) -> Self {
        Self {
            catalog,
            set,
            reach: OnceLock::new(),
        }
    }

    /// Sets the union of blocks beside a catalogue.
    pub fn of(catalog: &'catalog Catalog, blocks: &[Block]) -> Self {
        Self::new(catalog, PermissionSet::of(blocks))
    }

    /// Returns the set.
    pub fn set(&self) -> &PermissionSet {
        &self.set
    }

    /// Returns its reach among the known operations.
    pub fn reach(&self) -> &Reach {
        self.reach
            .get_or_init(|| Reach::of_set(self.catalog, &self.set))
    }

    /// Answers whether a bound of this set lies within a bound of another, over all names.
    pub fn within(&self, bound: Bound, other: &Self, other_bound: Bound) -> Answer {
        if let (Some(own), Some(others)) = (self.reach.get(), other.reach.get())
            && !own.at(bound).is_subset(others.at(other_bound))
        {
            return Answer::No;
        }
        self.set.within(bound, &other.set, other_bound)
    }

    /// Answers whether this set contains another, each bound the other's same bound.
    pub fn contains(&self, other: &Self) -> Answer {
        let [lower, upper] = Bound::BOTH.map(|bound| other.within(bound, self, bound));
        lower.and(upper)
    }

    /// Answers whether both bounds of two sets are equal.
    pub fn equals(&self, other: &Self) -> Answer {
        self.contains(other).and(other.contains(self))
    }

    /// Finds an operation in a bound of this set beyond a bound of another.
    ///
    /// A known one if there is one, the first by name; else the shortest name.
    pub fn beyond(&self, bound: Bound, other: &Self, other_bound: Bound) -> Finding {
        let (own, others) = (self.reach().at(bound), other.reach().at(other_bound));
        match own.first_beyond(others) {
            Some(id) => Finding::Operation(self.known(id)),
            None => self.set.beyond(bound, &other.set, other_bound),
        }
    }

    /// Finds an operation that a bound of this set shares with a bound of another.
    ///
    /// A known one if there is one, the first by name; else the shortest name.
    pub fn shared(&self, bound: Bound, other: &Self, other_bound: Bound) -> Finding {
        let (own, others) = (self.reach().at(bound), other.reach().at(other_bound));
        match own.intersection(others).first() {
            Some(id) => Finding::Operation(self.known(id)),
            None => self.set.shared(bound, &other.set, other_bound),
        }
    }

    fn known(&self, id: OperationId) -> Witness {
        let name = SmolStr::new_static(self.catalog.name(id));
        Witness {
            plane: self.catalog.plane(id),
            name,
            known: Some(id),
        }
    }
}
