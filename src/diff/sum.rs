//! Sums of what is held, in both views: every name there is, and the operations that are known.

use std::sync::OnceLock;

use smol_str::SmolStr;

use crate::algebra::{Bound, Finding, OperationSet, PermissionSet, Reach};
use crate::catalog::Catalog;
use crate::model::permission::Block;

/// The blocks of a role that have one condition, or none; the condition is told apart, since the
/// algebra does not compare conditions.
pub(super) struct Piece {
    pub(super) condition: Option<SmolStr>,
    blocks: Vec<Block>,
    sum: OnceLock<Sum>,
}

impl Piece {
    /// Splits blocks by their conditions.
    pub(super) fn split(blocks: &[Block]) -> Vec<Self> {
        let mut pieces: Vec<Self> = Vec::new();
        for block in blocks {
            let bare = Block {
                condition: None,
                ..block.clone()
            };
            match pieces
                .iter_mut()
                .find(|one| one.condition == block.condition)
            {
                Some(piece) => piece.blocks.push(bare),
                None => pieces.push(Self {
                    condition: block.condition.clone(),
                    blocks: vec![bare],
                    sum: OnceLock::new(),
                }),
            }
        }
        pieces
    }

    fn sum(&self, catalog: &Catalog) -> &Sum {
        self.sum.get_or_init(|| Sum {
            reach: Reach::of_blocks(catalog, &self.blocks),
            set: PermissionSet::of(&self.blocks),
        })
    }
}

/// A set and its reach among the known operations.
#[derive(Debug, Clone)]
pub(super) struct Sum {
    pub(super) set: PermissionSet,
    pub(super) reach: Reach,
}

/// What pieces come to: all of it, or the known operations alone, which is quick.
pub(super) trait Total: Sized {
    /// Joins pieces.
    fn of<'p>(catalog: &Catalog, pieces: impl Iterator<Item = &'p Piece>) -> Self;
    /// Joins two.
    fn or(self, other: &Self) -> Self;
    /// Takes away what is denied.
    fn without(self, denied: &Self) -> Self;
    /// Returns the same part of a sum.
    fn part(sum: &Sum) -> &Self;
}

impl Total for Reach {
    fn of<'p>(catalog: &Catalog, pieces: impl Iterator<Item = &'p Piece>) -> Self {
        pieces.fold(Self::default(), |all, piece| {
            all.or(&piece.sum(catalog).reach)
        })
    }

    fn or(mut self, other: &Self) -> Self {
        self.lower.union_with(&other.lower);
        self.upper.union_with(&other.upper);
        self
    }

    fn without(self, denied: &Self) -> Self {
        Self {
            lower: self.lower.difference(&denied.upper),
            upper: self.upper.difference(&denied.lower),
        }
    }

    fn part(sum: &Sum) -> &Self {
        &sum.reach
    }
}

impl Total for Sum {
    fn of<'p>(catalog: &Catalog, pieces: impl Iterator<Item = &'p Piece>) -> Self {
        let sums: Vec<&Self> = pieces.map(|piece| piece.sum(catalog)).collect();
        let reach = sums
            .iter()
            .fold(Reach::default(), |all, sum| all.or(&sum.reach));
        Self {
            set: PermissionSet::union_of(sums.iter().map(|sum| &sum.set)),
            reach,
        }
    }

    fn or(self, other: &Self) -> Self {
        Self {
            set: self.set.union(&other.set),
            reach: self.reach.or(&other.reach),
        }
    }

    fn without(self, denied: &Self) -> Self {
        Self {
            set: self.set.difference(&denied.set),
            reach: self.reach.without(&denied.reach),
        }
    }

    fn part(sum: &Sum) -> &Self {
        sum
    }
}

/// Lists the known operations that either bound holds beyond the same bound of another.
pub(super) fn known_beyond(one: &Reach, other: &Reach) -> OperationSet {
    let [lower, upper] = Bound::BOTH.map(|bound| one.at(bound).difference(other.at(bound)));
    lower.union(&upper)
}

impl Sum {
    /// Looks for an operation, known or not, that either bound holds beyond the same bound of another.
    pub(super) fn beyond(&self, other: &Self) -> Finding {
        let mut unknown = Finding::Nothing;
        for bound in [Bound::Upper, Bound::Lower] {
            if self.set.within(bound, &other.set, bound).is_sure() {
                continue;
            }
            match self.set.beyond(bound, &other.set, bound) {
                Finding::Nothing => {}
                found @ Finding::Operation(_) => return found,
                found @ Finding::Unknown(_) => unknown = found,
            }
        }
        unknown
    }
}
