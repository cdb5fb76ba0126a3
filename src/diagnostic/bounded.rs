//! A list of findings that ends: nobody reads a million of them, and memory is not without end.

use std::collections::HashSet;
use std::hash::{BuildHasher, RandomState};

use super::{Code, Diagnostic, Severity};
use crate::source::Span;

/// How many findings one step of a run keeps.
pub const MAX_FINDINGS: usize = 10_000;

/// More findings than anybody reads.
pub const TOO_MANY: Code = Code {
    id: "RW030",
    name: "too-many-mistakes",
};

/// Findings in the order in which they were found, each once, and no more than [`MAX_FINDINGS`];
/// of the others it is counted how many there are.
#[derive(Debug, Default)]
pub struct Bounded {
    kept: Vec<Diagnostic>,
    /// What was found already. The hashes are seeded anew in each run, so that nobody can write a
    /// policy in which one finding hides another.
    seen: HashSet<u64>,
    seed: RandomState,
    told: usize,
    rest: Option<Rest>,
}

/// The findings that are not kept.
#[derive(Debug)]
struct Rest {
    first: Span,
    worst: Severity,
    count: usize,
}

impl Bounded {
    /// Adds a finding, unless it was found before.
    pub fn push(&mut self, found: Diagnostic) {
        self.told += 1;
        let span = found.primary.span;
        let key = (found.code.id, span, &found.message, &found.notes);
        if !self.seen.insert(self.seed.hash_one(key)) {
            return;
        }
        if self.kept.len() < MAX_FINDINGS {
            self.kept.push(found);
            return;
        }
        let rest = self.rest.get_or_insert(Rest {
            first: span,
            worst: found.severity,
            count: 0,
        });
        rest.worst = rest.worst.max(found.severity);
        rest.count += 1;
    }

    /// Counts how often a finding was added, be it kept or not.
    pub fn told(&self) -> usize {
        self.told
    }

    /// Returns the findings that are kept.
    pub fn kept(&mut self) -> &mut Vec<Diagnostic> {
        &mut self.kept
    }

    /// Returns the findings, the last of which says how many more there are; it is as bad as the
    /// worst of these.
    pub fn finish(self) -> Vec<Diagnostic> {
        let mut found = self.kept;
        found.extend(self.rest.map(|rest| rest.told(MAX_FINDINGS)));
        found
    }
}

/// Ends a list at `most` findings, and with a word about the others; tells whether it did.
pub fn end_at(most: usize, found: &mut Vec<Diagnostic>) -> bool {
    let others = found.get(most..).unwrap_or_default();
    let Some(first) = others.first() else {
        return false;
    };
    let rest = Rest {
        first: first.primary.span,
        worst: others
            .iter()
            .map(|one| one.severity)
            .fold(first.severity, Severity::max),
        count: others.len(),
    };
    found.truncate(most);
    found.push(rest.told(most));
    true
}

impl Rest {
    fn told(&self, most: usize) -> Diagnostic {
        let plural = if self.count == 1 { "" } else { "s" };
        let message = format!("{} more finding{plural} of this kind", self.count);
        Diagnostic::new(TOO_MANY, self.worst, self.first, message)
            .note(format!("{most} are listed, and those from here on are not"))
            .help("mend the first ones, and look again")
    }
}

impl Extend<Diagnostic> for Bounded {
    fn extend<T: IntoIterator<Item = Diagnostic>>(&mut self, found: T) {
        found.into_iter().for_each(|one| self.push(one));
    }
}
