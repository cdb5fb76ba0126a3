//! What a finding is known by when lines above it come and go.

use std::collections::HashMap;
use std::fmt::Write as _;

use sha2::{Digest as _, Sha256};

use crate::diagnostic::Diagnostic;
use crate::source::Sources;

/// So much of a long span takes part.
const SPAN: usize = 200;

/// Counts equal contexts, so that the second of two equal findings has a print of its own.
#[derive(Default)]
pub(super) struct Fingerprints {
    seen: HashMap<[u8; 32], u32>,
}

impl Fingerprints {
    /// Returns the print: of code, rule, file, text of span and line, and occurrence.
    pub(super) fn of(&mut self, finding: &Diagnostic, sources: &Sources) -> String {
        let span = finding.primary.span;
        let mut hash = Sha256::new();
        let mut part = |text: &[u8]| {
            hash.update(text);
            hash.update([0]);
        };
        part(finding.code.id.as_bytes());
        part(finding.code.name.as_bytes());
        if let Some(file) = sources.get(span.file) {
            part(file.name().as_os_str().as_encoded_bytes());
            let line = file.line_index(span.start);
            let start = file
                .line_starts()
                .get(line)
                .map_or(0, |start| *start as usize);
            let rest = file.text().get(start..).unwrap_or("");
            let line = rest.get(..rest.floor_char_boundary(4 * SPAN)).unwrap_or("");
            part(normal(line.lines().next().unwrap_or("")).as_bytes());
        }
        let text = sources.slice(span);
        part(normal(text.get(..text.floor_char_boundary(SPAN)).unwrap_or("")).as_bytes());
        let context: [u8; 32] = hash.finalize().into();
        let count = self.seen.entry(context).or_default();
        *count += 1;
        let mut print = String::with_capacity(40);
        for byte in context.iter().take(16) {
            // Writing to a string cannot fail.
            let _ = write!(print, "{byte:02x}");
        }
        let _ = write!(print, ":{count}");
        print
    }
}

/// Makes every run of blanks one blank.
fn normal(text: &str) -> String {
    let words: Vec<_> = text.split_whitespace().collect();
    words.join(" ")
}
