//! Which lines of a file a finding shows, and which part of each.

use std::collections::BTreeMap;
use std::ops::Range;

use crate::source::{SourceFile, Span};

/// Lists the lines to show, each with the ranges of its labels.
pub(super) fn labelled_lines(
    file: &SourceFile,
    ranges: &[Range<usize>],
) -> BTreeMap<usize, Vec<Range<usize>>> {
    let mut lines: BTreeMap<usize, Vec<Range<usize>>> = BTreeMap::new();
    for range in ranges {
        let first = file.line_index(offset(range.start));
        let last = file.line_index(offset(range.end));
        lines.entry(first).or_default().push(range.clone());
        if last > first {
            for line in [first + 1, last] {
                lines.entry(line).or_default().push(range.end..range.end);
            }
        }
    }
    // One line between two that are shown takes no more room than the gap that would stand for it.
    let shown: Vec<_> = lines.keys().copied().collect();
    for (one, next) in shown.iter().zip(shown.iter().skip(1)) {
        if next - one == 2 {
            lines.insert(one + 1, Vec::new());
        }
    }
    lines
}

/// Returns the bytes of a line without its end.
pub(super) fn line_range(file: &SourceFile, line: usize) -> Range<usize> {
    let starts = file.line_starts();
    let start = starts
        .get(line)
        .map_or(file.text().len(), |start| *start as usize);
    let end = starts
        .get(line + 1)
        .map_or(file.text().len(), |end| *end as usize);
    let text = file.text().get(start..end).unwrap_or("");
    start..start + text.trim_end_matches(['\n', '\r']).len()
}

/// Returns the part of a line that is shown: all labels where there is room, else the first one.
pub(super) fn cut(
    text: &str,
    line: &Range<usize>,
    labels: &[Range<usize>],
    room: usize,
) -> Range<usize> {
    if text.get(line.clone()).unwrap_or("").chars().count() <= room {
        return line.clone();
    }
    let room = room.saturating_sub(2);
    let inside = |at: usize| at.clamp(line.start, line.end);
    let first = labels.first().map_or(line.start..line.start, Range::clone);
    let start = labels.iter().map(|label| label.start).min();
    let end = labels.iter().map(|label| label.end).max();
    let all = inside(start.unwrap_or(line.start))..inside(end.unwrap_or(line.start));
    let label = if all.len() <= room {
        all
    } else {
        inside(first.start)..inside(first.end)
    };
    // What a line begins with says what it is; it is given up only for labels far behind.
    let from = if label.end - line.start <= room || label.start - line.start <= room / 2 {
        line.start
    } else {
        let left = room.saturating_sub(label.len());
        let behind = (line.end - label.end).min(left / 2);
        label.start.saturating_sub(left - behind).max(line.start)
    };
    text.floor_char_boundary(from)..text.ceil_char_boundary((from + room).min(line.end))
}

/// Returns the bytes of a span, kept inside its file and off the line end behind it.
pub(super) fn within(file: &SourceFile, span: Span) -> Range<usize> {
    let text = file.text();
    let start = text.floor_char_boundary((span.start as usize).min(text.len()));
    let end = text
        .ceil_char_boundary((span.end as usize).min(text.len()))
        .max(start);
    let covered = text.get(start..end).unwrap_or("");
    start..start + covered.trim_end_matches(['\n', '\r']).len()
}

/// Takes a place in a file for an offset; files are far smaller than this could hold.
pub(super) fn offset(at: usize) -> u32 {
    u32::try_from(at).unwrap_or(u32::MAX)
}
