//! Roles with equal blocks.

use std::hash::{Hash, Hasher};

use crate::compile::CompiledRole;
use crate::model::permission::{Block, Plane};
use crate::support::hash::HashMap;

/// Finds for each role the first one that has equal blocks.
pub(super) fn twins(roles: &[CompiledRole]) -> Vec<usize> {
    let mut first: HashMap<Alike<'_>, usize> = HashMap::default();
    let roles = roles.iter().enumerate();
    roles
        .map(|(index, role)| *first.entry(Alike(&role.blocks)).or_insert(index))
        .collect()
}

/// Blocks as a key: equal where they are equal, hashed by the ends of their patterns alone, since
/// these differ most and few roles are asked for.
#[derive(PartialEq, Eq)]
struct Alike<'v>(&'v [Block]);

impl Hash for Alike<'_> {
    fn hash<H: Hasher>(&self, state: &mut H) {
        for plane in Plane::BOTH {
            for pattern in self.0.iter().flat_map(|block| block.granted(plane)) {
                let text = pattern.as_str().as_bytes();
                text.last_chunk::<16>().hash(state);
                text.len().hash(state);
            }
        }
    }
}
