//! Both bounds, while blocks are added to them.

use fixedbitset::FixedBitSet;

use super::Reach;
use super::gathered::Gathered;
use super::words::merge;
use crate::algebra::block::ReadyBlock;
use crate::algebra::operations::OperationSet;
use crate::catalog::{Catalog, OperationId};
use crate::model::permission::Plane;

/// Both bounds while blocks are added to them.
pub(super) struct Expanding {
    lower: FixedBitSet,
    upper: FixedBitSet,
}

impl Expanding {
    pub(super) fn new(catalog: &Catalog) -> Self {
        Self {
            lower: FixedBitSet::with_capacity(catalog.len()),
            upper: FixedBitSet::with_capacity(catalog.len()),
        }
    }

    pub(super) fn finish(self) -> Reach {
        Reach {
            lower: OperationSet::from(&self.lower),
            upper: OperationSet::from(&self.upper),
        }
    }

    pub(super) fn add_ready(&mut self, catalog: &Catalog, block: &ReadyBlock) {
        for plane in Plane::BOTH {
            let mut granted = Gathered::new(catalog, plane);
            granted.add_ready(block.granted(plane));
            let mut cut = Gathered::new(catalog, plane);
            cut.add_ready(block.cut(plane));
            self.add(granted, &cut, block.condition().is_none());
        }
    }

    /// Adds what a block grants less what it cuts, each bound of the cut against the other's.
    pub(super) fn add(&mut self, granted: Gathered<'_>, cut: &Gathered<'_>, sure: bool) {
        let touched = granted.touched.clone();
        if let Some(mut reached) = granted.sure {
            let plane = granted.catalog.plane_set(granted.plane);
            merge(&mut reached, plane, &touched, |own, plane| own & plane);
            if let Some(sure_cut) = &cut.sure {
                merge(&mut reached, sure_cut, &touched, |own, cut| own & !cut);
            }
            merge(&mut self.upper, &reached, &touched, |own, more| own | more);
            if sure {
                for id in &cut.maybe {
                    reached.set(id.index(), false);
                }
                merge(&mut self.lower, &reached, &touched, |own, more| own | more);
            }
        }
        let surely_cut = |id: &OperationId| {
            cut.sure
                .as_ref()
                .is_some_and(|cut| cut.contains(id.index()))
        };
        for id in granted.maybe.iter().filter(|id| !surely_cut(id)) {
            self.upper.insert(id.index());
        }
    }
}
