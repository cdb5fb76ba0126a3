//! Mistakes behind the first one of a declaration: the line of each is blotted out, and the rest is
//! read again.

use super::{Broken, Stop, mistake, stop};
use crate::diagnostic::Diagnostic;

/// So many mistakes of one declaration are told; each reads it once more.
const MOST: usize = 20;

/// Explains the mistakes of a declaration in the order of its text. A line that cannot be left out
/// ends it, so that nothing is told that follows from another mistake.
pub(super) fn mistakes(broken: Broken<'_>, first: Stop) -> Vec<Diagnostic> {
    let mut text = broken.text.to_owned();
    let mut next = Some(first);
    let mut found = Vec::new();
    while let Some(stopped) = next.filter(|_| found.len() < MOST) {
        let diagnostic = mistake(
            Broken {
                text: &text,
                ..broken
            },
            &stopped,
        );
        let at = stopped.at.min(place_in(&diagnostic, broken));
        found.push(diagnostic);
        next = without_line(&text, at).and_then(|(rest, end)| {
            let stopped = stop(&rest)?;
            text = rest;
            // What stands right behind a line that is gone may only miss it.
            let between = text.get(end..stopped.at)?;
            (!between.trim_ascii().is_empty()).then_some(stopped)
        });
    }
    found
}

/// Returns where a diagnostic points in the text of its declaration.
fn place_in(diagnostic: &Diagnostic, broken: Broken<'_>) -> usize {
    (diagnostic
        .primary
        .span
        .start
        .saturating_sub(broken.span.start)) as usize
}

/// Blots out the line at a place, with the block that it opens; returns the rest and where the hole
/// ends. The first line and those that close a block cannot be left out.
fn without_line(text: &str, at: usize) -> Option<(String, usize)> {
    let start = text.get(..at)?.rfind('\n')? + 1;
    let mut depth = 0_i32;
    let mut end = start;
    for line in text.get(start..)?.split_inclusive('\n') {
        // Braces in strings come in pairs or hardly at all; a wrong guess only ends the search.
        for byte in line.bytes() {
            depth += i32::from(byte == b'{') - i32::from(byte == b'}');
            if depth < 0 {
                return None;
            }
        }
        end += line.len();
        if depth == 0 {
            break;
        }
    }
    let hole = text.get(start..end)?;
    let blanks: String = hole.chars().map(blank).collect();
    let rest = [text.get(..start)?, &blanks, text.get(end..)?].concat();
    (depth == 0 && !hole.trim_ascii().is_empty()).then_some((rest, end))
}

/// Returns what takes as many bytes as a character: blanks, or the end of a line.
fn blank(character: char) -> &'static str {
    match character {
        '\n' => "\n",
        other => "    ".get(..other.len_utf8()).unwrap_or(" "),
    }
}
