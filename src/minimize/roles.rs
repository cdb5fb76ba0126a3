//! The built-in roles nearest to what is needed, by what they lack and by the weight of the rest.

use std::cmp::Reverse;

use smol_str::SmolStr;

use super::wanted::Operations;
use crate::algebra::{Bound, Builtins, Measured, OperationSet, Reach};
use crate::catalog::{BuiltinRole, Catalog};
use crate::model::permission::{Block, Pattern, Plane};

/// A built-in role beside what is needed.
#[derive(Debug, Clone)]
pub struct NearRole {
    /// The role.
    pub role: BuiltinRole<'static>,
    /// What is needed and not surely granted by it.
    pub lacks: Vec<SmolStr>,
    /// The known operations that it possibly grants and nobody needs.
    pub excess: OperationSet,
}

/// Lists the built-in roles that grant all that is needed, the lightest excess first; where there is
/// none, those that lack the fewest operations.
pub fn nearest(catalog: &'static Catalog, wanted: &Operations, most: usize) -> Vec<NearRole> {
    if wanted.is_empty() {
        return Vec::new();
    }
    let set = Measured::of(catalog, &[block(catalog, wanted)]);
    let whole = Builtins::of(catalog).nearest(&set, most);
    if whole.is_empty() {
        return parts(catalog, wanted, most);
    }
    let near = whole.into_iter().map(|wider| NearRole {
        role: wider.role,
        lacks: Vec::new(),
        excess: wider.excess,
    });
    near.collect()
}

fn block(catalog: &Catalog, wanted: &Operations) -> Block {
    let mut block = Block::default();
    for (plane, name) in wanted.list(catalog) {
        match plane {
            Plane::Control => block.actions.push(Pattern::new(name)),
            Plane::Data => block.data_actions.push(Pattern::new(name)),
        }
    }
    block
}

fn parts(catalog: &'static Catalog, wanted: &Operations, most: usize) -> Vec<NearRole> {
    let useful = |(_, reach): &(BuiltinRole<'static>, Reach)| reach.lower.overlaps(&wanted.known);
    let roles = Builtins::of(catalog).reaches().filter(useful);
    let mut near: Vec<_> = roles
        .map(|(role, reach)| {
            let covered = reach.lower.intersection(&wanted.known).len();
            let excess = reach.upper.difference(&wanted.known);
            (Reverse(covered), excess.weight(catalog), excess, role)
        })
        .collect();
    near.sort_by_key(|(covered, weight, excess, role)| {
        (*covered, *weight, excess.len(), role.position())
    });
    near.truncate(most);
    let near = near.into_iter().map(|(_, _, excess, role)| NearRole {
        lacks: lacking(catalog, wanted, role),
        role,
        excess,
    });
    near.collect()
}

fn lacking(catalog: &'static Catalog, wanted: &Operations, role: BuiltinRole<'_>) -> Vec<SmolStr> {
    let set = Builtins::of(catalog).set(role.position());
    let grants =
        |plane, name: &str| set.is_some_and(|set| set.set().holds(Bound::Lower, plane, name));
    let operations = wanted.list(catalog);
    let lacking = operations.filter(|(plane, name)| !grants(*plane, name));
    lacking.map(|(_, name)| name).collect()
}
