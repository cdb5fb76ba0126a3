//! Putting comments back where they were.

use super::Printer;
use crate::source::Span;

impl Printer<'_> {
    /// Writes the comments that begin before a place, each on a line of its own.
    pub(super) fn comments_until(&mut self, place: u32, indent: usize) {
        while let Some(span) = self.next_comment(place) {
            self.gap(span.start, indent);
            self.begin_line(indent);
            self.put_comment(span);
        }
    }

    /// The same between the elements of a list, where no line stays empty.
    pub(super) fn element_comments(&mut self, place: u32, indent: usize) {
        while let Some(span) = self.next_comment(place) {
            self.begin_line(indent);
            self.put_comment(span);
        }
    }

    /// Writes comments from inside a unit that had no better place.
    pub(super) fn inner_rest(&mut self, end: u32) {
        while !self.is_sealed {
            let Some(span) = self.next_comment(end) else {
                break;
            };
            self.out.push(' ');
            self.put_comment(span);
        }
    }

    /// Writes the comments that stand behind what was written last; more than one line has room
    /// for go below.
    pub(super) fn trailing(&mut self, indent: usize) {
        self.trailing_on_line();
        while self.has_trailing() {
            let Some(span) = self.next_comment(u32::MAX) else {
                return;
            };
            self.begin_line(indent);
            self.put_comment(span);
        }
    }

    /// The same, as far as the present line has room for them.
    pub(super) fn trailing_on_line(&mut self) {
        while !self.is_sealed && self.has_trailing() {
            let Some(span) = self.next_comment(u32::MAX) else {
                return;
            };
            if !self.out.ends_with([' ', '\n']) {
                self.out.push(' ');
            }
            self.put_comment(span);
        }
    }

    /// Tells whether the next comment stands on the line of what was written last.
    fn has_trailing(&self) -> bool {
        let next = self.source.comment(self.comment);
        next.is_some_and(|span| {
            let between = self.source.slice(self.last, span.start);
            let is_near = |byte: u8| matches!(byte, b' ' | b'\t' | b'\r' | b',');
            span.start < self.last || between.bytes().all(is_near)
        })
    }

    /// Takes the next comment if it begins before a place.
    fn next_comment(&mut self, place: u32) -> Option<Span> {
        let span = self.source.comment(self.comment)?;
        if span.start >= place {
            return None;
        }
        self.comment += 1;
        Some(span)
    }

    fn put_comment(&mut self, span: Span) {
        let text = self.source.slice(span.start, span.end);
        let is_line = text.starts_with("//");
        let text = text.replace("\r\n", "\n");
        self.out
            .push_str(if is_line { text.trim_end() } else { &text });
        self.is_sealed = is_line;
        self.last = self.last.max(span.end);
        self.is_first = false;
    }

    /// Tells whether a comment that is not written yet begins before a place.
    pub(super) fn has_comment_below(&self, place: u32) -> bool {
        let next = self.source.comment(self.comment);
        next.is_some_and(|span| span.start < place)
    }
}
