//! Several permission blocks as one, where that means the same.

use std::collections::BTreeSet;

use crate::model::permission::{Block, Pattern, Plane};

/// Makes one block of several; none where one block cannot say the same.
///
/// Azure takes several blocks in the definitions of its own roles; that it takes them in custom
/// roles is not documented, so custom roles are written with exactly one.
pub fn pooled(blocks: &[Block]) -> Option<Block> {
    if let [only] = blocks {
        return Some(only.clone());
    }
    if blocks.is_empty() || blocks.iter().any(|block| block.condition.is_some()) {
        return None;
    }
    let (actions, not_actions) = pooled_plane(blocks, Plane::Control)?;
    let (data_actions, not_data_actions) = pooled_plane(blocks, Plane::Data)?;
    Some(Block {
        actions,
        not_actions,
        data_actions,
        not_data_actions,
        condition: None,
    })
}

fn pooled_plane(blocks: &[Block], plane: Plane) -> Option<(Vec<Pattern>, Vec<Pattern>)> {
    let mut granting = blocks
        .iter()
        .filter(|block| !block.granted(plane).is_empty());
    let Some(first) = granting.next() else {
        return Some((Vec::new(), Vec::new()));
    };
    let mut granted = first.granted(plane).to_vec();
    for block in granting {
        if folded(block.cut(plane)) != folded(first.cut(plane)) {
            return None;
        }
        let known = folded(&granted);
        let fresh = block.granted(plane).iter();
        granted.extend(fresh.filter(|new| !known.contains(&fold(new))).cloned());
    }
    Some((granted, first.cut(plane).to_vec()))
}

fn fold(pattern: &Pattern) -> String {
    pattern.as_str().to_lowercase()
}

fn folded(patterns: &[Pattern]) -> BTreeSet<String> {
    patterns.iter().map(fold).collect()
}
