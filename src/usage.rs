//! Exports of Azure's activity log, and lists of operations, to plain values.
//!
//! In: texts. Out: one [`Event`] after the other, each handed to the caller and forgotten, and a
//! [`Tally`] of what was passed over and why; or the operations of a [`Needs`] file. An entry that
//! lacks what an event needs is counted and never completed by a guess. Absent on purpose: what an
//! operation means, and who the callers are in a policy.

mod entry;
mod needs;
mod node;
mod stream;

use std::collections::BTreeMap;

use jiff::Timestamp;
use serde::de::DeserializeSeed as _;
use smol_str::SmolStr;

pub use needs::{BadNeeds, Needs, needs};

/// One operation that somebody asked Azure for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Event {
    /// Who asked.
    pub caller: Caller,
    /// The operation whose permission was checked, in the casing of the log.
    pub operation: SmolStr,
    /// The resource id that it was about.
    pub scope: Option<SmolStr>,
    /// How it ended.
    pub outcome: Outcome,
    /// When.
    pub time: Option<Timestamp>,
}

/// What a token says of who bears it; each id in lower case. At least one is there.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Default)]
pub struct Caller {
    /// The object id in the directory.
    pub object_id: Option<SmolStr>,
    /// The user principal name.
    pub upn: Option<SmolStr>,
    /// The application id, where the application acts for itself. A person's token names one as
    /// well: the tool that the person used.
    pub app_id: Option<SmolStr>,
    /// The resource id of a managed identity, or of the resource that has one by itself.
    pub resource: Option<SmolStr>,
}

/// How an operation ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Outcome {
    /// It was done, or accepted to be done.
    Succeeded,
    /// It was allowed and failed for another reason than access.
    Failed,
    /// It was refused for lack of access.
    Refused,
}

/// Why an entry is no event.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Skip {
    /// It looks like no entry of an activity log.
    Unknown,
    /// It tells of something else than an operation: service health, alerts, policy effects.
    Category,
    /// It tells that an operation began; another entry tells how it ended.
    Unfinished,
    /// It names no operation, or nothing that could be one.
    Operation,
    /// It does not say who asked.
    Caller,
    /// It does not say how the operation ended.
    Outcome,
}

impl Skip {
    /// Says in a few words what is wrong with such an entry.
    pub fn words(self) -> &'static str {
        match self {
            Self::Unknown => "no entries of an activity log",
            Self::Category => "not about an operation (health, alerts, policy effects)",
            Self::Unfinished => "the start of an operation, whose end another entry tells",
            Self::Operation => "without the name of an operation",
            Self::Caller => "without a caller",
            Self::Outcome => "without a known outcome",
        }
    }
}

/// What was read and what was passed over.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Tally {
    /// The entries that became events.
    pub events: usize,
    /// The others, by reason.
    pub skipped: BTreeMap<Skip, usize>,
    /// The export says that there is more at another address.
    pub goes_on: bool,
}

impl Tally {
    /// Adds the counts of another text.
    pub fn add(&mut self, other: &Self) {
        self.events += other.events;
        for (reason, count) in &other.skipped {
            *self.skipped.entry(*reason).or_default() += count;
        }
        self.goes_on |= other.goes_on;
    }
}

/// Why a text is no export of an activity log.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Unreadable {
    /// It is no JSON, or ends too early.
    #[error("line {line}, column {column}: {message}")]
    NotJson {
        /// The line.
        line: usize,
        /// The column.
        column: usize,
        /// What is wrong there.
        message: String,
    },
    /// It is JSON of another kind.
    #[error("nothing in it looks like an entry of an activity log")]
    NoEntry,
}

/// Reads an export in any of the known shapes and hands over its events in their order.
///
/// # Errors
/// Fails where the text is no JSON, or holds something and none of it is an entry.
pub fn events(text: &str, each: &mut dyn FnMut(Event)) -> Result<Tally, Unreadable> {
    let mut tally = Tally::default();
    let mut goes_on = false;
    let mut reader = serde_json::Deserializer::from_str(text);
    // One value, or one on each line: the reader stops behind a value.
    while reader.end().is_err() {
        let mut found = |node: node::Node| match entry::event(&node) {
            Ok(event) => {
                tally.events += 1;
                each(event);
            }
            Err(reason) => *tally.skipped.entry(reason).or_default() += 1,
        };
        let entries = stream::Entries::new(&mut found, &mut goes_on);
        entries
            .deserialize(&mut reader)
            .map_err(|error| not_json(&error))?;
    }
    tally.goes_on = goes_on;
    let unknown = tally.skipped.get(&Skip::Unknown).copied().unwrap_or(0);
    let others: usize = tally.skipped.values().sum();
    if unknown > 0 && unknown == others && tally.events == 0 {
        return Err(Unreadable::NoEntry);
    }
    Ok(tally)
}

fn not_json(error: &serde_json::Error) -> Unreadable {
    let (line, column) = (error.line(), error.column());
    let message = error.to_string();
    let place = format!(" at line {line} column {column}");
    Unreadable::NotJson {
        line,
        column,
        message: message.strip_suffix(&place).unwrap_or(&message).to_owned(),
    }
}
