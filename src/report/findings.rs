//! The findings of one run, in the order in which every renderer prints them.

use std::collections::BTreeSet;

use super::blanks;
use crate::diagnostic::{Diagnostic, Severity};
use crate::source::{FileId, Sources, Span};

/// A finding that somebody accepted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Allowed {
    /// The finding.
    pub finding: Diagnostic,
    /// Why it is accepted.
    pub because: String,
    /// The last day on which it is.
    pub until: Option<String>,
    /// The annotation that says so.
    pub annotation: Span,
}

/// The findings of one run: sorted by file name, place, code and message, each once.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Findings {
    open: Vec<Diagnostic>,
    allowed: Vec<Allowed>,
}

impl Findings {
    /// Sorts findings, drops repeated ones, and fits their remedies into the text.
    pub fn new(mut open: Vec<Diagnostic>, mut allowed: Vec<Allowed>, sources: &Sources) -> Self {
        let accepted = allowed.iter_mut().map(|allowed| &mut allowed.finding);
        open.iter_mut()
            .chain(accepted)
            .for_each(|finding| blanks::fit(finding, sources));
        let ranks = ranks(sources);
        let rank = |file| ranks.get(sources.position(file)?).copied();
        let open = sorted(open, |finding| key(rank, finding));
        let allowed = sorted(allowed, |allowed| key(rank, &allowed.finding));
        Self { open, allowed }
    }

    /// Adds findings that stand.
    pub fn add(&mut self, found: Vec<Diagnostic>, sources: &Sources) {
        let open = [std::mem::take(&mut self.open), found].concat();
        *self = Self::new(open, std::mem::take(&mut self.allowed), sources);
    }

    /// Lists the findings that stand.
    pub fn open(&self) -> &[Diagnostic] {
        &self.open
    }

    /// Lists the findings that somebody accepted.
    pub fn allowed(&self) -> &[Allowed] {
        &self.allowed
    }

    /// Tells whether a finding is at or above a level.
    pub fn reach(&self, level: Severity) -> bool {
        self.open.iter().any(|finding| finding.severity >= level)
    }

    /// Counts the findings of a level.
    pub fn count(&self, level: Severity) -> usize {
        self.open
            .iter()
            .filter(|finding| finding.severity == level)
            .count()
    }

    /// Counts the findings that `--fix` can mend.
    pub fn mendable(&self) -> usize {
        let certain = |finding: &&Diagnostic| finding.remedies.iter().any(|remedy| remedy.certain);
        self.open.iter().filter(certain).count()
    }

    /// Says in one line how many there are, of a run over so many files.
    pub fn summary(&self, checked: usize) -> String {
        let counts = [
            (Severity::Error, "error"),
            (Severity::Warning, "warning"),
            (Severity::Note, "note"),
        ];
        let parts: Vec<_> = counts
            .into_iter()
            .filter_map(|(level, word)| {
                Some(self.count(level))
                    .filter(|count| *count > 0)
                    .map(|count| counted(count, word))
            })
            .collect();
        let files: BTreeSet<_> = self
            .open
            .iter()
            .map(|finding| finding.primary.span.file)
            .collect();
        let mut text = match parts.as_slice() {
            [] => format!("no findings in {}", counted(checked, "file")),
            parts => format!("{} in {}", parts.join(", "), counted(files.len(), "file")),
        };
        if !self.allowed.is_empty() {
            text = format!("{text}, {} allowed", self.allowed.len());
        }
        match self.mendable() {
            0 => text,
            count => format!("{text} ({count} can be mended with --fix)"),
        }
    }
}

/// Sorts by a key and drops what is there already.
fn sorted<T: PartialEq>(mut all: Vec<T>, key: impl Fn(&T) -> Key<'_>) -> Vec<T> {
    all.sort_by(|one, other| key(one).cmp(&key(other)));
    let mut kept: Vec<T> = Vec::with_capacity(all.len());
    for one in all {
        let mut alike = kept
            .iter()
            .rev()
            .take_while(|other| key(other) == key(&one));
        if !alike.any(|other| *other == one) {
            kept.push(one);
        }
    }
    kept
}

/// Says a number of things: `1 file` or `2 files`.
pub fn counted(count: usize, word: &str) -> String {
    format!("{count} {word}{}", if count == 1 { "" } else { "s" })
}

/// Gives each file its place in the order of names, so that sorting compares numbers.
fn ranks(sources: &Sources) -> Vec<usize> {
    let numbered = sources.iter().enumerate();
    let mut named: Vec<_> = numbered.map(|(at, (_, file))| (file.name(), at)).collect();
    named.sort();
    let mut ranks = vec![0; named.len()];
    for (rank, (_, at)) in named.into_iter().enumerate() {
        if let Some(slot) = ranks.get_mut(at) {
            *slot = rank;
        }
    }
    ranks
}

type Key<'finding> = (
    usize,
    FileId,
    u32,
    u32,
    &'static str,
    &'finding str,
    &'finding [String],
);

fn key(rank: impl Fn(FileId) -> Option<usize>, finding: &Diagnostic) -> Key<'_> {
    let span = finding.primary.span;
    (
        rank(span.file).unwrap_or(usize::MAX),
        span.file,
        span.start,
        span.end,
        finding.code.id,
        &finding.message,
        &finding.notes,
    )
}
