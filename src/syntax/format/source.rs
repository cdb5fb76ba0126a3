//! What the formatter asks of the text that a tree was read from.

use crate::source::Span;
use crate::syntax::ast::File;

/// A text with its comments, or nothing for a tree that was made.
#[derive(Debug, Clone, Copy)]
pub(super) struct Source<'t> {
    text: &'t str,
    comments: &'t [Span],
    is_read: bool,
}

impl<'t> Source<'t> {
    pub(super) fn of(file: &'t File, text: &'t str) -> Self {
        Self {
            text,
            comments: &file.comments,
            is_read: true,
        }
    }

    pub(super) fn none() -> Self {
        Self {
            text: "",
            comments: &[],
            is_read: false,
        }
    }

    /// Tells whether places mean anything.
    pub(super) fn is_read(&self) -> bool {
        self.is_read
    }

    /// Returns the length of the text in bytes.
    pub(super) fn len(&self) -> usize {
        self.text.len()
    }

    pub(super) fn slice(&self, start: u32, end: u32) -> &'t str {
        let range = start as usize..end as usize;
        self.text.get(range).unwrap_or_default()
    }

    pub(super) fn comment(&self, index: usize) -> Option<Span> {
        self.comments.get(index).copied()
    }

    /// Tells whether a comment begins in a range.
    pub(super) fn has_comment(&self, start: u32, end: u32) -> bool {
        let first = self.comments.partition_point(|span| span.start < start);
        self.comment(first).is_some_and(|span| span.start < end)
    }

    /// Tells whether a range was written on one line.
    pub(super) fn is_one_line(&self, start: u32, end: u32) -> bool {
        self.is_read && !self.slice(start, end).contains('\n')
    }

    /// Finds the next sign of a kind behind a place, comments left out.
    pub(super) fn find(&self, sign: char, from: u32) -> u32 {
        let mut at = from;
        loop {
            let rest = self.text.get(at as usize..).unwrap_or_default();
            let Some(index) = rest.find(sign) else {
                return from;
            };
            let found = at + u32::try_from(index).unwrap_or(0);
            let after = self.comments.partition_point(|span| span.start <= found);
            let comment = after.checked_sub(1).and_then(|index| self.comment(index));
            match comment.filter(|span| found < span.end) {
                Some(span) => at = span.end,
                None => return found,
            }
        }
    }
}
