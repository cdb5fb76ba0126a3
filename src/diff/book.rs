//! What is held, as numbers that both sides share: the same blocks under the same guard, and the
//! same denial, have the same number, whatever roles are called and in whatever order they list.

use smol_str::SmolStr;

use super::guard::Guard;
use super::sum::{Piece, Sum};
use crate::access::{Access, Denial};
use crate::algebra::{PermissionSet, Reach};
use crate::catalog::Catalog;
use crate::compile::Compiled;
use crate::model::Model;
use crate::model::permission::{Block, Pattern};
use crate::support::hash::HashMap;
use crate::support::sort;

/// The numbers of both sides and what they stand for.
pub(super) struct Book {
    pub(super) catalog: &'static Catalog,
    blocks: HashMap<Vec<Block>, u32>,
    guards: HashMap<Guard, u32>,
    known: HashMap<(u32, u32), u32>,
    /// The pieces of each distinct list of blocks.
    pieces: Vec<Vec<Piece>>,
    /// By number: the position of the pieces, and the guard.
    codes: Vec<(u32, Guard)>,
    denied: HashMap<(Vec<Block>, Option<SmolStr>), u32>,
    /// By number: what is denied, and under which condition.
    denials: Vec<(Vec<Block>, Option<SmolStr>)>,
}

/// The numbers of one side.
pub(super) struct Numbers {
    /// Of each grant.
    pub(super) grants: Vec<u32>,
    /// Of each denial.
    pub(super) denials: Vec<u32>,
}

impl Book {
    pub(super) fn new(catalog: &'static Catalog) -> Self {
        Self {
            catalog,
            blocks: HashMap::default(),
            guards: HashMap::default(),
            known: HashMap::default(),
            pieces: Vec::new(),
            codes: Vec::new(),
            denied: HashMap::default(),
            denials: Vec::new(),
        }
    }

    /// Numbers the grants and denials of one side.
    pub(super) fn number(
        &mut self,
        access: &Access<'_>,
        model: &Model,
        compiled: &Compiled,
    ) -> Numbers {
        let world = access.world();
        let roles = world.roles.iter();
        let roles: Vec<u32> = roles.map(|role| self.blocks(&role.blocks)).collect();
        let grants = world.grants.iter().map(|grant| {
            let blocks = roles.get(grant.role.index()).copied();
            self.code(
                blocks.unwrap_or(u32::MAX),
                Guard::of(grant, model, compiled),
            )
        });
        let grants = grants.collect();
        let denials = world.denials.iter().map(|one| self.denial(one)).collect();
        Numbers { grants, denials }
    }

    fn blocks(&mut self, blocks: &[Block]) -> u32 {
        let canonical = canonical(blocks);
        let pieces = &mut self.pieces;
        *self.blocks.entry(canonical).or_insert_with_key(|blocks| {
            pieces.push(Piece::split(blocks));
            position(pieces.len() - 1)
        })
    }

    fn code(&mut self, blocks: u32, guard: Guard) -> u32 {
        let next = position(self.guards.len());
        let number = *self.guards.entry(guard.clone()).or_insert(next);
        let codes = &mut self.codes;
        *self.known.entry((blocks, number)).or_insert_with(|| {
            codes.push((blocks, guard));
            position(codes.len() - 1)
        })
    }

    fn denial(&mut self, denial: &Denial) -> u32 {
        let key = (canonical(&denial.blocks), denial.condition.clone());
        let denials = &mut self.denials;
        *self.denied.entry(key).or_insert_with_key(|key| {
            denials.push(key.clone());
            position(denials.len() - 1)
        })
    }

    /// Lists the pieces of numbers, each with all that stands before it.
    pub(super) fn pieces<'b>(
        &'b self,
        codes: &'b [u32],
    ) -> impl Iterator<Item = (&'b Piece, Guard)> {
        let codes = codes
            .iter()
            .filter_map(|code| self.codes.get(*code as usize));
        codes.flat_map(|(blocks, guard)| {
            let pieces = self.pieces.get(*blocks as usize).into_iter().flatten();
            pieces.map(|piece| {
                let mut guard = guard.clone();
                guard.of_role.clone_from(&piece.condition);
                (piece, guard)
            })
        })
    }

    /// Returns the number of a denial of which it may not be known whether it means somebody.
    pub(super) fn perhaps(number: u32, perhaps: bool) -> u32 {
        number << 1 | u32::from(perhaps)
    }

    /// Finds what a number denies, and what has to hold for it.
    fn denial_of(&self, number: u32) -> Option<(&[Block], Option<SmolStr>)> {
        let (blocks, condition) = self.denials.get((number >> 1) as usize)?;
        let perhaps = (number & 1 == 1).then_some("it means them");
        let texts: Vec<&str> = condition.as_deref().into_iter().chain(perhaps).collect();
        let condition = (!texts.is_empty()).then(|| SmolStr::new(texts.join(" and ")));
        Some((blocks, condition))
    }

    /// Joins denials. Of those of the old side a condition that the new side does not have counts as
    /// fulfilled: where it held, something is allowed now that was not.
    pub(super) fn denied(&self, numbers: &[u32], conditions_of: Option<&[u32]>) -> Sum {
        let conditions = conditions_of.map(|numbers| {
            let all = numbers.iter().filter_map(|number| self.denial_of(*number));
            all.filter_map(|(_, condition)| condition)
                .collect::<Vec<_>>()
        });
        let mut blocks: Vec<Block> = Vec::new();
        for (denied, condition) in numbers.iter().filter_map(|number| self.denial_of(*number)) {
            let is_kept = |text: &SmolStr| conditions.as_ref().is_none_or(|all| all.contains(text));
            let condition = condition.filter(is_kept);
            blocks.extend(denied.iter().cloned().map(|block| Block {
                condition: condition.clone(),
                ..block
            }));
        }
        Sum {
            reach: Reach::of_blocks(self.catalog, &blocks),
            set: PermissionSet::of(&blocks),
        }
    }
}

fn position(index: usize) -> u32 {
    u32::try_from(index).unwrap_or(u32::MAX)
}

/// Writes blocks so that those are equal that list the same, in whatever order and letter case.
fn canonical(blocks: &[Block]) -> Vec<Block> {
    let list = |patterns: &[Pattern]| {
        let folded = patterns
            .iter()
            .map(|one| one.as_str().trim().to_lowercase());
        let mut list: Vec<_> = folded.map(Pattern::new).collect();
        list.sort_unstable();
        list.dedup();
        list
    };
    let one = |block: &Block| Block {
        actions: list(&block.actions),
        not_actions: list(&block.not_actions),
        data_actions: list(&block.data_actions),
        not_data_actions: list(&block.not_data_actions),
        condition: block.condition.clone(),
    };
    let mut blocks: Vec<_> = blocks.iter().map(one).collect();
    let key = |block: &Block| (block.actions.clone(), block.data_actions.clone());
    sort::by_key(&mut blocks, key);
    blocks
}
