//! Looks for the smallest change after which a declaration can be read.

mod signs;
mod words;

use super::token::{self, Token};
use super::{Stop, stop};
use crate::diagnostic::Code;
use crate::syntax::expected::Expected;

/// The longest declaration that is mended; each try parses all of it.
const LONGEST: usize = 16 * 1024;

/// A change of the text, by byte offsets in it.
#[derive(Debug, Clone)]
pub(super) struct Change {
    pub(super) start: usize,
    pub(super) end: usize,
    pub(super) text: String,
}

/// A mistake with its mend.
#[derive(Debug, Clone)]
pub(super) struct Repair {
    pub(super) code: Code,
    /// What is wrong; `None` where the expectations say it best.
    pub(super) message: Option<String>,
    pub(super) note: Option<&'static str>,
    pub(super) place: (usize, usize),
    pub(super) advice: String,
    pub(super) edits: Vec<Change>,
}

/// The mends that are tried at one place.
pub(super) struct Repairs<'t> {
    text: &'t str,
    pub(super) stop: &'t Stop,
    pub(super) found: Token<'t>,
    before: Token<'t>,
}

impl<'t> Repairs<'t> {
    pub(super) fn new(text: &'t str, stop: &'t Stop, found: Token<'t>) -> Self {
        Self {
            text,
            stop,
            found,
            before: token_before(text, stop.at),
        }
    }

    /// Returns the first mend after which the declaration is whole, else the one that gets furthest.
    pub(super) fn best(&self) -> Option<Repair> {
        if self.text.len() > LONGEST {
            return None;
        }
        let mut best: Option<(usize, Repair)> = None;
        for repair in self.candidates() {
            let changed = applied(self.text, &repair.edits);
            let Some(next) = stop(&changed) else {
                return Some(repair);
            };
            // Counted from the end, so that what a mend inserts is no progress.
            let left = changed.len().saturating_sub(next.at);
            let is_progress = left < self.text.len() - self.found.end().min(self.text.len());
            if is_progress && best.as_ref().is_none_or(|(least, _)| left < *least) {
                best = Some((left, repair));
            }
        }
        best.map(|(_, repair)| repair)
    }

    fn candidates(&self) -> impl Iterator<Item = Repair> {
        let first = [
            self.extra_comma(),
            self.separating_comma(),
            self.foreign_separator(),
            self.wrong_quotes(),
            self.split_reference(),
            self.split_duration(),
            self.cannot(),
            self.misspelt(),
            self.missing_comma_before(),
            self.missing_comma(),
            self.bad_name(),
            self.reserved(),
            self.doubled(),
        ];
        let tokens = self.stop.expected.iter().filter_map(|one| match one {
            Expected::Token(token) if *token != "," => self.missing_token(token),
            _ => None,
        });
        let last = [self.missing_name(), self.superfluous()];
        first
            .into_iter()
            .flatten()
            .chain(self.reshaped())
            .chain(tokens.collect::<Vec<_>>())
            .chain(last.into_iter().flatten())
    }

    pub(super) fn expects(&self, token: &'static str) -> bool {
        self.stop.expected.contains(&Expected::Token(token))
    }

    fn expects_name(&self) -> bool {
        self.stop.expected.contains(&Expected::Kind("a name"))
    }
}

fn delete(token: Token<'_>) -> Change {
    Change {
        start: token.start,
        end: token.end(),
        text: String::new(),
    }
}

fn insert(at: usize, text: impl Into<String>) -> Change {
    Change {
        start: at,
        end: at,
        text: text.into(),
    }
}

/// Finds the token that ends in front of a place.
fn token_before(text: &str, at: usize) -> Token<'_> {
    let before = text.get(..at).unwrap_or_default().trim_ascii_end();
    let Some(last) = before.chars().next_back() else {
        return Token { start: 0, text: "" };
    };
    let start = match last {
        '"' => before
            .get(..before.len() - 1)
            .and_then(|rest| rest.rfind('"'))
            .unwrap_or(0),
        _ if token::is_word(last) => {
            let head = before.trim_end_matches(token::is_word);
            head.len()
        }
        _ => before.len() - last.len_utf8(),
    };
    Token {
        start,
        text: before.get(start..).unwrap_or_default(),
    }
}

fn applied(text: &str, changes: &[Change]) -> String {
    let mut result = text.to_owned();
    for change in changes.iter().rev() {
        if result.get(change.start..change.end).is_some() {
            result.replace_range(change.start..change.end, &change.text);
        }
    }
    result
}
