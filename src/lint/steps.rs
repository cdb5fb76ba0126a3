//! What principals come to by steps, as journeys that rules tell of.
//!
//! A journey begins with a written grant and ends with an identity, the data that keys open, or
//! everything at a scope, and lists what is there that its principal does not hold. Each journey is
//! one story, and each story has one rule, so that nothing is told twice.

mod drawn;
mod gate;
mod gather;
mod mends;
mod prize;
mod scene;
mod stages;
mod story;
mod told;
mod unlooked;
mod unsaid;

use crate::access::World;
use crate::model::PrincipalId;
use crate::reach::Step;

pub(super) use prize::{Prize, Worth};
pub(super) use stages::{tell_separate, tell_undone};
pub(super) use story::Story;
pub(super) use told::{Told, tell};
pub(super) use unlooked::TOO_MANY_REACHED;
use unlooked::Unlooked;
pub(super) use unsaid::tell_unsaid;

/// What principals come to by steps.
#[derive(Debug, Default)]
pub(super) struct Journeys {
    /// What the positions in steps and prizes mean.
    pub(super) world: World,
    /// Those whose steps surely work.
    pub(super) sure: Vec<Journey>,
    /// Those that hang on a setting that nothing says.
    pub(super) unsaid: Vec<Journey>,
    /// Who comes to more than was looked at.
    unlooked: Unlooked,
}

/// A way from a principal to another.
#[derive(Debug)]
pub(super) struct Journey {
    /// Who.
    pub(super) who: PrincipalId,
    /// Whom or what it comes to; one that the policy does not declare stands for what is gained.
    pub(super) to: PrincipalId,
    /// The steps.
    pub(super) steps: Vec<Step>,
    /// The positions of the assignments that it begins with: one, or two where the first step needs
    /// two rights.
    pub(super) starts: Vec<usize>,
    /// What is there that the principal does not hold: what the story is about, then the gravest
    /// first.
    pub(super) prizes: Vec<Prize>,
    /// The other one comes back to this one as well.
    pub(super) returns: bool,
    /// Which story it is; none where another rule tells it, or nothing is wrong.
    pub(super) story: Option<Story>,
}
