//! The permission algebra: what patterns, blocks and roles grant, and how such sets compare.
//!
//! Comes in: permission blocks of the model, and the catalogue. Goes out: answers, sets of
//! operations, and verdicts with a witness. Deliberately absent: principals, scopes and files.
//!
//! A [`PermissionSet`] is a union of blocks, or made of such sets by union, intersection and
//! difference. It has two bounds: the lower one holds what is surely granted, the upper one what is
//! possibly granted; the undocumented reading of `A/*/verb` and block conditions lie between. Each
//! not-pattern counts with its other bound, and cuts in its own block only.
//!
//! Two views of the same set: [`Reach`] holds the known operations as bit sets, for counts and
//! grades; the questions of [`PermissionSet`] itself (`within`, `contains`, `equals`, `overlaps`,
//! `is_empty`, `beyond`, …) are decided over every possible operation name by automata, catalogue or
//! not. [`Measured`] joins both: the same verdicts, and witnesses that Azure knows where it can.
//! Two sets that differ in the text of their block conditions only count as equal.

mod alphabet;
mod answer;
mod automaton;
mod block;
mod builtin;
mod compose;
mod containment;
mod formula;
mod matching;
mod measured;
mod operations;
mod pool;
mod reach;
mod restricted;
mod search;
mod set;

pub use answer::{Answer, Condition, Reason, Reasons};
pub use builtin::{Builtins, Wider};
pub use compose::compose;
pub use containment::{Finding, Witness};
pub use matching::{Bound, Match, canonical, is_well_formed, matching};
pub use measured::Measured;
pub use operations::OperationSet;
pub use pool::{Pool, PooledId};
pub use reach::{Reach, covered};
pub use set::PermissionSet;
