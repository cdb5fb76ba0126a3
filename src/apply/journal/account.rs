//! What came of each step, as the journal tells it over all runs.

use super::entry::Entry;
use super::past::whole;

/// What came of a step.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Outcome {
    /// Nothing was sent.
    #[default]
    Skipped,
    /// Something was sent, and nobody saw it done.
    Sent,
    /// It was written, and Azure showed it.
    Written,
    /// Azure had it already.
    Found,
    /// It was not taken to its end.
    Failed,
}

/// What the journal tells of one step.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Account {
    /// What came of it.
    pub outcome: Outcome,
    /// It was so before the last run began.
    pub earlier: bool,
    /// The ids that its requests carried.
    pub requests: Vec<String>,
    /// The ids that Azure keeps them by.
    pub correlations: Vec<String>,
    /// Azure's code for what stood in the way last.
    pub code: Option<String>,
    /// Why it failed.
    pub why: Option<String>,
}

impl Outcome {
    /// Every outcome.
    pub const ALL: [Self; 5] = [
        Self::Written,
        Self::Found,
        Self::Failed,
        Self::Sent,
        Self::Skipped,
    ];

    /// Returns its word.
    pub fn word(self) -> &'static str {
        match self {
            Self::Skipped => "skipped",
            Self::Sent => "sent",
            Self::Written => "written",
            Self::Found => "found",
            Self::Failed => "failed",
        }
    }
}

/// Tells what came of each of so many steps. What a crash tore off does not count.
pub fn accounts(bytes: &[u8], steps: usize) -> Vec<Account> {
    let mut all = vec![Account::default(); steps];
    let mut sum = String::new();
    for line in bytes.split_inclusive(|byte| *byte == b'\n') {
        let Some((entry, next)) = whole(&sum, line) else {
            break;
        };
        sum = next;
        take(&mut all, entry);
    }
    all
}

fn take(all: &mut [Account], entry: Entry) {
    match entry {
        Entry::Begin { .. } | Entry::End { .. } => {}
        Entry::Resume { .. } => {
            for one in all.iter_mut() {
                one.earlier = one.outcome != Outcome::Skipped;
            }
        }
        Entry::Intent { step, request } => change(all, step, |one| {
            one.outcome = Outcome::Sent;
            one.requests.push(request);
            one.why = None;
        }),
        Entry::Answer { step, correlation } => change(all, step, |one| {
            one.correlations.extend(correlation);
            one.code = None;
        }),
        Entry::Trouble {
            step,
            code,
            correlation,
            ..
        } => change(all, step, |one| {
            one.correlations.extend(correlation);
            one.code = code;
        }),
        Entry::Done { step, found } => change(all, step, |one| {
            // What was sent by a run that was killed was written by it.
            let found = found && one.requests.is_empty();
            one.outcome = if found {
                Outcome::Found
            } else {
                Outcome::Written
            };
            (one.code, one.why) = (None, None);
        }),
        Entry::Failed { step, why } => change(all, step, |one| {
            one.outcome = Outcome::Failed;
            one.why = Some(why);
        }),
    }
}

fn change(all: &mut [Account], step: usize, change: impl FnOnce(&mut Account)) {
    if let Some(one) = all.get_mut(step) {
        one.earlier = false;
        change(one);
    }
}
