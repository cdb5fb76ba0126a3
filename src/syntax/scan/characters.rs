//! Characters that have no place in a policy: controls, invisible ones, look-alikes.

use std::fmt::Write as _;

use super::{JUNK, Scanner, codes};
use crate::diagnostic::{Diagnostic, Edit, Severity};

/// How far behind a typographic quote its partner is looked for, in bytes.
const QUOTED: usize = 256;

/// What is wrong with a character.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Fault {
    Control,
    Bidi,
    Invisible,
}

impl Fault {
    fn of(character: char) -> Option<Fault> {
        match character {
            '\t' | '\n' | '\r' => None,
            '\u{0}'..='\u{1F}' | '\u{7F}'..='\u{9F}' => Some(Fault::Control),
            '\u{061C}'
            | '\u{200E}'
            | '\u{200F}'
            | '\u{202A}'..='\u{202E}'
            | '\u{2066}'..='\u{2069}' => Some(Fault::Bidi),
            '\u{00AD}'
            | '\u{034F}'
            | '\u{115F}'
            | '\u{1160}'
            | '\u{17B4}'
            | '\u{17B5}'
            | '\u{180B}'..='\u{180F}'
            | '\u{200B}'..='\u{200D}'
            | '\u{2028}'
            | '\u{2029}'
            | '\u{2060}'..='\u{2065}'
            | '\u{206A}'..='\u{206F}'
            | '\u{3164}'
            | '\u{FEFF}'
            | '\u{FFA0}'
            | '\u{FFF9}'..='\u{FFFB}'
            | '\u{E0000}'..='\u{E0FFF}' => Some(Fault::Invisible),
            _ => None,
        }
    }

    fn message(self, character: char, inside: &str) -> String {
        let code = u32::from(character);
        match self {
            Fault::Control => format!("the control character U+{code:04X} stands in this {inside}"),
            Fault::Bidi => format!(
                "the character U+{code:04X} in this {inside} turns the direction of the text around it"
            ),
            Fault::Invisible => {
                format!("the invisible character U+{code:04X} stands in this {inside}")
            }
        }
    }
}

/// Tells whether a character may stand in a string only as an escape.
pub(in crate::syntax) fn is_unwritable(character: char) -> bool {
    Fault::of(character).is_some()
}

impl Scanner<'_> {
    /// Reports the forbidden characters of a comment or a string.
    pub(super) fn check_characters(&mut self, start: usize, end: usize, inside: &str) {
        let slice = self.text.get(start..end).unwrap_or_default();
        let is_plain = |byte: u8| matches!(byte, b' '..=b'~' | b'\t' | b'\n' | b'\r');
        // Without a way out of the loop many bytes are looked at at once.
        let plain = slice.bytes().fold(true, |all, byte| all & is_plain(byte));
        if plain {
            return;
        }
        let mut last: Option<(Fault, usize)> = None;
        for (index, character) in slice.char_indices() {
            let Some(fault) = Fault::of(character) else {
                if inside == "string" {
                    self.check_look_alike(start, index, character);
                }
                continue;
            };
            let (from, to) = (start + index, start + index + character.len_utf8());
            // A run of the same kind is one finding: a binary file shall not drown the reader.
            let goes_on = last == Some((fault, from));
            last = Some((fault, to));
            if !goes_on {
                let run = self.run_of(from, fault);
                self.forbidden(from, run, character, fault, inside);
            }
        }
    }

    /// Finds the end of the run of characters with the same fault.
    fn run_of(&self, from: usize, fault: Fault) -> usize {
        let rest = self.text.get(from..).unwrap_or_default();
        let end = rest
            .char_indices()
            .find(|(_, character)| Fault::of(*character) != Some(fault));
        end.map_or(self.text.len(), |(index, _)| from + index)
    }

    fn forbidden(&mut self, from: usize, to: usize, character: char, fault: Fault, inside: &str) {
        let code = match fault {
            Fault::Control => codes::CONTROL,
            Fault::Bidi => codes::BIDI,
            Fault::Invisible => codes::INVISIBLE,
        };
        let span = self.span(from, to);
        let mut diagnostic = Diagnostic::new(
            code,
            Severity::Error,
            span,
            fault.message(character, inside),
        );
        if fault != Fault::Control {
            diagnostic =
                diagnostic.note("what a reviewer sees here is not what the compiler reads");
        }
        if inside == "string" {
            let written = json_escape(character);
            diagnostic = diagnostic.help(format!(
                "delete it, or write it as `{written}` if it is meant"
            ));
        }
        self.problem(diagnostic.suggest("delete it", vec![Edit::delete(span)]));
    }

    /// Reports a character that no token of the language begins with.
    pub(super) fn foreign_in_code(&mut self) {
        let start = self.at;
        let rest = self.text.get(start..).unwrap_or_default();
        let Some(character) = rest.chars().next() else {
            self.at += 1;
            return;
        };
        let end = start + character.len_utf8();
        self.at = end;
        if let Some(fault) = Fault::of(character) {
            self.at = self.run_of(start, fault);
            self.stumble(start, self.at, JUNK);
            self.forbidden(start, self.at, character, fault, "policy");
        } else if character.is_whitespace() {
            self.stumble(start, end, b' ');
            let span = self.span(start, end);
            let code = u32::from(character);
            let message = format!("the blank U+{code:04X} is not one the language knows");
            let edit = Edit::replace(span, " ");
            self.problem(
                Diagnostic::new(codes::INVISIBLE, Severity::Error, span, message)
                    .fix("write an ordinary blank", vec![edit]),
            );
        } else {
            self.foreign_letters(start);
        }
    }

    /// Reports a run of characters outside ASCII, with the ASCII letters they look like.
    fn foreign_letters(&mut self, start: usize) {
        let rest = self.text.get(start..).unwrap_or_default();
        if rest.starts_with(is_quote) {
            return self.typographic_quotes(start);
        }
        let is_letter = |one: &char| {
            !one.is_ascii() && !one.is_whitespace() && !is_quote(*one) && Fault::of(*one).is_none()
        };
        let run: String = rest.chars().take_while(is_letter).collect();
        let end = start + run.len();
        self.at = end;
        self.stumble(start, end, JUNK);
        let span = self.span(start, end);
        let alike: Option<String> = run.chars().map(ascii_look_alike).collect();
        let (code, message, plain) = if let Some(plain) = alike {
            let message = format!("`{run}` looks like `{plain}` and is something else");
            (codes::LOOK_ALIKE, message, plain)
        } else {
            let plain = run.chars().filter_map(base_letter).collect();
            (
                codes::BAD_NAME,
                format!("`{run}` cannot stand in a name"),
                plain,
            )
        };
        let advice = match plain.as_str() {
            "" => "delete it".to_owned(),
            letters => format!("write `{letters}`"),
        };
        self.problem(
            Diagnostic::new(code, Severity::Error, span, message)
                .note("names are made of the letters a to z, digits and hyphens")
                .suggest(advice, vec![Edit::replace(span, plain)]),
        );
    }

    /// Reports quotes that a word processor made, together with their partner on the line.
    fn typographic_quotes(&mut self, start: usize) {
        let rest = self.text.get(start..).unwrap_or_default();
        let near = rest.get(..rest.floor_char_boundary(QUOTED));
        let line = near.unwrap_or_default().lines().next().unwrap_or_default();
        let mut quotes = line.char_indices().filter(|(_, one)| is_quote(*one));
        let pair = [quotes.next(), quotes.next()];
        let mut edits = Vec::new();
        for (index, quote) in pair.into_iter().flatten() {
            self.at = start + index + quote.len_utf8();
            edits.push(Edit::replace(self.span(start + index, self.at), "\""));
        }
        self.at = self.at.max(start + 1);
        self.stumble(start, self.at, JUNK);
        let span = self.span(start, self.at);
        let message = "this string stands in typographic quotes";
        self.problem(
            Diagnostic::new(codes::WRONG_QUOTES, Severity::Error, span, message)
                .suggest("use straight double quotes", edits),
        );
    }

    /// Warns of a letter in a string that passes for an ASCII letter beside real ones.
    fn check_look_alike(&mut self, start: usize, index: usize, character: char) {
        let Some(plain) = ascii_look_alike(character) else {
            return;
        };
        let at = start + index;
        let before = self
            .text
            .get(..at)
            .and_then(|text| text.chars().next_back());
        let after = self.text.get(at + character.len_utf8()..);
        let after = after.and_then(|text| text.chars().next());
        let beside = [before, after];
        if !beside.iter().flatten().any(char::is_ascii_alphabetic) {
            return;
        }
        let span = self.span(at, at + character.len_utf8());
        let code = u32::from(character);
        let message = format!("`{character}` (U+{code:04X}) looks like `{plain}` and is none");
        self.problem(
            Diagnostic::new(codes::LOOK_ALIKE, Severity::Warning, span, message)
                .note("two names that look the same and differ are how a reviewer is deceived")
                .suggest(
                    format!("write `{plain}`"),
                    vec![Edit::replace(span, String::from(plain))],
                ),
        );
    }
}

/// Returns the ASCII letter or digit that a character is easily taken for.
fn ascii_look_alike(character: char) -> Option<char> {
    // Latin letters with marks are how people write their languages.
    let is_marked_latin = matches!(character, '\u{C0}'..='\u{24F}' | '\u{1E00}'..='\u{1EFF}');
    if character.is_ascii() || is_marked_latin {
        return None;
    }
    let mut buffer = [0; 4];
    let text: &str = character.encode_utf8(&mut buffer);
    let mut skeleton = unicode_security::skeleton(text);
    let first = skeleton.next()?;
    let alone = skeleton.next().is_none();
    (alone && first.is_ascii_alphanumeric()).then_some(first)
}

/// Returns the letter below a mark: `e` for `ë`.
fn base_letter(character: char) -> Option<char> {
    let mut buffer = [0; 4];
    let text: &str = character.encode_utf8(&mut buffer);
    let first = unicode_security::skeleton(text).next()?;
    let small = first.to_ascii_lowercase();
    small.is_ascii_alphanumeric().then_some(small)
}

/// Tells whether a character is a quote that a word processor makes.
fn is_quote(character: char) -> bool {
    matches!(character, '“' | '”' | '„' | '«' | '»' | '‘' | '’')
}

/// Writes a character as JSON escapes it.
pub(in crate::syntax) fn json_escape(character: char) -> String {
    let mut escaped = String::new();
    for unit in character.encode_utf16(&mut [0; 2]) {
        // Writing to a string cannot fail.
        let _ = write!(escaped, "\\u{unit:04X}");
    }
    escaped
}
