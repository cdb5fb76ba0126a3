//! Writing a block so that it leaves nothing open and holds nothing idle.

use std::collections::BTreeMap;

use super::answer::Answer;
use super::block::{Patterns, covers_wholly};
use super::matching::{Bound, Glob};
use super::set::PermissionSet;
use crate::catalog::Catalog;
use crate::model::permission::{Block, Pattern, Plane};

/// Rewrites a block into the form in which the compiler emits it.
///
/// Beside `A/*/verb` stands `A/verb` where the catalogue knows it, granted or cut, so that the
/// undocumented reading makes no difference among known operations. Patterns that another one of
/// the same list covers are dropped, and what is granted but wholly cut, and cuts that cut nothing.
/// Known names get the catalogue's casing; lists are sorted ignoring case.
pub fn compose(catalog: &Catalog, block: &Block) -> Block {
    let (actions, not_actions) = composed(catalog, block, Plane::Control);
    let (data_actions, not_data_actions) = composed(catalog, block, Plane::Data);
    let condition = block.condition.clone();
    Block {
        actions,
        not_actions,
        data_actions,
        not_data_actions,
        condition,
    }
}

fn composed(catalog: &Catalog, block: &Block, plane: Plane) -> (Vec<Pattern>, Vec<Pattern>) {
    let cut = needed(spelled_out(catalog, plane, block.cut(plane)));
    let mut granted = needed(spelled_out(catalog, plane, block.granted(plane)));
    granted.retain(|(glob, _)| {
        let is_cut_by = |other: &Glob| covers_wholly(other, Bound::Lower, glob, Bound::Upper);
        !cut.iter().any(|(other, _)| is_cut_by(other))
    });
    let [actions, not_actions] = [granted, cut].map(texts);
    let mut made = Block {
        actions,
        not_actions,
        ..Block::default()
    };
    drop_idle_grants(&mut made);
    drop_idle_cuts(&mut made);
    let left = Patterns::new(&made.actions);
    let is_idle = |name: &Glob| name.is_literal() && !left.covers_at(Bound::Upper, name.text());
    made.not_actions
        .retain(|entry| !is_idle(&Glob::new(entry.as_str())));
    (made.actions, made.not_actions)
}

/// Drops the granted wildcards that add nothing to the others, the longest ones first.
///
/// Plain names have been seen to: one is idle only if a single other pattern makes it so.
fn drop_idle_grants(block: &mut Block) {
    for entry in wildcards(&block.actions) {
        let mut less = block.clone();
        less.actions.retain(|other| *other != entry);
        let alone = Block {
            actions: vec![entry],
            ..block.clone()
        };
        if is_within(&alone, &less) {
            *block = less;
        }
    }
}

/// Drops the wildcards without which the block would cut no less, the longest ones first.
fn drop_idle_cuts(block: &mut Block) {
    for entry in wildcards(&block.not_actions) {
        let mut less = block.clone();
        less.not_actions.retain(|other| *other != entry);
        if is_within(&less, block) {
            *block = less;
        }
    }
}

fn wildcards(patterns: &[Pattern]) -> Vec<Pattern> {
    let mut found: Vec<_> = patterns
        .iter()
        .filter(|entry| entry.is_wild())
        .cloned()
        .collect();
    found.sort_by_key(|entry| std::cmp::Reverse(entry.as_str().len()));
    found
}

fn is_within(inner: &Block, outer: &Block) -> bool {
    let set = |block: &Block| PermissionSet::of(std::slice::from_ref(block));
    set(outer).contains(&set(inner)) == Answer::Yes
}

fn texts(patterns: Vec<(Glob, Pattern)>) -> Vec<Pattern> {
    patterns.into_iter().map(|(_, pattern)| pattern).collect()
}

/// Adds the names that the undocumented reading would add; sorts, and drops doubles.
fn spelled_out(catalog: &Catalog, plane: Plane, patterns: &[Pattern]) -> Vec<(Glob, Pattern)> {
    let mut found = BTreeMap::new();
    for pattern in patterns {
        let glob = Glob::new(pattern.as_str());
        let without_star = glob
            .shares_slash()
            .then(|| glob.text().replacen("/*", "", 1));
        if let Some(id) = without_star.and_then(|name| catalog.find(plane, &name)) {
            let name = catalog.name(id);
            found.insert(Glob::new(name).text().clone(), Pattern::new(name));
        }
        let known = catalog.find(plane, glob.text()).map(|id| catalog.name(id));
        let text = known.unwrap_or_else(|| pattern.as_str().trim());
        found
            .entry(glob.text().clone())
            .or_insert_with(|| Pattern::new(text));
    }
    found
        .into_iter()
        .map(|(text, pattern)| (Glob::new(&text), pattern))
        .collect()
}

/// Drops the patterns that another one of the list covers at both bounds.
fn needed(patterns: Vec<(Glob, Pattern)>) -> Vec<(Glob, Pattern)> {
    let is_covered = |glob: &Glob| {
        let others = patterns
            .iter()
            .map(|(other, _)| other)
            .filter(|other| *other != glob);
        let at = |other: &Glob, bound: Bound| covers_wholly(other, bound, glob, bound);
        others
            .into_iter()
            .any(|other| at(other, Bound::Lower) && at(other, Bound::Upper))
    };
    let covered: Vec<bool> = patterns.iter().map(|(glob, _)| is_covered(glob)).collect();
    let kept = patterns
        .into_iter()
        .zip(covered)
        .filter(|(_, covered)| !covered);
    kept.map(|(pattern, _)| pattern).collect()
}
