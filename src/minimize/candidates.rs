//! The capabilities that could serve, each with what it covers and what it gives beyond.

use smol_str::SmolStr;

use super::wanted::Operations;
use crate::algebra::{Bound, OperationSet, PermissionSet, Reach};
use crate::catalog::Catalog;
use crate::model::permission::{Block, Plane};
use crate::model::{CapabilityId, Kind, Model};

/// The capabilities of a policy set, the standard library's among them.
#[derive(Debug)]
pub struct Library<'a> {
    capabilities: Vec<Entry<'a>>,
}

/// A capability with everything that it needs.
#[derive(Debug)]
struct Entry<'a> {
    name: &'a SmolStr,
    kind: Kind,
    blocks: Vec<Block>,
    reach: Reach,
}

/// A capability that covers something.
#[derive(Debug, Clone)]
pub(super) struct Candidate {
    /// Its name.
    pub(super) name: SmolStr,
    /// The kind that a clause names it for.
    pub(super) kind: Kind,
    /// The positions of the operations that it surely grants.
    pub(super) covers: Vec<usize>,
    /// What it possibly grants beyond the operations.
    pub(super) excess: OperationSet,
}

impl<'a> Library<'a> {
    /// Expands the capabilities of a model, each with everything that it needs.
    pub fn new(catalog: &Catalog, model: &'a Model) -> Self {
        let ids = (0..model.capabilities.len()).map(CapabilityId::new);
        let capabilities = ids.filter_map(|id| entry(catalog, model, id)).collect();
        Self { capabilities }
    }

    /// Lists the capabilities that surely grant at least one operation, in their order.
    pub(super) fn candidates(&self, catalog: &Catalog, wanted: &Operations) -> Vec<Candidate> {
        let useful = self.capabilities.iter().filter_map(|one| {
            let known = wanted.known.ids().enumerate();
            let known = known.filter(|(_, id)| one.reach.lower.contains(*id));
            let mut covers: Vec<usize> = known.map(|(at, _)| at).collect();
            if !wanted.unknown.is_empty() {
                covers.extend(one.covers_unknown(wanted));
            }
            (!covers.is_empty()).then(|| Candidate {
                name: one.name.clone(),
                kind: one.kind,
                covers,
                excess: one.reach.upper.difference(&wanted.known),
            })
        });
        let mut found: Vec<_> = useful.collect();
        found.sort_by_cached_key(|one| (one.excess.weight(catalog), one.name.clone()));
        found
    }
}

impl Entry<'_> {
    fn covers_unknown(&self, wanted: &Operations) -> Vec<usize> {
        let set = PermissionSet::of(&self.blocks);
        let unknown = (wanted.known.len()..).zip(&wanted.unknown);
        let covered = unknown.filter(|(_, (plane, name))| set.holds(Bound::Lower, *plane, name));
        covered.map(|(at, _)| at).collect()
    }
}

fn entry<'a>(catalog: &Catalog, model: &'a Model, id: CapabilityId) -> Option<Entry<'a>> {
    let capability = model.capability(id)?;
    let first = capability.parts.first()?;
    let parts = model.parts_of(&[(id, first.span)]);
    let mut block = Block::default();
    for part in parts.into_iter().filter_map(|part| model.part(part)) {
        for written in part.patterns.iter().filter(|written| !written.cut) {
            let list = match written.plane {
                Some(Plane::Data) => &mut block.data_actions,
                _ => &mut block.actions,
            };
            list.push(written.pattern.clone());
        }
    }
    let blocks = vec![block];
    Some(Entry {
        name: &capability.name,
        kind: first.kind,
        reach: Reach::of_blocks(catalog, &blocks),
        blocks,
    })
}
