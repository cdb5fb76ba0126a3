//! Strings: escapes and interpolation.

use smol_str::SmolStr;

use super::Lower;
use crate::diagnostic::{Diagnostic, Edit, Severity};
use crate::source::Span;
use crate::syntax::ast::{Name, Text, TextPart, TextParts};
use crate::syntax::codes;
use crate::syntax::parser::Pair;

/// How far behind `${` its `}` is looked for, in bytes.
const HOLE: usize = 64;

/// A string while it is read.
struct Reader<'r> {
    body: &'r str,
    /// The offset of `body` in the file.
    base: u32,
    at: usize,
    literal: String,
    parts: Vec<TextPart>,
}

impl Lower<'_> {
    /// Reads a string that may interpolate.
    pub(super) fn text(&mut self, pair: &Pair<'_>) -> Text {
        let span = self.span(pair);
        let written = pair.as_str();
        let body = written.get(1..written.len() - 1).unwrap_or_default();
        if memchr::memchr2(b'\\', b'$', body.as_bytes()).is_none() {
            return Text::plain(SmolStr::new(body), span);
        }
        let mut reader = Reader {
            body,
            base: span.start + 1,
            at: 0,
            literal: String::with_capacity(body.len()),
            parts: Vec::new(),
        };
        while let Some(character) = reader.peek() {
            match character {
                '\\' => self.escape(&mut reader),
                '$' if reader.rest().starts_with("${") => self.hole(&mut reader),
                _ => {
                    reader.literal.push(character);
                    reader.at += character.len_utf8();
                }
            }
        }
        Text {
            parts: reader.finish(),
            span,
        }
    }

    /// Reads a string that means an operation or a role of Azure, where nothing is interpolated.
    pub(super) fn operation(&mut self, pair: &Pair<'_>) -> Text {
        let text = self.text(pair);
        if let TextParts::Mixed(parts) = &text.parts {
            let hole = parts.iter().find_map(|part| match part {
                TextPart::Hole(name) => Some(name.span),
                TextPart::Literal(_) => None,
            });
            let message = "nothing is interpolated in an operation or a role of Azure";
            let span = hole.unwrap_or(text.span);
            self.report(
                Diagnostic::new(codes::HOLE_IN_OPERATION, Severity::Error, span, message)
                    .note("what is granted must be readable where it is granted")
                    .help("write the operation out"),
            );
        }
        text
    }

    fn escape(&mut self, reader: &mut Reader<'_>) {
        let mut rest = reader.rest().chars();
        let meaning = match rest.nth(1) {
            Some(plain @ ('"' | '\\' | '/' | '$')) => plain,
            Some('n') => '\n',
            Some('t') => '\t',
            Some('r') => '\r',
            Some('b') => '\u{8}',
            Some('f') => '\u{C}',
            Some('u') => return self.unicode_escape(reader),
            other => return self.bad_escape(reader, 1 + other.map_or(0, char::len_utf8)),
        };
        reader.literal.push(meaning);
        reader.at += 2;
    }

    fn unicode_escape(&mut self, reader: &mut Reader<'_>) {
        let rest = reader.rest();
        let first = rest.get(2..6).and_then(hex);
        let second = rest
            .get(6..12)
            .and_then(|next| next.strip_prefix("\\u"))
            .and_then(hex);
        let (units, length) = match (first, second) {
            (Some(high @ 0xD800..=0xDBFF), Some(low @ 0xDC00..=0xDFFF)) => (vec![high, low], 12),
            (Some(unit), _) => (vec![unit], 6),
            (None, _) => {
                let digits = rest.chars().skip(2).take(4);
                let valid = digits.take_while(char::is_ascii_hexdigit).count();
                return self.bad_escape(reader, 2 + valid);
            }
        };
        match char::decode_utf16(units).next() {
            Some(Ok(character)) => {
                reader.literal.push(character);
                reader.at += length;
            }
            _ => self.bad_escape(reader, length),
        }
    }

    fn bad_escape(&mut self, reader: &mut Reader<'_>, length: usize) {
        let start = reader.offset();
        let written = reader.take(length);
        let span = Span::new(self.file, start, reader.offset());
        let message = if written.len() == 6 {
            format!("`{written}` is half of a character that needs two escapes")
        } else if written.starts_with("\\u") {
            format!("`{written}` lacks hexadecimal digits: `\\u` needs four")
        } else {
            format!("`{written}` is not an escape")
        };
        let doubled = Edit::replace(span, format!("\\{written}"));
        self.report(
            Diagnostic::new(codes::BAD_ESCAPE, Severity::Error, span, message)
                .note("the escapes are those of JSON and `\\$`")
                .suggest("write `\\\\` for a backslash", vec![doubled]),
        );
        reader.literal.push_str(&written);
    }

    fn hole(&mut self, reader: &mut Reader<'_>) {
        let start = reader.offset();
        let inside = reader.rest().get(2..).unwrap_or_default();
        let is_name = |byte: u8| {
            byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-' || byte == b'.'
        };
        let length = inside.bytes().take_while(|byte| is_name(*byte)).count();
        let name = inside.get(..length).unwrap_or_default();
        let is_closed = inside.as_bytes().get(length) == Some(&b'}');
        if !is_closed || !is_path(name) {
            let near = inside
                .get(..inside.floor_char_boundary(HOLE))
                .unwrap_or_default();
            let end = near.find('}').map_or(length, |index| index + 1);
            return self.bad_hole(reader, 2 + end);
        }
        let text = SmolStr::new(name);
        reader.flush();
        reader.at += length + 3;
        let span = Span::new(self.file, start, reader.offset());
        let name = Name { text, span };
        reader.parts.push(TextPart::Hole(name));
    }

    fn bad_hole(&mut self, reader: &mut Reader<'_>, length: usize) {
        let start = reader.offset();
        let written = reader.take(length);
        let span = Span::new(self.file, start, reader.offset());
        let message = format!("`{written}` does not hold a name");
        let dollar = Span::new(self.file, start, start);
        self.report(
            Diagnostic::new(codes::BAD_HOLE, Severity::Error, span, message)
                .note("`${…}` holds `env`, something of it such as `env.suffix`, a `let` or a parameter")
                .suggest("write `\\$` for a dollar sign", vec![Edit::insert_before(dollar, "\\")]),
        );
        reader.literal.push_str(&written);
    }
}

impl Reader<'_> {
    fn rest(&self) -> &str {
        self.body.get(self.at..).unwrap_or_default()
    }

    fn peek(&self) -> Option<char> {
        self.rest().chars().next()
    }

    fn offset(&self) -> u32 {
        self.base + u32::try_from(self.at).unwrap_or(0)
    }

    /// Takes about `length` bytes, and at least one character.
    fn take(&mut self, length: usize) -> String {
        let rest = self.rest();
        let end = rest.floor_char_boundary(length);
        let first = rest.chars().next().map_or(0, char::len_utf8);
        let taken = rest.get(..end.max(first)).unwrap_or_default().to_owned();
        self.at += taken.len();
        taken
    }

    fn flush(&mut self) {
        if !self.literal.is_empty() {
            let literal = SmolStr::from(std::mem::take(&mut self.literal));
            self.parts.push(TextPart::Literal(literal));
        }
    }

    fn finish(mut self) -> TextParts {
        if self.parts.is_empty() {
            return TextParts::Plain(SmolStr::from(self.literal));
        }
        self.flush();
        TextParts::Mixed(self.parts)
    }
}

fn hex(digits: &str) -> Option<u16> {
    let is_hex = digits.len() == 4 && digits.bytes().all(|byte| byte.is_ascii_hexdigit());
    is_hex.then(|| u16::from_str_radix(digits, 16).ok())?
}

/// Tells whether a text is names joined by dots.
fn is_path(text: &str) -> bool {
    text.split('.').all(|name| {
        name.starts_with(|first: char| first.is_ascii_lowercase()) && !name.ends_with('-')
    })
}
