//! The comment on top of imported policy text.

use std::fmt::Write;

use crate::import::Imported;
use crate::report::safe;
use crate::source::{FileId, Sources};

/// Writes which files were read and what of them is not in the policy.
///
/// Holds nothing that differs from run to run, and nothing that could end the comment.
pub(super) fn header(sources: &Sources, files: &[FileId], imported: &Imported) -> String {
    let mut text = String::new();
    for file in files.iter().filter_map(|file| sources.get(*file)) {
        // Writing to a string cannot fail.
        let _ = writeln!(
            text,
            "// Imported from {}",
            safe(&file.name().to_string_lossy())
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
        let (name, message) = (file.name().to_string_lossy(), safe(&found.message));
        let _ = writeln!(
            text,
            "// - {}:{}:{}: {message}",
            safe(&name),
            place.line,
            place.column
        );
    }
    text
}
