//! Blanks round the edits of a remedy, so that the mended text reads as `fmt` would write it.
//!
//! Rules do not see the text that they mend: they say what goes and what comes, and this is where
//! it gets its place.

use crate::diagnostic::{Diagnostic, Edit};
use crate::source::{Sources, Span};

const INDENT: &str = "    ";

/// Fits the edits of all remedies of a finding into the text round them.
pub(super) fn fit(finding: &mut Diagnostic, sources: &Sources) {
    for remedy in &mut finding.remedies {
        let mut edits: Vec<&mut Edit> = remedy.edits.iter_mut().collect();
        edits.sort();
        // Where the edit before this one ends; what it takes is not taken twice.
        let mut before = Span::default();
        for edit in edits {
            let file = edit.span.file;
            if before.file != file {
                before = Span::new(file, 0, 0);
            }
            let text = sources.get(file).map_or("", |source| source.text());
            if edit.is_member {
                place_member(edit, text);
            } else if edit.text.is_empty() {
                take_blanks(edit, text, before.end);
            }
            before = edit.span;
        }
    }
}

/// Moves a member from the closing brace of its block to a line of its own, or behind the other
/// members where the block stands on one line.
fn place_member(edit: &mut Edit, text: &str) {
    let before = text.get(..edit.span.start as usize).unwrap_or("");
    let kept = before.trim_end();
    let gap = before.get(kept.len()..).unwrap_or("");
    let member = edit.text.trim();
    edit.text = match gap.rsplit_once('\n') {
        Some((line, indent)) => {
            let end = if line.ends_with('\r') { "\r\n" } else { "\n" };
            format!("{end}{indent}{INDENT}{member}")
        }
        None if gap.is_empty() => format!(" {member} "),
        None => format!(" {member}"),
    };
    edit.span.start = offset(kept.len());
    edit.span.end = edit.span.start;
    edit.is_member = false;
}

/// Takes one of the two gaps that a word leaves behind when it goes.
fn take_blanks(edit: &mut Edit, text: &str, taken: u32) {
    let (start, end) = (edit.span.start as usize, edit.span.end as usize);
    // An invisible character may stand inside a string, where blanks mean something.
    let gone = text.get(start..end).unwrap_or("");
    if !gone.starts_with(|char: char| char.is_ascii_graphic()) {
        return;
    }
    let blanks: &[char] = &[' ', '\t'];
    let behind = text.get(end..).unwrap_or("");
    let before = text.get(taken as usize..start).unwrap_or("");
    let kept = before.trim_end_matches(blanks);
    if kept.len() == before.len() {
        return;
    }
    if kept.ends_with('\n') || (kept.is_empty() && taken == 0) {
        let left = behind.trim_start_matches(blanks);
        if !left.starts_with(['\n', '\r']) {
            edit.span.end = offset(text.len() - left.len());
        }
    } else if behind.is_empty() || behind.starts_with([' ', '\t', '\n', '\r']) {
        edit.span.start = offset(taken as usize + kept.len());
    }
}

fn offset(at: usize) -> u32 {
    u32::try_from(at).unwrap_or(u32::MAX)
}
