//! Texts, comments and identifiers of Bicep.

use std::borrow::Cow;

use crate::emit::plain;
use crate::support::hash::HashMap;

/// Returns a text as a string literal on one line.
pub(super) fn literal(text: &str) -> String {
    let mut written = String::with_capacity(text.len() + 2);
    push_literal(&mut written, text);
    written
}

/// Writes a text as a string literal on one line.
pub(super) fn push_literal(written: &mut String, text: &str) {
    written.push('\'');
    if plain::all(text, plain::VISIBLE, *b"'\\$") {
        written.push_str(text);
    } else {
        escape(written, text);
    }
    written.push('\'');
}

fn escape(written: &mut String, text: &str) {
    let mut chars = text.chars().peekable();
    while let Some(char) = chars.next() {
        match char {
            '\'' => written.push_str("\\'"),
            // Readers in the wild take `\\'` for an escaped quote, whatever stands before it.
            '\\' if matches!(chars.peek(), None | Some('\'')) => written.push_str("\\u{5c}"),
            '\\' => written.push_str("\\\\"),
            '\n' => written.push_str("\\n"),
            '\r' => written.push_str("\\r"),
            '\t' => written.push_str("\\t"),
            '$' if chars.peek() == Some(&'{') => written.push_str("\\$"),
            char if is_hidden(char) => {
                let code = u32::from(char);
                written.push_str(&["\\u{", &format!("{code:x}"), "}"].concat());
            }
            other => written.push(other),
        }
    }
}

/// Tells whether a character changes how its line is read or cannot be seen.
fn is_hidden(char: char) -> bool {
    char.is_control()
        || matches!(char, '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}')
}

/// Makes a text fit for a comment that ends with its line.
pub(super) fn comment(text: &str) -> Cow<'_, str> {
    plain::without(text, is_hidden)
}

/// The identifiers of one file, each with the number that the next of its kind gets.
#[derive(Default)]
pub(super) struct Symbols(HashMap<String, u32>);

impl Symbols {
    /// Makes an identifier that nothing else in the file has.
    pub(super) fn fresh(&mut self, prefix: &str, text: &str) -> String {
        let kept = text.chars().map(|char| {
            if char.is_ascii_alphanumeric() {
                char
            } else {
                '_'
            }
        });
        let mut base = String::with_capacity(prefix.len() + 61);
        base.push_str(prefix);
        base.push('_');
        base.extend(kept.take(60));
        let Some(next) = self.0.get(&base) else {
            self.0.insert(base.clone(), 2);
            return base;
        };
        let mut number = *next;
        let mut symbol = format!("{base}_{number}");
        while self.0.contains_key(&symbol) {
            number = number.saturating_add(1);
            symbol = format!("{base}_{number}");
        }
        self.0.insert(base, number.saturating_add(1));
        self.0.insert(symbol.clone(), 2);
        symbol
    }
}
