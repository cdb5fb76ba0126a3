//! The capabilities that could serve, each with what it covers and what it gives beyond.

use smol_str::SmolStr;

use super::wanted::Operations;
use crate::algebra::{Bound, OperationSet, PermissionSet, Reach};
use crate::catalog::{Catalog, Risk};
use crate::model::permission::{Block, Plane};
use crate::model::{CapabilityId, Kind, Model};
use crate::support::sort;

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

    /// Lists the capabilities that surely grant at least one operation, the lightest first.
    ///
    /// One whose excess escalates further than anything that it covers is none: who starts a
    /// machine is not given the right to run code on it because one task needs both.
    pub(super) fn candidates(&self, catalog: &Catalog, wanted: &Operations) -> Vec<Candidate> {
        let useful = self.capabilities.iter().filter_map(|one| {
            let known = wanted.known.ids().enumerate();
            let known = known.filter(|(_, id)| one.reach.lower.contains(*id));
            let mut covers: Vec<_> = known.map(|(at, _)| at).collect();
            if !wanted.unknown.is_empty() {
                covers.extend(one.covers_unknown(wanted));
            }
            let candidate = Candidate {
                name: one.name.clone(),
                kind: one.kind,
                covers,
                excess: one.reach.upper.difference(&wanted.known),
            };
            let covered = one.reach.lower.intersection(&wanted.known);
            let is_graver = escalation(catalog, &candidate.excess) > gravest(catalog, &covered);
            (!candidate.covers.is_empty() && !is_graver).then_some(candidate)
        });
        let mut found: Vec<_> = useful.collect();
        sort::by_key(&mut found, |one| {
            (one.excess.weight(catalog), one.name.clone())
        });
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

/// Returns the weight of the gravest operation.
fn gravest(catalog: &Catalog, set: &OperationSet) -> u8 {
    let weights = set.ids().map(|id| catalog.operation(id).risk.weight());
    weights.max().unwrap_or(0)
}

/// Returns the weight of the gravest operation if it leads to rights beyond the ones granted.
fn escalation(catalog: &Catalog, set: &OperationSet) -> u8 {
    let risks = set.ids().map(|id| catalog.operation(id).risk);
    let grave = risks.filter(|risk| risk.escalates());
    grave.map(Risk::weight).max().unwrap_or(0)
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
