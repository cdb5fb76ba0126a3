//! Texts, comments and identifiers of Bicep.

use std::collections::BTreeSet;

/// Writes a text as a string literal on one line.
pub(super) fn literal(text: &str) -> String {
    let mut written = String::with_capacity(text.len() + 2);
    written.push('\'');
    let plain = |byte: u8| matches!(byte, b' '..=b'~') && !matches!(byte, b'\'' | b'\\' | b'$');
    if text.bytes().all(plain) {
        written.push_str(text);
        written.push('\'');
        return written;
    }
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
    written.push('\'');
    written
}

/// Tells whether a character changes how its line is read or cannot be seen.
fn is_hidden(char: char) -> bool {
    char.is_control()
        || matches!(char, '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}')
}

/// Makes a text fit for a comment that ends with its line.
pub(super) fn comment(text: &str) -> String {
    let visible = |char| if is_hidden(char) { '\u{fffd}' } else { char };
    text.chars().map(visible).collect()
}

/// The identifiers of one file.
#[derive(Default)]
pub(super) struct Symbols(BTreeSet<String>);

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
        let base: String = prefix.chars().chain(['_']).chain(kept.take(60)).collect();
        let mut symbol = base.clone();
        let mut number = 2_u32;
        while !self.0.insert(symbol.clone()) {
            symbol = format!("{base}_{number}");
            number = number.saturating_add(1);
        }
        symbol
    }
}
