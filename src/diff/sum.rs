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

impl Sum {
    /// Joins pieces.
    pub(super) fn of<'p>(catalog: &Catalog, pieces: impl Iterator<Item = &'p Piece>) -> Self {
        let mut sum = Self {
            set: PermissionSet::empty(),
            reach: Reach::default(),
        };
        for piece in pieces {
            sum = sum.or(piece.sum(catalog));
        }
        sum
    }

    /// Joins two sums.
    pub(super) fn or(mut self, other: &Self) -> Self {
        self.reach.lower.union_with(&other.reach.lower);
        self.reach.upper.union_with(&other.reach.upper);
        self.set = self.set.union(&other.set);
        self
    }

    /// Takes away what is denied.
    pub(super) fn without(self, denied: &Self) -> Self {
        Self {
            set: self.set.difference(&denied.set),
            reach: Reach {
                lower: self.reach.lower.difference(&denied.reach.upper),
                upper: self.reach.upper.difference(&denied.reach.lower),
            },
        }
    }

    /// Lists the known operations that either bound holds beyond the same bound of another.
    pub(super) fn known_beyond(&self, other: &Self) -> OperationSet {
        let [lower, upper] =
            Bound::BOTH.map(|bound| self.reach.at(bound).difference(other.reach.at(bound)));
        lower.union(&upper)
    }

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
