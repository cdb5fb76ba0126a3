//! One pattern against one operation name.
//!
//! Azure compares ignoring letter case, and `*` stands for any run of characters, `/` included.
//! White space around a pattern or a name is taken as insignificant: two strings of the built-in
//! roles end in a blank, and Azure serves those roles.
//!
//! Whether `A/*/verb` also covers `A/verb` (both slashes being the same one) is not documented, so
//! a match is yes, maybe or no. Azure takes at most one `*` in an entry, and its documentation only
//! knows it as a whole segment; other forms reach us through imports. Nothing says what they mean,
//! so they are read as widely as possible, and what they cover is at best a maybe.

use std::borrow::Cow;

use smol_str::SmolStr;

use crate::model::permission::Pattern;

/// How surely a pattern covers a name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Match {
    /// No reading of the pattern covers the name.
    No,
    /// Only a reading that Azure does not document covers the name.
    Maybe,
    /// Every reading of the pattern covers the name.
    Yes,
}

/// The two bounds of what is granted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Bound {
    /// What is surely granted; ability is judged on it.
    Lower,
    /// What is possibly granted; danger is judged on it.
    Upper,
}

impl Bound {
    /// Both bounds, the lower one first.
    pub const BOTH: [Self; 2] = [Self::Lower, Self::Upper];

    /// Returns the other bound: what is taken away counts the other way round.
    pub fn flipped(self) -> Self {
        match self {
            Self::Lower => Self::Upper,
            Self::Upper => Self::Lower,
        }
    }
}

/// Matches one pattern against one operation name.
pub fn matching(pattern: &Pattern, name: &str) -> Match {
    Glob::new(pattern.as_str()).matching(&canonical(name))
}

/// Returns a name as the algebra compares it: trimmed and in lower case.
pub fn canonical(name: &str) -> Cow<'_, str> {
    let trimmed = name.trim();
    if trimmed.bytes().any(|byte| byte.is_ascii_uppercase()) {
        Cow::Owned(trimmed.to_ascii_lowercase())
    } else {
        Cow::Borrowed(trimmed)
    }
}

/// Tells whether a name could be an operation's.
///
/// At least two non-empty segments of ASCII letters, digits and `._-{}:$`, separated by `/`.
pub fn is_well_formed(name: &str) -> bool {
    let name = name.trim();
    name.contains('/')
        && name
            .split('/')
            .all(|part| !part.is_empty() && part.bytes().all(is_name_byte))
}

pub(super) fn is_name_byte(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || b"._-{}:$".contains(&byte)
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
enum Shape {
    Literal,
    /// One `*` that is a whole segment; its byte offset, and whether the slashes round it could be
    /// the same one.
    Star {
        at: usize,
        shares: bool,
    },
    /// Several `*`, or one that is only part of a segment.
    Odd,
}

/// A pattern ready for comparison: trimmed, in lower case, its shape known.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(super) struct Glob {
    text: SmolStr,
    shape: Shape,
}

impl Glob {
    pub(super) fn new(pattern: &str) -> Self {
        let trimmed = pattern.trim();
        let text = if trimmed.bytes().any(|byte| byte.is_ascii_uppercase()) {
            SmolStr::new(trimmed.to_ascii_lowercase())
        } else {
            SmolStr::new(trimmed)
        };
        let shape = shape(&text);
        Self { text, shape }
    }

    pub(super) fn text(&self) -> &SmolStr {
        &self.text
    }

    pub(super) fn is_literal(&self) -> bool {
        self.shape == Shape::Literal
    }

    /// Tells whether only an import could have brought this form.
    pub(super) fn is_odd(&self) -> bool {
        self.shape == Shape::Odd
    }

    /// Tells whether the slashes round the `*` may be the same one.
    pub(super) fn shares_slash(&self) -> bool {
        matches!(self.shape, Shape::Star { shares: true, .. })
    }

    /// Returns the text before the first `*`.
    pub(super) fn prefix(&self) -> &str {
        match self.shape {
            Shape::Literal => &self.text,
            Shape::Star { at, .. } => self.text.get(..at).unwrap_or_default(),
            Shape::Odd => self.text.split('*').next().unwrap_or_default(),
        }
    }

    /// Returns the text after the last `*`.
    pub(super) fn suffix(&self) -> &str {
        match self.shape {
            Shape::Literal => &self.text,
            Shape::Star { at, .. } => self.text.get(at + 1..).unwrap_or_default(),
            Shape::Odd => self.text.rsplit('*').next().unwrap_or_default(),
        }
    }

    /// Returns the literal pieces between the `*`, empty ones in the middle left out.
    pub(super) fn pieces(&self) -> Vec<&str> {
        let all: Vec<&str> = self.text.split('*').collect();
        let last = all.len().saturating_sub(1);
        let kept = all.iter().enumerate();
        let kept = kept.filter(|(index, piece)| *index == 0 || *index == last || !piece.is_empty());
        kept.map(|(_, piece)| *piece).collect()
    }

    /// Returns the length of the shortest text that a bound could cover.
    pub(super) fn least_len(&self, bound: Bound) -> usize {
        match self.shape {
            Shape::Literal => self.text.len(),
            Shape::Star { shares, .. } => {
                self.text.len() - 1 - usize::from(shares && bound == Bound::Upper)
            }
            Shape::Odd => self.least_odd_len(),
        }
    }

    fn least_odd_len(&self) -> usize {
        let pieces = self.pieces();
        let sum: usize = pieces.iter().map(|piece| piece.len()).sum();
        let behind = pieces.iter().skip(1);
        let shared = pieces
            .iter()
            .zip(behind)
            .filter(|(one, next)| may_share(one, next))
            .count();
        sum.saturating_sub(shared)
    }

    /// Matches a name that is trimmed and in lower case.
    pub(super) fn matching(&self, name: &str) -> Match {
        match self.shape {
            Shape::Literal if self.text == name => Match::Yes,
            Shape::Star { shares, .. } => {
                let (prefix, suffix) = (self.prefix(), self.suffix());
                if !name.starts_with(prefix) || !name.ends_with(suffix) {
                    Match::No
                } else if name.len() >= prefix.len() + suffix.len() {
                    Match::Yes
                } else if shares && name.len() + 1 == prefix.len() + suffix.len() {
                    Match::Maybe
                } else {
                    Match::No
                }
            }
            Shape::Odd if self.reaches(name) => Match::Maybe,
            Shape::Literal | Shape::Odd => Match::No,
        }
    }

    pub(super) fn covers_at(&self, bound: Bound, name: &str) -> bool {
        match bound {
            Bound::Lower => self.matching(name) == Match::Yes,
            Bound::Upper => self.matching(name) != Match::No,
        }
    }

    /// Walks the pieces from left to right, each as early as it can stand; neighbouring pieces may
    /// share a slash.
    fn reaches(&self, name: &str) -> bool {
        let pieces = self.pieces();
        let Some((last, front)) = pieces.split_last() else {
            return false;
        };
        let Some((first, middle)) = front.split_first() else {
            return false;
        };
        if !name.starts_with(first) || !name.ends_with(last) {
            return false;
        }
        let (mut end, mut before) = (first.len(), *first);
        for piece in middle {
            let from = end - usize::from(may_share(before, piece));
            let Some(found) = name.get(from..).and_then(|rest| rest.find(piece)) else {
                return false;
            };
            (end, before) = (from + found + piece.len(), piece);
        }
        name.len() + usize::from(may_share(before, last)) >= end + last.len()
    }
}

/// Tells whether the last slash of one piece can be the first of the next.
pub(super) fn may_share(before: &str, after: &str) -> bool {
    before.ends_with('/') && after.starts_with('/')
}

fn shape(text: &str) -> Shape {
    let Some(at) = text.find('*') else {
        return Shape::Literal;
    };
    let (before, after) = (
        text.get(..at).unwrap_or_default(),
        text.get(at + 1..).unwrap_or_default(),
    );
    let whole_segment = (before.is_empty() || before.ends_with('/'))
        && (after.is_empty() || after.starts_with('/'));
    if whole_segment && !after.contains('*') {
        Shape::Star {
            at,
            shares: may_share(before, after),
        }
    } else {
        Shape::Odd
    }
}
