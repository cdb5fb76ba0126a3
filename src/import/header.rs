//! The comment on top of imported policy text.

use std::fmt::Write;

use super::Imported;
use crate::source::{FileId, Sources};

/// Writes which files were read and what of them could not be said.
///
/// Holds nothing that differs from run to run.
pub fn header(sources: &Sources, files: &[FileId], imported: &Imported) -> String {
    let mut text = String::new();
    for file in files.iter().filter_map(|file| sources.get(*file)) {
        let _ = writeln!(
            text,
            "// Imported from {}",
            harmless(&file.name().to_string_lossy())
        );
    }
    if !imported.diagnostics.is_empty() {
        text.push_str("//\n// Not the same as there:\n");
    }
    for found in &imported.diagnostics {
        let span = found.primary.span;
        let Some(file) = sources.get(span.file) else {
            continue;
        };
        let place = file.place(span.start);
        let name = harmless(&file.name().to_string_lossy());
        let message = harmless(&found.message);
        let _ = writeln!(
            text,
            "// - {name}:{}:{}: {message}",
            place.line, place.column
        );
    }
    text.push('\n');
    text
}

/// Makes a text safe to stand in one line of a comment.
fn harmless(text: &str) -> String {
    let mut safe = String::new();
    for char in text.chars() {
        if char.is_control() || !is_harmless(char) {
            let _ = write!(safe, "\\u{{{:x}}}", u32::from(char));
        } else {
            safe.push(char);
        }
    }
    safe
}

/// Tells whether a character shows as itself: no line break of Unicode, no mark of direction,
/// nothing invisible.
pub(super) fn is_harmless(char: char) -> bool {
    !matches!(
        char,
        '\u{61c}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}'
            | '\u{ad}' | '\u{feff}' | '\u{fff9}'..='\u{fffb}' | '\u{e0000}'..='\u{e007f}'
    )
}
