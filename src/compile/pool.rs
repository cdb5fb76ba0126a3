//! Several permission blocks as one, where that means the same.

use std::collections::BTreeSet;

use crate::algebra::{Answer, Bound, PermissionSet};
use crate::model::permission::{Block, Pattern, Plane};

/// Makes one block of several; none where one block cannot say the same.
///
/// Azure takes several blocks in the definitions of its own roles; that it takes them in custom
/// roles is not documented, so custom roles are written with exactly one.
pub fn pooled(blocks: &[Block]) -> Option<Block> {
    if let [only] = blocks {
        return Some(only.clone());
    }
    if blocks.iter().any(|block| block.condition.is_some()) {
        return None;
    }
    if let Some(pooled) = without_cuts(blocks) {
        return Some(pooled);
    }
    let whole = PermissionSet::of(blocks);
    let pooled = Block {
        actions: granted(blocks, Plane::Control),
        not_actions: cut(blocks, Plane::Control, &whole),
        data_actions: granted(blocks, Plane::Data),
        not_data_actions: cut(blocks, Plane::Data, &whole),
        condition: None,
    };
    let same = PermissionSet::of(std::slice::from_ref(&pooled)).equals(&whole);
    (same == Answer::Yes).then_some(pooled)
}

/// Blocks that cut nothing need no proof.
fn without_cuts(blocks: &[Block]) -> Option<Block> {
    let mut cuts = blocks
        .iter()
        .flat_map(|block| block.not_actions.iter().chain(&block.not_data_actions));
    cuts.next().is_none().then(|| Block {
        actions: granted(blocks, Plane::Control),
        data_actions: granted(blocks, Plane::Data),
        ..Block::default()
    })
}

fn granted(blocks: &[Block], plane: Plane) -> Vec<Pattern> {
    once(blocks.iter().flat_map(|block| block.granted(plane)))
}

/// Keeps the exceptions that take nothing from what another block grants.
fn cut(blocks: &[Block], plane: Plane, whole: &PermissionSet) -> Vec<Pattern> {
    let granting = blocks
        .iter()
        .filter(|block| !block.granted(plane).is_empty());
    let all = once(granting.flat_map(|block| block.cut(plane)));
    let harmless = all.into_iter().filter(|pattern| {
        let mut alone = Block::default();
        let list = match plane {
            Plane::Control => &mut alone.actions,
            Plane::Data => &mut alone.data_actions,
        };
        list.push(pattern.clone());
        let taken = PermissionSet::of(&[alone]);
        taken.overlaps(Bound::Lower, whole, Bound::Lower) == Answer::No
    });
    harmless.collect()
}

/// Lists patterns in their order, each once, letter case aside.
fn once<'block>(patterns: impl Iterator<Item = &'block Pattern>) -> Vec<Pattern> {
    let mut seen = BTreeSet::new();
    let fresh = patterns.filter(|pattern| seen.insert(pattern.as_str().to_lowercase()));
    fresh.cloned().collect()
}
