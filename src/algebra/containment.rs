//! Questions about sets, decided over every possible operation name, known or not.
//!
//! The names meant are the well-formed ones: at least two non-empty segments of letters, digits and
//! `._-{}:$`. A question that would take more work than the limit is answered unknown, never
//! guessed; roles as people write them stay below it by far.

use smol_str::SmolStr;

use super::answer::{Answer, Reason};
use super::formula::{Exhausted, Formula, Wanted};
use super::matching::Bound;
use super::set::PermissionSet;
use crate::catalog::OperationId;
use crate::model::permission::Plane;

/// An operation that shows why an answer is no.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Witness {
    /// The plane of the operation.
    pub plane: Plane,
    /// Its name; in lower case unless it is a known one.
    pub name: SmolStr,
    /// Where the catalogue has it, if it does.
    pub known: Option<OperationId>,
}

/// What was found in a set, or in one set beyond another.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Finding {
    /// Surely nothing.
    Nothing,
    /// At least this operation.
    Operation(Witness),
    /// Not known, and why.
    Unknown(Reason),
}

impl Finding {
    /// Answers whether nothing was found.
    pub fn is_nothing(&self) -> Answer {
        match self {
            Self::Nothing => Answer::Yes,
            Self::Operation(_) => Answer::No,
            Self::Unknown(reason) => Answer::unknown(reason.clone()),
        }
    }

    /// Takes the shorter of two operations, and either rather than nothing.
    fn or_shorter(self, other: Self) -> Self {
        match (&self, &other) {
            (Self::Operation(one), Self::Operation(two)) if two.name.len() < one.name.len() => {
                other
            }
            (Self::Operation(_), _) | (_, Self::Nothing) => self,
            _ => other,
        }
    }

    /// Returns the operation that was found.
    pub fn witness(&self) -> Option<&Witness> {
        match self {
            Self::Operation(witness) => Some(witness),
            Self::Nothing | Self::Unknown(_) => None,
        }
    }
}

/// Looks for a name in both planes; of equally short ones the control plane's comes first.
fn search(formula: &Formula<'_>, wanted: Wanted) -> Finding {
    let mut finding = Finding::Nothing;
    for plane in Plane::BOTH {
        let found = match formula.find(plane, wanted) {
            Ok(Some(name)) => Finding::Operation(Witness {
                plane,
                name,
                known: None,
            }),
            Ok(None) => Finding::Nothing,
            Err(Exhausted) => Finding::Unknown(Reason::WorkLimit),
        };
        finding = finding.or_shorter(found);
        if wanted == Wanted::Any && finding.witness().is_some() {
            break;
        }
    }
    finding
}

impl PermissionSet {
    /// Answers whether a bound of this set lies within a bound of another.
    ///
    /// `(Upper, Lower)` is the safe form: whatever this may grant, the other surely grants.
    pub fn within(&self, bound: Bound, other: &Self, other_bound: Bound) -> Answer {
        let beyond = Formula::of(self, bound).without(Formula::of(other, other_bound));
        search(&beyond, Wanted::Any).is_nothing()
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

    /// Tells whether a name, in lower case, is possibly granted; quicker than the whole answer.
    pub(super) fn possibly_grants(&self, plane: Plane, name: &str) -> bool {
        Formula::of(self, Bound::Upper).holds(plane, name, &mut Vec::new())
    }

    /// Answers whether a bound holds no operation at all.
    pub fn is_empty(&self, bound: Bound) -> Answer {
        search(&Formula::of(self, bound), Wanted::Any).is_nothing()
    }

    /// Answers whether a bound of this set shares an operation with a bound of another.
    pub fn overlaps(&self, bound: Bound, other: &Self, other_bound: Bound) -> Answer {
        let shared = Formula::of(self, bound).both(Formula::of(other, other_bound));
        Answer::Yes.deny(search(&shared, Wanted::Any).is_nothing())
    }

    /// Finds the shortest operation name in a bound.
    pub fn witness(&self, bound: Bound) -> Finding {
        search(&Formula::of(self, bound), Wanted::Shortest)
    }

    /// Finds the shortest operation name in a bound of this set beyond a bound of another.
    pub fn beyond(&self, bound: Bound, other: &Self, other_bound: Bound) -> Finding {
        let beyond = Formula::of(self, bound).without(Formula::of(other, other_bound));
        search(&beyond, Wanted::Shortest)
    }

    /// Finds the shortest operation name that a bound of this set shares with a bound of another.
    pub fn shared(&self, bound: Bound, other: &Self, other_bound: Bound) -> Finding {
        let shared = Formula::of(self, bound).both(Formula::of(other, other_bound));
        search(&shared, Wanted::Shortest)
    }
}
