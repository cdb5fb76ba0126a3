//! A question as a formula over patterns: is there a name for which it holds?
//!
//! Each pattern stands with the bound at which it counts, so `upper(A) − lower(B)` and its like are
//! one formula each. Every name for which a formula holds is covered by one of its *leading*
//! patterns, so each of those is asked in turn: a name by looking at it, a wildcard by a search
//! among the names that it covers.

use std::cmp::Ordering;
use std::sync::Arc;

use smol_str::SmolStr;

use super::alphabet::compare;
use super::block::ReadyBlock;
use super::matching::{Bound, is_well_formed};
use super::restricted::Restricted;
use super::search;
use super::set::{PermissionSet, Step};
use crate::model::permission::Plane;

/// How much work one question may take; far beyond what any real role needs.
const WORK_LIMIT: u64 = 1 << 23;

/// A step of the formula; operands stand at lower places than the step.
#[derive(Debug, Clone)]
pub(super) enum Part<'a> {
    Blocks(&'a [Arc<ReadyBlock>], Bound),
    Either(usize, usize),
    Both(usize, usize),
    Without(usize, usize),
}

#[derive(Debug, Clone)]
pub(super) struct Formula<'a> {
    parts: Vec<Part<'a>>,
}

/// Whether any name will do, or the shortest is wanted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Wanted {
    Any,
    Shortest,
}

/// What is left of the work that a question may take.
#[derive(Debug)]
pub(super) struct Work(u64);

/// The work limit was passed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Exhausted;

impl Work {
    pub(super) fn spend(&mut self, amount: usize) -> Result<(), Exhausted> {
        self.0 = self.0.checked_sub(amount as u64 + 1).ok_or(Exhausted)?;
        Ok(())
    }
}

impl<'a> Formula<'a> {
    /// Makes the formula of one bound of a set: what is taken away counts with its other bound.
    pub(super) fn of(set: &'a PermissionSet, bound: Bound) -> Self {
        let mut bounds = vec![bound; set.steps().len()];
        for (place, step) in set.steps().iter().enumerate().rev() {
            let own = bounds.get(place).copied().unwrap_or(bound);
            let (operands, flipped) = match step {
                Step::Blocks(_) => continue,
                Step::Union(left, right) | Step::Intersection(left, right) => {
                    ((*left, *right), own)
                }
                Step::Difference(left, right) => ((*left, *right), own.flipped()),
            };
            for (operand, value) in [(operands.0, own), (operands.1, flipped)] {
                bounds
                    .get_mut(operand)
                    .into_iter()
                    .for_each(|slot| *slot = value);
            }
        }
        let parts = set
            .steps()
            .iter()
            .zip(bounds)
            .map(|(step, bound)| match step {
                Step::Blocks(blocks) => Part::Blocks(blocks, bound),
                Step::Union(left, right) => Part::Either(*left, *right),
                Step::Intersection(left, right) => Part::Both(*left, *right),
                Step::Difference(left, right) => Part::Without(*left, *right),
            });
        Self {
            parts: parts.collect(),
        }
    }

    pub(super) fn both(self, other: Self) -> Self {
        self.combined(other, Part::Both)
    }

    pub(super) fn without(self, other: Self) -> Self {
        self.combined(other, Part::Without)
    }

    fn combined(mut self, other: Self, part: impl Fn(usize, usize) -> Part<'a>) -> Self {
        let by = self.parts.len();
        self.parts
            .extend(other.parts.into_iter().map(|part| match part {
                Part::Blocks(blocks, bound) => Part::Blocks(blocks, bound),
                Part::Either(left, right) => Part::Either(left + by, right + by),
                Part::Both(left, right) => Part::Both(left + by, right + by),
                Part::Without(left, right) => Part::Without(left + by, right + by),
            }));
        self.parts.push(part(by - 1, self.parts.len() - 1));
        self
    }

    pub(super) fn parts(&self) -> &[Part<'a>] {
        &self.parts
    }

    pub(super) fn holds(&self, plane: Plane, name: &str, values: &mut Vec<bool>) -> bool {
        values.clear();
        for part in &self.parts {
            let at = |place: &usize| values.get(*place).copied().unwrap_or(false);
            values.push(match part {
                Part::Blocks(blocks, bound) => blocks
                    .iter()
                    .any(|block| block.covers_at(*bound, plane, name)),
                Part::Either(left, right) => at(left) || at(right),
                Part::Both(left, right) => at(left) && at(right),
                Part::Without(left, right) => at(left) && !at(right),
            });
        }
        values.last().copied().unwrap_or(false)
    }

    /// Lists the blocks whose granted patterns lead: one of them covers each name that fits.
    fn leading(&self) -> Vec<(&'a [Arc<ReadyBlock>], Bound)> {
        let mut leads = vec![false; self.parts.len()];
        leads.last_mut().into_iter().for_each(|last| *last = true);
        let mut found = Vec::new();
        for (place, part) in self.parts.iter().enumerate().rev() {
            if !leads.get(place).copied().unwrap_or(false) {
                continue;
            }
            let operands = match part {
                Part::Blocks(blocks, bound) => {
                    found.push((*blocks, *bound));
                    continue;
                }
                Part::Either(left, right) => [*left, *right],
                Part::Both(left, _) | Part::Without(left, _) => [*left, *left],
            };
            for operand in operands {
                leads
                    .get_mut(operand)
                    .into_iter()
                    .for_each(|slot| *slot = true);
            }
        }
        found
    }

    /// Counts the patterns that one look at the formula passes.
    fn size(&self, plane: Plane) -> usize {
        let blocks = self.parts.iter().filter_map(|part| match part {
            Part::Blocks(blocks, _) => Some(*blocks),
            _ => None,
        });
        let size = |block: &Arc<ReadyBlock>| {
            block.granted(plane).wild.len() + block.cut(plane).wild.len() + 2
        };
        blocks.flatten().map(size).sum()
    }

    /// Finds a well-formed name of a plane for which the formula holds.
    ///
    /// The shortest wanted, names of equal length go by the order of the alphabet.
    pub(super) fn find(&self, plane: Plane, wanted: Wanted) -> Result<Option<SmolStr>, Exhausted> {
        let mut found = Found { wanted, best: None };
        let mut work = Work(WORK_LIMIT);
        let size = self.size(plane);
        let mut exhausted = false;
        let leading = self.leading();
        let lists = || {
            let counting = leading.iter().flat_map(|(blocks, bound)| {
                blocks
                    .iter()
                    .filter(|block| block.counts_at(*bound))
                    .map(|block| (block, *bound))
            });
            counting.map(|(block, bound)| (block.granted(plane), bound))
        };
        let mut values = Vec::with_capacity(self.parts.len());
        for name in lists().flat_map(|(list, _)| &list.names) {
            if found.is_better(name) && is_well_formed(name) {
                exhausted |= work.spend(size).is_err();
                if exhausted {
                    break;
                }
                if self.holds(plane, name, &mut values) && found.take(name.clone()) {
                    return Ok(found.best);
                }
            }
        }
        let wild =
            lists().flat_map(|(list, bound)| list.wild.iter().map(move |glob| (glob, bound)));
        for (glob, bound) in wild.filter(|(glob, bound)| !glob.is_odd() || *bound == Bound::Upper) {
            exhausted |= work.spend(size).is_err();
            if exhausted {
                break;
            }
            let Some(restricted) = Restricted::new(self, plane, (glob, bound)) else {
                continue;
            };
            match search::shortest(&restricted, found.best.as_deref(), &mut work) {
                Ok(Some(name)) if found.take(name.clone()) => return Ok(found.best),
                Ok(_) => {}
                Err(Exhausted) => exhausted = true, // the next one may still find a name
            }
        }
        if exhausted && found.best.is_none() {
            Err(Exhausted)
        } else {
            Ok(found.best)
        }
    }
}

struct Found {
    wanted: Wanted,
    best: Option<SmolStr>,
}

impl Found {
    fn is_better(&self, name: &str) -> bool {
        self.best
            .as_deref()
            .is_none_or(|best| compare(name, best) == Ordering::Less)
    }

    /// Takes a name that fits; tells whether it ends the search.
    fn take(&mut self, name: SmolStr) -> bool {
        if self.is_better(&name) {
            self.best = Some(name);
        }
        self.wanted == Wanted::Any
    }
}
