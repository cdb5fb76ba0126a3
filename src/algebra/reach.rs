//! The catalogue view: what patterns and blocks reach among the operations that are known.

mod expanding;
mod gathered;
mod words;

use super::matching::Bound;
use super::operations::OperationSet;
use super::set::{PermissionSet, Step};
use crate::catalog::{BuiltinRole, Catalog};
use crate::model::permission::{Block, Pattern, Plane};
use expanding::Expanding;
use gathered::Gathered;

/// Both bounds of a permission set among the known operations.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Default)]
pub struct Reach {
    /// The operations that are surely granted.
    pub lower: OperationSet,
    /// The operations that are possibly granted.
    pub upper: OperationSet,
}

impl Reach {
    /// Returns one of the bounds.
    pub fn at(&self, bound: Bound) -> &OperationSet {
        match bound {
            Bound::Lower => &self.lower,
            Bound::Upper => &self.upper,
        }
    }

    /// Expands blocks to both bounds.
    pub fn of_blocks(catalog: &Catalog, blocks: &[Block]) -> Self {
        if let Some(named) = Self::of_names(catalog, blocks) {
            return named;
        }
        let mut reach = Expanding::new(catalog);
        for block in blocks {
            for plane in Plane::BOTH {
                let mut granted = Gathered::new(catalog, plane);
                granted.add_all(block.granted(plane));
                let mut cut = Gathered::new(catalog, plane);
                cut.add_all(block.cut(plane));
                reach.add(granted, &cut, block.condition.is_none());
            }
        }
        reach.finish()
    }

    /// Expands blocks that do nothing but name operations, as those of most roles, without a bit
    /// for every operation there is.
    fn of_names(catalog: &Catalog, blocks: &[Block]) -> Option<Self> {
        let mut named = OperationSet::empty();
        for block in blocks {
            let cuts = Plane::BOTH
                .iter()
                .any(|plane| !block.cut(*plane).is_empty());
            if cuts || block.condition.is_some() {
                return None;
            }
            for plane in Plane::BOTH {
                for pattern in block.granted(plane) {
                    if pattern.is_wild() {
                        return None;
                    }
                    if let Some(id) = catalog.find(plane, pattern.as_str().trim()) {
                        named.insert(id);
                    }
                }
            }
        }
        Some(Self {
            lower: named.clone(),
            upper: named,
        })
    }

    /// Expands a built-in role to both bounds, without decoding its blocks.
    pub fn of_builtin(catalog: &Catalog, role: BuiltinRole<'_>) -> Self {
        let mut reach = Expanding::new(catalog);
        for block in role.block_views() {
            for plane in Plane::BOTH {
                let mut granted = Gathered::new(catalog, plane);
                for entry in block.granted(plane) {
                    granted.add_entry(entry.text, entry.operation);
                }
                let mut cut = Gathered::new(catalog, plane);
                for entry in block.cut(plane) {
                    cut.add_entry(entry.text, entry.operation);
                }
                reach.add(granted, &cut, block.condition().is_none());
            }
        }
        reach.finish()
    }

    /// Expands a permission set to both bounds.
    pub fn of_set(catalog: &Catalog, set: &PermissionSet) -> Self {
        let mut values: Vec<Self> = Vec::with_capacity(set.steps().len());
        for step in set.steps() {
            let at = |place: &usize| values.get(*place).cloned().unwrap_or_default();
            let value = match step {
                Step::Blocks(blocks) => {
                    let mut reach = Expanding::new(catalog);
                    for block in blocks {
                        reach.add_ready(catalog, block);
                    }
                    reach.finish()
                }
                Step::Union(left, right) => at(left).combined(&at(right), OperationSet::union),
                Step::Intersection(left, right) => {
                    at(left).combined(&at(right), OperationSet::intersection)
                }
                Step::Difference(left, right) => {
                    let (left, right) = (at(left), at(right));
                    Self {
                        lower: left.lower.difference(&right.upper),
                        upper: left.upper.difference(&right.lower),
                    }
                }
            };
            values.push(value);
        }
        values.pop().unwrap_or_default()
    }

    fn combined(
        &self,
        other: &Self,
        step: impl Fn(&OperationSet, &OperationSet) -> OperationSet,
    ) -> Self {
        Self {
            lower: step(&self.lower, &other.lower),
            upper: step(&self.upper, &other.upper),
        }
    }
}

/// Lists the known operations of a plane that a bound of a pattern covers.
pub fn covered(catalog: &Catalog, plane: Plane, pattern: &Pattern, bound: Bound) -> OperationSet {
    let block = Block {
        actions: if plane == Plane::Control {
            vec![pattern.clone()]
        } else {
            Vec::new()
        },
        data_actions: if plane == Plane::Data {
            vec![pattern.clone()]
        } else {
            Vec::new()
        },
        ..Block::default()
    };
    let reach = Reach::of_blocks(catalog, &[block]);
    match bound {
        Bound::Lower => reach.lower,
        Bound::Upper => reach.upper,
    }
}
