//! How steps and runs end, and who hears of it.

use std::time::Duration;

use super::remote::{Meaning, Trouble};
use super::saved::SavedChange;
use super::step::Step;
use crate::plan::Phase;

/// How a step ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Ended {
    /// It was written, and Azure shows it.
    Written,
    /// Azure had it already.
    Found,
    /// It was not taken to its end, and why.
    Failed(Failure),
    /// It was left where it was, since the run is to stop.
    Stopped,
}

/// Why a step was not taken to its end.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Failure {
    /// Somebody else was there since the plan was made.
    #[error("Azure does not have there what the plan saw")]
    Moved,
    /// An equal assignment was made under another name since.
    #[error("somebody made an equal assignment since, `{0}`")]
    Twin(String),
    /// Azure answered that it was done, twice, and does not show it.
    #[error("Azure answered twice that it is done, and does not show it")]
    Lost,
    /// Azure refuses it, or gave no answer for too long.
    #[error("{}", .0.told())]
    Trouble(Trouble),
}

impl Failure {
    /// Says what to do.
    pub fn remedy(&self) -> &'static str {
        match self {
            Self::Moved | Self::Twin(_) => {
                "plan again: the new plan takes up what is there now, and what this one did stays"
            }
            Self::Lost => "go on a little later",
            Self::Trouble(trouble) => trouble.help,
        }
    }
}

/// A pause before something is tried again.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Wait {
    /// What is waited for.
    pub meaning: Meaning,
    /// The same in words.
    pub words: &'static str,
    /// How long.
    pub pause: Duration,
    /// How long it is waited for at most, this pause included.
    pub left: Duration,
}

/// Somebody who hears how it goes.
pub trait Progress {
    /// A phase begins, with so many steps that are not done yet.
    fn phase(&self, phase: Phase, steps: usize);
    /// A step waits.
    fn waiting(&self, change: &SavedChange, wait: &Wait);
    /// A step ended.
    fn ended(&self, change: &SavedChange, step: &Step, ended: &Ended);
}

/// How a run ended.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Summary {
    /// So many steps were written.
    pub written: usize,
    /// So many were there already, by an earlier run or by somebody else.
    pub found: usize,
    /// So many are left.
    pub left: usize,
    /// What failed, by the position of the step.
    pub failed: Vec<(usize, Failure)>,
}

impl Summary {
    /// Tells whether everything is done.
    pub fn is_complete(&self) -> bool {
        self.left == 0
    }

    pub(super) fn count(&mut self, at: usize, ended: Ended) {
        match ended {
            Ended::Written => self.written += 1,
            Ended::Found => self.found += 1,
            Ended::Failed(failure) => self.failed.push((at, failure)),
            Ended::Stopped => {}
        }
    }
}
