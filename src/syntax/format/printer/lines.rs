//! Beginning, ending and filling lines.

use super::Printer;
use crate::syntax::format::WIDTH;
use crate::syntax::format::unit::{Line, Piece, flat};

impl Printer<'_> {
    /// Keeps one empty line where there was one, and puts one between declarations that were made.
    pub(super) fn gap(&mut self, place: u32, indent: usize) {
        let wants_one = if self.source.is_read() {
            has_empty_line(self.source.slice(self.last, place))
        } else {
            indent == 0
        };
        if wants_one && !self.is_first {
            self.end_line();
            self.out.push('\n');
        }
    }

    pub(super) fn begin_line(&mut self, indent: usize) {
        self.end_line();
        self.out.extend(std::iter::repeat_n(' ', indent));
        self.is_first = false;
    }

    pub(super) fn end_line(&mut self) {
        if !self.out.is_empty() && !self.out.ends_with('\n') {
            self.out.push('\n');
        }
        self.is_sealed = false;
    }

    /// Writes pieces behind what stands on the present line, if they fit there with what follows
    /// them; writes nothing otherwise.
    pub(super) fn one_line(&mut self, pieces: &[Piece<'_>], tail: &str) -> bool {
        let start = self.out.len();
        let mut line = Line {
            source: self.source,
            end: start + WIDTH * char::MAX.len_utf8() + 1,
            out: &mut self.out,
        };
        let is_written = flat(pieces, &mut line) && self.fits(tail);
        if !is_written {
            self.out.truncate(start);
        }
        is_written
    }

    /// Tells whether a text fits behind what stands on the present line.
    fn fits(&self, text: &str) -> bool {
        let line = self.out.rsplit('\n').next().unwrap_or_default();
        line.chars().count() + text.chars().count() <= WIDTH
    }
}

/// Tells whether a line between two places is empty.
fn has_empty_line(between: &str) -> bool {
    let mut lines = between.split('\n');
    // The first and the last are the rest and the beginning of lines with something on them.
    lines.next();
    lines.next_back();
    lines.any(|line| line.trim_ascii().is_empty())
}
