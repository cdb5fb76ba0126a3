//! Mistakes behind the first one of a declaration: the line of each is blotted out, or on a line
//! that cannot be, the mistake itself is mended; then the rest is read again.

use super::token::is_word;
use super::{Broken, Stop, mistake, stop};
use crate::diagnostic::{Diagnostic, Edit};

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
        let rest = without_line(&text, at).or_else(|| mended(&text, &diagnostic, broken));
        found.push(diagnostic);
        next = rest.and_then(|(rest, end)| {
            let stopped = stop(&rest)?;
            text = rest;
            // What stands right behind a hole may only miss what was there, and so may the end.
            let says = |part: Option<&str>| part.is_some_and(|text| !text.trim_ascii().is_empty());
            let apart = says(text.get(end..stopped.at)) && says(text.get(stopped.at..));
            apart.then_some(stopped)
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

/// Follows the first remedy where all places stay as they are; returns where its last edit ends.
fn mended(text: &str, diagnostic: &Diagnostic, broken: Broken<'_>) -> Option<(String, usize)> {
    let edits = &diagnostic.remedies.first()?.edits;
    let (mut mended, mut end) = (text.to_owned(), 0);
    for edit in edits {
        end = follow(&mut mended, edit, broken)?;
    }
    (end > 0).then_some((mended, end))
}

/// Writes an edit over what it replaces and the blanks behind, so that nothing moves; returns where
/// it ends.
fn follow(text: &mut String, edit: &Edit, broken: Broken<'_>) -> Option<usize> {
    let start = edit.span.start.checked_sub(broken.span.start)? as usize;
    let end = edit.span.end.checked_sub(broken.span.start)? as usize;
    let behind = text.get(end..)?;
    let blanks = behind.len() - behind.trim_start_matches(' ').len();
    let new = edit.text.trim();
    let left = (end - start + blanks).checked_sub(new.len())?;
    let joins = |text: &str| text.starts_with(is_word);
    if left == 0 && new.ends_with(is_word) && joins(behind.trim_start_matches(' ')) {
        return None;
    }
    text.replace_range(start..end + blanks, &format!("{new}{}", " ".repeat(left)));
    Some(start + new.len().max(end - start))
}

/// Returns what takes as many bytes as a character: blanks, or the end of a line.
fn blank(character: char) -> &'static str {
    match character {
        '\n' => "\n",
        other => "    ".get(..other.len_utf8()).unwrap_or(" "),
    }
}
