//! Words, strings and single characters of broken text.

/// A piece of text at the place of a mistake.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Token<'t> {
    pub(super) start: usize,
    pub(super) text: &'t str,
}

impl<'t> Token<'t> {
    /// Returns the word, string or single character at a place.
    pub(super) fn at(text: &'t str, start: usize) -> Token<'t> {
        let rest = text.get(start..).unwrap_or_default();
        let length = match rest.chars().next() {
            None => 0,
            Some('"') => string_length(rest),
            Some(first) if is_word(first) => {
                let end = rest.find(|character| !is_word(character));
                end.unwrap_or(rest.len())
            }
            Some(first) => first.len_utf8(),
        };
        Token {
            start,
            text: rest.get(..length).unwrap_or_default(),
        }
    }

    pub(super) fn end(self) -> usize {
        self.start + self.text.len()
    }

    pub(super) fn is_word(self) -> bool {
        self.text.starts_with(is_word)
    }
}

fn string_length(rest: &str) -> usize {
    let mut is_escaped = false;
    for (index, byte) in rest.bytes().enumerate().skip(1) {
        match byte {
            _ if is_escaped => is_escaped = false,
            b'\\' => is_escaped = true,
            b'"' => return index + 1,
            b'\n' => break,
            _ => {}
        }
    }
    1
}

pub(super) fn is_word(character: char) -> bool {
    character.is_ascii_alphanumeric() || matches!(character, '-' | '_' | '.' | '@' | '$')
}
