//! What a journal tells of earlier runs.

use super::entry::{self, Entry};

/// How far a step came.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum State {
    /// Nothing was sent.
    #[default]
    Untouched,
    /// Something was sent, or was about to be; nobody knows what came of it.
    Intended,
    /// Azure answered that it was done.
    Answered,
    /// Azure was seen to have it.
    Done,
}

/// What a journal tells.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Past {
    /// The digest of the plan.
    pub plan: String,
    /// How far each step came.
    pub steps: Vec<State>,
    /// Everything is done.
    pub complete: bool,
    /// So many bytes are whole lines; what follows was torn off by a crash.
    pub whole: usize,
    /// The sum of the last line.
    pub sum: String,
}

/// Why a journal cannot be gone on from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Broken {
    /// A line is not what was written, and others follow.
    #[error("line {0} is not as it was written")]
    Line(usize),
    /// It does not begin as a journal does.
    #[error("it does not begin as a journal does")]
    Beginning,
}

impl Past {
    /// Reads a journal; an empty one, or one of which not even the first line is whole, has no plan.
    pub fn read(bytes: &[u8]) -> Result<Self, Broken> {
        let mut past = Self::default();
        let lines = bytes.split_inclusive(|byte| *byte == b'\n');
        for (at, line) in lines.enumerate() {
            let Some((entry, sum)) = whole(&past.sum, line) else {
                // A crash tears the end off and nothing else.
                let is_last = past.whole + line.len() == bytes.len();
                return if is_last {
                    Ok(past)
                } else {
                    Err(Broken::Line(at + 1))
                };
            };
            if at == 0 && !matches!(entry, Entry::Begin { .. }) {
                return Err(Broken::Beginning);
            }
            past.take(entry);
            past.whole += line.len();
            past.sum = sum;
        }
        Ok(past)
    }

    fn take(&mut self, entry: Entry) {
        let (step, state) = match entry {
            Entry::Begin { plan, steps, .. } => {
                self.plan = plan;
                self.steps = vec![State::Untouched; steps];
                return;
            }
            Entry::End { complete } => {
                self.complete = complete;
                return;
            }
            Entry::Intent { step, .. } => (step, State::Intended),
            Entry::Answer { step, .. } => (step, State::Answered),
            Entry::Done { step, .. } => (step, State::Done),
            Entry::Resume { .. } | Entry::Trouble { .. } | Entry::Failed { .. } => return,
        };
        if let Some(known) = self.steps.get_mut(step) {
            *known = state;
        }
    }

    /// Tells whether a run was begun.
    pub fn is_begun(&self) -> bool {
        !self.plan.is_empty()
    }
}

/// Reads a line; none where it is not whole, or not what was written.
pub(super) fn whole(before: &str, line: &[u8]) -> Option<(Entry, String)> {
    let line = line.strip_suffix(b"\n")?;
    entry::parse(before, std::str::from_utf8(line).ok()?)
}
