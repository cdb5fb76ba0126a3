//! One pass over the bytes before the grammar: comments, partners of braces, forbidden characters.
//!
//! The grammar gets a text of the same length in which comments are blanks. What is wrong with
//! single characters is reported here and blotted out, so that the grammar may rely on three
//! things: every brace and bracket has its partner, nesting has a bound, every quote its partner.

mod braces;
mod characters;
mod signs;

use std::borrow::Cow;

pub(in crate::syntax) use characters::{is_unwritable, json_escape};

use self::signs::Signs;
use super::{MAX_MISTAKES, codes};
use crate::diagnostic::{Diagnostic, Edit, Severity};
use crate::source::{FileId, Span};

/// Stands in the patched text for what the grammar must stumble over.
pub(super) const JUNK: u8 = 0x7F;

/// What the pass found.
pub(super) struct Scan<'t> {
    /// The text for the grammar; of the same length, and the same text where nothing is wrong.
    pub(super) patched: Cow<'t, str>,
    /// Every comment that documents nothing.
    pub(super) comments: Vec<Span>,
    /// Every `///` line.
    pub(super) docs: Vec<Span>,
    /// What is wrong, by place.
    pub(super) problems: Vec<Diagnostic>,
    /// Where the grammar will stumble because of a problem reported here: ranges, rising.
    pub(super) stumbles: Vec<(u32, u32)>,
    /// Nesting is beyond the limit; the grammar must not see this text.
    pub(super) too_deep: bool,
}

/// Looks at every byte of `text` once.
pub(super) fn scan(file: FileId, text: &str) -> Scan<'_> {
    let mut scanner = Scanner::new(file, text);
    scanner.run();
    scanner.finish()
}

/// A brace or bracket outside strings and comments.
#[derive(Debug, Clone, Copy)]
struct Brace {
    at: u32,
    byte: u8,
}

/// Bytes that the grammar sees as something else.
#[derive(Debug, Clone, Copy)]
struct Patch {
    start: u32,
    end: u32,
    with: u8,
}

struct Scanner<'t> {
    file: FileId,
    text: &'t str,
    at: usize,
    braces: Vec<Brace>,
    comments: Vec<Span>,
    docs: Vec<Span>,
    patches: Vec<Patch>,
    problems: Vec<Diagnostic>,
    stumbles: Vec<(u32, u32)>,
    comment_is_open: bool,
}

impl<'t> Scanner<'t> {
    fn new(file: FileId, text: &'t str) -> Self {
        Self {
            file,
            text,
            at: if text.starts_with('\u{FEFF}') { 3 } else { 0 },
            braces: Vec::new(),
            comments: Vec::new(),
            docs: Vec::new(),
            patches: Vec::new(),
            problems: Vec::new(),
            stumbles: Vec::new(),
            comment_is_open: false,
        }
    }

    fn run(&mut self) {
        while let Some(byte) = self.byte(0) {
            match byte {
                b'"' => self.text_literal(),
                b'/' if self.byte(1) == Some(b'/') => self.line_comment(),
                b'/' if self.byte(1) == Some(b'*') => self.block_comment(),
                b'{' | b'}' | b'[' | b']' => {
                    self.braces.push(Brace {
                        at: offset(self.at),
                        byte,
                    });
                    self.at += 1;
                }
                _ if PLAIN.has(byte) => self.skip_plain(),
                0..b' ' | 0x7F.. => self.foreign_in_code(),
                _ => self.at += 1,
            }
        }
    }

    fn finish(mut self) -> Scan<'t> {
        let too_deep = self.match_braces();
        self.stumbles = disjoint(std::mem::take(&mut self.stumbles));
        self.problems.sort_by_key(|problem| problem.primary.span);
        Scan {
            patched: self.patch(),
            comments: self.comments,
            docs: self.docs,
            problems: self.problems,
            stumbles: self.stumbles,
            too_deep,
        }
    }

    /// Applies the patches; each keeps the length and the line breaks.
    fn patch(&self) -> Cow<'t, str> {
        if self.patches.is_empty() {
            return Cow::Borrowed(self.text);
        }
        let mut bytes = self.text.as_bytes().to_vec();
        for patch in &self.patches {
            let covered = bytes.get_mut(patch.start as usize..patch.end as usize);
            for byte in covered.into_iter().flatten() {
                *byte = if *byte == b'\n' { b'\n' } else { patch.with };
            }
        }
        // Patches cover whole characters; should one not, the grammar sees the text as it is.
        String::from_utf8(bytes).map_or(Cow::Borrowed(""), Cow::Owned)
    }

    fn byte(&self, ahead: usize) -> Option<u8> {
        self.text.as_bytes().get(self.at + ahead).copied()
    }

    fn rest(&self) -> &'t [u8] {
        self.text.as_bytes().get(self.at..).unwrap_or_default()
    }

    /// Goes on to the next byte of code that needs a look.
    fn skip_plain(&mut self) {
        let rest = self.rest();
        let plain = rest.iter().position(|byte| !PLAIN.has(*byte));
        self.at += plain.unwrap_or(rest.len());
    }

    /// Goes on to the next byte that means something within a string.
    fn skip_in_text(&mut self) {
        let rest = self.rest();
        let end = memchr::memchr3(b'"', b'\\', b'\n', rest).unwrap_or(rest.len());
        let inside = rest.get(..end).unwrap_or_default();
        self.at += memchr::memchr(b'\r', inside).unwrap_or(end);
    }

    fn span(&self, start: usize, end: usize) -> Span {
        Span::new(self.file, offset(start), offset(end))
    }

    fn problem(&mut self, diagnostic: Diagnostic) {
        // One more than are listed, so that somebody sees that there are more.
        if self.problems.len() <= MAX_MISTAKES {
            self.problems.push(diagnostic);
        }
    }

    fn stumble(&mut self, start: usize, end: usize, with: u8) {
        self.stumbles.push((offset(start), offset(end)));
        self.patches.push(Patch {
            start: offset(start),
            end: offset(end),
            with,
        });
    }

    /// Turns a comment into blanks.
    fn blank(&mut self, start: usize, end: usize) {
        self.patches.push(Patch {
            start: offset(start),
            end: offset(end),
            with: b' ',
        });
    }

    /// Finds the line feed at or behind `from`, or the end.
    fn line_end(&self, from: usize) -> usize {
        let rest = self.text.get(from..).unwrap_or_default();
        memchr::memchr(b'\n', rest.as_bytes()).map_or(self.text.len(), |index| from + index)
    }

    fn line_comment(&mut self) {
        let start = self.at;
        let mut end = self.line_end(start);
        self.at = end;
        if end > start && self.text.as_bytes().get(end - 1) == Some(&b'\r') {
            end -= 1;
        }
        let span = self.span(start, end);
        let slashes = self.text.as_bytes().get(start..end).unwrap_or_default();
        self.blank(start, end);
        let is_doc = slashes.starts_with(b"///") && !slashes.starts_with(b"////");
        if is_doc {
            self.docs.push(span);
        } else {
            self.comments.push(span);
        }
        self.check_characters(start, end, "comment");
    }

    fn block_comment(&mut self) {
        let start = self.at;
        let body = self.text.get(start + 2..).unwrap_or_default();
        if let Some(length) = body.find("*/") {
            self.at = start + 2 + length + 2;
            self.comments.push(self.span(start, self.at));
            self.blank(start, self.at);
        } else {
            self.at = self.text.len();
            self.comment_is_open = true;
            self.stumble(start, self.at, b' ');
            let mark = self.span(start, start + 2);
            let end = self.span(self.at, self.at);
            self.problem(
                Diagnostic::new(
                    codes::UNCLOSED_COMMENT,
                    Severity::Error,
                    mark,
                    "this comment is never closed",
                )
                .suggest("close it with `*/`", vec![Edit::insert_before(end, " */")]),
            );
        }
        self.check_characters(start, self.at, "comment");
    }

    fn text_literal(&mut self) {
        let start = self.at;
        self.at += 1;
        while let Some(byte) = self.byte(0) {
            match byte {
                b'"' => {
                    self.at += 1;
                    self.check_characters(start, self.at, "string");
                    return;
                }
                b'\\' if !matches!(self.byte(1), None | Some(b'\n' | b'\r')) => self.at += 2,
                b'\n' | b'\r' => break,
                b'\\' => self.at += 1,
                _ => self.skip_in_text(),
            }
        }
        self.unterminated_text(start);
    }

    /// Reports a string whose line ends before it does. Closing braces at the end of the line
    /// count as braces: `{ name "mlw-x }` lacks one quote, and no brace.
    fn unterminated_text(&mut self, start: usize) {
        let line_end = self.at.min(self.text.len());
        if let Some((next, end)) = self.other_end(line_end) {
            return self.broken_text(start, line_end, next, end);
        }
        let line = self.text.get(start..line_end).unwrap_or_default();
        let kept = line.trim_end_matches([' ', '\t', '}', ']', ')', ',']);
        let end = start + kept.len().max(1);
        self.at = end;
        self.check_characters(start, end, "string");
        self.stumble(start, end, JUNK);
        let span = self.span(start, end);
        let message = "this string is never closed";
        let edit = Edit::insert_after(span, "\"");
        self.problem(
            Diagnostic::new(codes::UNTERMINATED_TEXT, Severity::Error, span, message)
                .suggest("close it with `\"`", vec![edit]),
        );
    }

    /// Reports a string that goes on in the next line and ends there.
    fn broken_text(&mut self, start: usize, line_end: usize, next: usize, end: usize) {
        self.at = end;
        self.check_characters(start, end, "string");
        self.stumble(start, end, JUNK);
        let line = self.text.get(start..line_end).unwrap_or_default();
        let kept = start + line.trim_end_matches([' ', '\t']).len().max(1);
        let message = "a string cannot go on in the next line";
        let edit = Edit::replace(self.span(kept, next), "\\n");
        let span = self.span(start, end);
        self.problem(
            Diagnostic::new(codes::BROKEN_TEXT, Severity::Error, span, message)
                .suggest("write the line break as `\\n`", vec![edit]),
        );
    }

    /// Finds where a string goes on and ends in the next line: at a quote with nothing behind it
    /// but what may follow a string. Returns its first character there and its end.
    fn other_end(&self, line_end: usize) -> Option<(usize, usize)> {
        let rest = self.text.get(line_end..)?;
        let rest = rest.strip_prefix('\r').unwrap_or(rest).strip_prefix('\n')?;
        let line = rest.lines().next()?;
        let quote = line.find('"')?;
        let behind = line.get(quote + 1..)?.trim_ascii_start();
        let is_end = behind.is_empty() || behind.starts_with(['}', ']', ')', ',']);
        let indent = line.len() - line.trim_ascii_start().len();
        let from = self.text.len() - rest.len();
        (is_end && indent < quote).then_some((from + indent, from + quote + 1))
    }
}

/// The bytes of code that need no look: blanks, letters, digits and most signs.
static PLAIN: Signs = Signs::alphanumeric().with(b"\t\n\r !#$%&'()*+,-.:;<=>?@\\^_`|~");

/// Joins ranges that overlap, so that they rise at both ends.
fn disjoint(mut ranges: Vec<(u32, u32)>) -> Vec<(u32, u32)> {
    ranges.sort_unstable();
    let mut joined: Vec<(u32, u32)> = Vec::with_capacity(ranges.len());
    for (start, end) in ranges {
        match joined.last_mut() {
            Some(last) if start < last.1 => last.1 = last.1.max(end),
            _ => joined.push((start, end)),
        }
    }
    joined
}

/// Makes an offset; texts beyond four gigabytes are refused long before.
pub(super) fn offset(index: usize) -> u32 {
    u32::try_from(index).unwrap_or(u32::MAX)
}
