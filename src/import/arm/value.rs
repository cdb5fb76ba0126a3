//! What values are made of and how much of them there is.

use crate::import::json::{Json, Kind};
use crate::source::Span;

/// Measures a value, as work that it takes to copy it.
pub(super) fn weight(value: &Json) -> usize {
    match &value.kind {
        Kind::List(items) => 1 + items.iter().map(weight).sum::<usize>(),
        Kind::Object(entries) => {
            1 + entries
                .iter()
                .map(|entry| weight(&entry.value))
                .sum::<usize>()
        }
        Kind::Text(text) | Kind::Symbolic(text) => 1 + text.len() / 16,
        _ => 1,
    }
}

/// Returns the text that names a parameter or variable.
pub(super) fn text_of(value: &Json) -> std::result::Result<&str, String> {
    value
        .text()
        .ok_or_else(|| "a parameter or variable is named by something that is no text".to_owned())
}

/// Makes a text, marked as symbolic where it holds marks.
pub(super) fn plain(text: String, span: Span) -> Json {
    let kind = if text.contains('\0') {
        Kind::Symbolic(text)
    } else {
        Kind::Text(text)
    };
    Json { kind, span }
}

/// Shortens a text for a message.
pub(super) fn cut(text: &str) -> String {
    let mut short: String = text.chars().take(60).collect();
    if short.len() < text.len() {
        short.push('…');
    }
    short
}
