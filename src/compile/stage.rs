//! What the clauses of a stage grant, put together as the permission blocks of roles.

use std::collections::BTreeMap;

use smol_str::SmolStr;

use super::pooled;
use crate::algebra::compose;
use crate::catalog::Catalog;
use crate::model::access::{Clause, Excepted, Written};
use crate::model::permission::{Block, Plane};
use crate::model::{Kind, Model, StageId};
use crate::source::Span;

/// Which of a stage's roles: the kind of scope it is for, and the slots of its clauses.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Facet {
    /// The kind of scope.
    pub kind: Kind,
    /// The slots, sorted; empty for clauses without any.
    pub slots: Vec<SmolStr>,
}

/// What a stage grants on one facet.
#[derive(Debug, Clone, Default)]
pub struct Share {
    /// What is meant: one block per clause, with everything that cuts it.
    pub intent: Vec<Block>,
    /// What is emitted: as few blocks as give exactly that, one role each.
    pub blocks: Vec<Block>,
    /// The clauses.
    pub origins: Vec<Span>,
}

/// Returns the facet to which a clause's binding belongs.
pub fn facet(clause: &Clause, kind: Kind) -> Facet {
    let mut slots: Vec<_> = clause.slots.iter().map(|(slot, _)| slot.clone()).collect();
    slots.sort_unstable();
    slots.dedup();
    Facet { kind, slots }
}

/// Works out what a stage grants on each of its facets.
pub fn shares(model: &Model, catalog: &Catalog, stage: StageId) -> BTreeMap<Facet, Share> {
    let mut shares: BTreeMap<Facet, Share> = BTreeMap::new();
    let count = model.stage(stage).map_or(0, |found| found.effective.len());
    for position in 0..count {
        let Some(clause) = model.clause(stage, position) else {
            continue;
        };
        for (kind, block) in clause_blocks(model, stage, position, clause) {
            let share = shares.entry(facet(clause, kind)).or_default();
            if !share.intent.contains(&block) {
                share.intent.push(block);
            }
            if !share.origins.contains(&clause.span) {
                share.origins.push(clause.span);
            }
        }
    }
    for share in shares.values_mut() {
        share.blocks = fewest(catalog, &share.intent);
    }
    shares
}

/// Lists what one clause grants, one block per kind of scope.
fn clause_blocks(
    model: &Model,
    stage: StageId,
    position: usize,
    clause: &Clause,
) -> BTreeMap<Kind, Block> {
    let cuts = cuts(model, stage, position);
    let mut blocks: BTreeMap<Kind, Block> = BTreeMap::new();
    for part in model
        .parts_of(&clause.can)
        .into_iter()
        .filter_map(|part| model.part(part))
    {
        let own = part.kind == clause.kind || clause.kind.holds(part.kind);
        let block = blocks
            .entry(if own { clause.kind } else { part.kind })
            .or_default();
        for written in &part.patterns {
            add(block, written, false);
        }
    }
    for block in blocks.values_mut() {
        for written in &cuts {
            add(block, written, true);
        }
    }
    blocks.retain(|_, block| !block.is_empty());
    blocks
}

/// Lists the patterns that are cut from a stage's effective clause.
fn cuts(model: &Model, stage: StageId, position: usize) -> Vec<Written> {
    let effective = model
        .stage(stage)
        .and_then(|found| found.effective.get(position));
    let mut cuts = Vec::new();
    for (owner, index) in effective.map_or(&[][..], |effective| &effective.cuts) {
        let except = model
            .stage(*owner)
            .and_then(|found| found.excepts.get(*index));
        match except.map(|except| (&except.what, except.span)) {
            Some((Excepted::Capability(id), _)) => {
                let parts = model
                    .capability(*id)
                    .map_or(&[][..], |capability| &capability.parts);
                cuts.extend(parts.iter().flat_map(|part| part.patterns.iter().cloned()));
            }
            Some((Excepted::Operation(pattern), span)) => {
                let pattern = pattern.clone();
                cuts.push(Written {
                    plane: None,
                    cut: true,
                    pattern,
                    span,
                });
            }
            None => {}
        }
    }
    cuts
}

fn add(block: &mut Block, written: &Written, cut: bool) {
    let mut push = |plane: Plane| {
        let list = match (plane, cut) {
            (Plane::Control, false) => &mut block.actions,
            (Plane::Control, true) => &mut block.not_actions,
            (Plane::Data, false) => &mut block.data_actions,
            (Plane::Data, true) => &mut block.not_data_actions,
        };
        if !list.contains(&written.pattern) {
            list.push(written.pattern.clone());
        }
    };
    if let Some(plane) = written.plane {
        push(plane);
    } else {
        push(Plane::Control);
        push(Plane::Data);
    }
}

/// Puts blocks together into as few as grant exactly the same.
///
/// A custom role holds one block, so each block that is left becomes a role of its own.
fn fewest(catalog: &Catalog, intent: &[Block]) -> Vec<Block> {
    let mut left: Vec<Block> = Vec::new();
    for block in intent.iter().map(|block| compose(catalog, block)) {
        if block.is_empty() {
            continue;
        }
        let found = left.iter().enumerate().find_map(|(index, other)| {
            let one = pooled(&[other.clone(), block.clone()])?;
            Some((index, compose(catalog, &one)))
        });
        match found.and_then(|(index, one)| Some((left.get_mut(index)?, one))) {
            Some((other, one)) => *other = one,
            None => left.push(block),
        }
    }
    left
}
