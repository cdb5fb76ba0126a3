//! Permission sets: unions of blocks, closed under union, difference and intersection.
//!
//! A set is kept as the expression it was made by, so that both bounds stay exact: what is taken
//! away counts with its other bound.

use std::sync::Arc;

use smol_str::SmolStr;

use super::answer::Answer;
use super::block::ReadyBlock;
use super::matching::{Bound, Glob, canonical, is_well_formed};
use crate::model::permission::{Block, Plane};

/// A step of the expression; operands stand at lower places than the step.
#[derive(Debug, Clone)]
pub(super) enum Step {
    Blocks(Vec<Arc<ReadyBlock>>),
    Union(usize, usize),
    Intersection(usize, usize),
    Difference(usize, usize),
}

/// A set of (plane, operation) pairs with a lower and an upper bound.
///
/// Each step is the operand of at most one other; the last one is the whole set.
#[derive(Debug, Clone)]
pub struct PermissionSet {
    steps: Vec<Step>,
}

impl PermissionSet {
    /// Makes the union of blocks: what a role definition grants.
    pub fn of(blocks: &[Block]) -> Self {
        Self::joined(
            blocks
                .iter()
                .map(|block| Arc::new(ReadyBlock::new(block)))
                .collect(),
        )
    }

    /// Makes the set that grants nothing.
    pub fn empty() -> Self {
        Self::joined(Vec::new())
    }

    fn joined(blocks: Vec<Arc<ReadyBlock>>) -> Self {
        Self {
            steps: vec![Step::Blocks(blocks)],
        }
    }

    pub(super) fn steps(&self) -> &[Step] {
        &self.steps
    }

    fn as_blocks(&self) -> Option<&[Arc<ReadyBlock>]> {
        match self.steps.as_slice() {
            [Step::Blocks(blocks)] => Some(blocks),
            _ => None,
        }
    }

    /// Lists operations that are possibly granted, one for each pattern as far as that is easy to
    /// tell: for a wildcard, `*` filled by a made-up segment.
    pub(super) fn samples(&self) -> Vec<(Plane, SmolStr)> {
        let filled = |glob: &Glob| match glob.text().as_str() {
            "*" => SmolStr::new_static("any/any"),
            text => SmolStr::new(text.replace('*', "any")),
        };
        let blocks = self.as_blocks().unwrap_or_default().iter();
        let sampled = blocks.flat_map(|block| {
            Plane::BOTH.into_iter().flat_map(move |plane| {
                let list = block.granted(plane);
                let names = list
                    .names
                    .iter()
                    .cloned()
                    .chain(list.wild.iter().map(filled));
                let held = names.filter(move |name| block.covers_at(Bound::Upper, plane, name));
                held.map(move |name| (plane, name))
            })
        });
        sampled.filter(|(_, name)| is_well_formed(name)).collect()
    }

    /// Makes the set of what either grants.
    pub fn union(&self, other: &Self) -> Self {
        match (self.as_blocks(), other.as_blocks()) {
            (Some(left), Some(right)) => Self::joined([left, right].concat()),
            _ => self.combined(other, Step::Union),
        }
    }

    /// Makes the set of what any of some grants.
    pub fn union_of<'s>(sets: impl IntoIterator<Item = &'s Self>) -> Self {
        let sets: Vec<&Self> = sets.into_iter().collect();
        let blocks: Option<Vec<_>> = sets.iter().map(|set| set.as_blocks()).collect();
        match blocks {
            Some(blocks) => Self::joined(blocks.concat()),
            None => sets.iter().fold(Self::empty(), |all, set| all.union(set)),
        }
    }

    /// Makes the set of what both grant.
    pub fn intersection(&self, other: &Self) -> Self {
        self.combined(other, Step::Intersection)
    }

    /// Makes the set of what this grants and the other does not.
    ///
    /// Its lower bound leaves out all that the other possibly grants.
    pub fn difference(&self, other: &Self) -> Self {
        self.combined(other, Step::Difference)
    }

    fn combined(&self, other: &Self, step: impl Fn(usize, usize) -> Step) -> Self {
        let moved = other.steps.iter().map(|step| step.moved(self.steps.len()));
        let mut steps: Vec<Step> = self.steps.iter().cloned().chain(moved).collect();
        let (left, right) = (self.steps.len() - 1, steps.len() - 1);
        steps.push(step(left, right));
        Self { steps }
    }

    /// Answers whether an operation is granted, with the reason or condition where there is one.
    pub fn grants(&self, plane: Plane, name: &str) -> Answer {
        let name = canonical(name);
        let mut values: Vec<Answer> = Vec::with_capacity(self.steps.len());
        for step in &self.steps {
            let at = |place: &usize| values.get(*place).cloned().unwrap_or(Answer::No);
            let value = match step {
                Step::Blocks(blocks) => blocks
                    .iter()
                    .map(|block| block.answer(plane, &name))
                    .fold(Answer::No, Answer::or),
                Step::Union(left, right) => at(left).or(at(right)),
                Step::Intersection(left, right) => at(left).and(at(right)),
                Step::Difference(left, right) => at(left).deny(at(right)),
            };
            values.push(value);
        }
        values.pop().unwrap_or(Answer::No)
    }

    /// Tells whether a bound of the set holds an operation.
    pub fn holds(&self, bound: Bound, plane: Plane, name: &str) -> bool {
        let answer = self.grants(plane, name);
        match bound {
            Bound::Lower => answer.is_sure(),
            Bound::Upper => answer.is_possible(),
        }
    }
}

impl Step {
    fn moved(&self, by: usize) -> Self {
        match self {
            Self::Blocks(blocks) => Self::Blocks(blocks.clone()),
            Self::Union(left, right) => Self::Union(left + by, right + by),
            Self::Intersection(left, right) => Self::Intersection(left + by, right + by),
            Self::Difference(left, right) => Self::Difference(left + by, right + by),
        }
    }
}
