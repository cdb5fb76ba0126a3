//! One line of a journal.

use serde::{Deserialize, Serialize};

use crate::model::date::Moment;
use crate::support::digest;

/// So many digits of a digest are a sum.
const DIGITS: usize = 16;

/// What happened. Steps are counted from 0 in the order of the plan.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "what", rename_all = "kebab-case")]
pub enum Entry {
    /// It begins.
    Begin {
        /// The digest of the plan.
        plan: String,
        /// The version of rolewright.
        tool: String,
        /// So many steps are to be taken.
        steps: usize,
    },
    /// It goes on after an earlier run ended, or was ended.
    Resume {
        /// The version of rolewright.
        tool: String,
    },
    /// A request is about to be sent.
    Intent {
        /// The step.
        step: usize,
        /// The id that the request carries.
        request: String,
    },
    /// The request was answered, and done.
    Answer {
        /// The step.
        step: usize,
        /// The id that Azure keeps it by.
        correlation: Option<String>,
    },
    /// The request was not answered, or refused.
    Trouble {
        /// The step.
        step: usize,
        /// What it means.
        meaning: String,
        /// Azure's code.
        code: Option<String>,
        /// The id that Azure keeps it by.
        correlation: Option<String>,
    },
    /// Azure was seen to have what the step is for.
    Done {
        /// The step.
        step: usize,
        /// No request of ours was answered: it was found so.
        found: bool,
    },
    /// The step was not taken, or failed for good.
    Failed {
        /// The step.
        step: usize,
        /// Why.
        why: String,
    },
    /// It ended by itself.
    End {
        /// Everything is done.
        complete: bool,
    },
}

#[derive(Serialize, Deserialize)]
struct Timed {
    at: String,
    #[serde(flatten)]
    entry: Entry,
}

/// Writes a line, and returns it with its sum.
pub(super) fn line(before: &str, at: Moment, entry: &Entry) -> (String, String) {
    let timed = Timed {
        at: at.to_string(),
        entry: entry.clone(),
    };
    // No map in it has a key that is no text, so that nothing can fail.
    let text = serde_json::to_string(&timed).unwrap_or_default();
    let sum = sum(before, &text);
    (format!("{{\"sum\":\"{sum}\",\"entry\":{text}}}\n"), sum)
}

/// Reads a line without its line break; none where it is not what was written.
pub(super) fn parse(before: &str, line: &str) -> Option<(Entry, String)> {
    let rest = line.strip_prefix("{\"sum\":\"")?;
    let (said, rest) = rest.split_once("\",\"entry\":")?;
    let text = rest.strip_suffix('}')?;
    let timed: Timed = serde_json::from_str(text).ok()?;
    (sum(before, text) == said).then(|| (timed.entry, said.to_owned()))
}

fn sum(before: &str, text: &str) -> String {
    let mut sum = digest::of_texts([before.as_bytes(), text.as_bytes()]);
    sum.truncate(DIGITS);
    sum
}
