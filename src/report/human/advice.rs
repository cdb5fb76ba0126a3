//! What stands below the drawing: notes, and remedies with their edits as a small diff.

use std::collections::BTreeMap;

use similar::{ChangeTag, TextDiff};

use super::wrap::wrap;
use crate::diagnostic::{Diagnostic, Edit, Remedy};
use crate::report::{safe, safe_lines};
use crate::source::{FileId, SourceFile, Sources};

/// Edits that touch more lines than this are not shown.
const LINES: usize = 6;
/// Nor are longer lines, in bytes.
const LINE: usize = 320;
/// Nor are edits in lines that make up more bytes than this.
const BYTES: usize = 600;

/// Returns the notes and remedies of a finding, wrapped.
pub(super) fn notes(finding: &Diagnostic, sources: &Sources, width: usize) -> Vec<String> {
    let room = width.saturating_sub(8).max(20);
    let notes = finding
        .notes
        .iter()
        .map(|note| wrap(&safe_lines(note), room));
    let helps = finding.remedies.iter().map(|remedy| {
        let mut text = wrap(&safe_lines(&format!("help: {}", remedy.text)), room);
        text.extend(diff(remedy, sources));
        text
    });
    notes.chain(helps).map(|lines| lines.join("\n")).collect()
}

/// Returns the lines that change, if they are few; one that only becomes empty is shown as gone.
fn diff(remedy: &Remedy, sources: &Sources) -> Vec<String> {
    let mut files: BTreeMap<FileId, Vec<&Edit>> = BTreeMap::new();
    for edit in &remedy.edits {
        files.entry(edit.span.file).or_default().push(edit);
    }
    let Some((file, edits)) = files.pop_first().filter(|_| files.is_empty()) else {
        return Vec::new();
    };
    let changed = sources.get(file).and_then(|file| changed(file, edits));
    let Some((old, new)) = changed else {
        return Vec::new();
    };
    let line = |sign: char, line: &str| {
        let text = line.trim_end_matches(['\n', '\r']);
        (!text.trim().is_empty()).then(|| format!("  {sign} {}", safe(text)))
    };
    if let [_] = remedy.edits.as_slice() {
        let (gone, come) = apart(&old, &new);
        let gone = gone.into_iter().filter_map(|gone| line('-', gone));
        return gone
            .chain(come.into_iter().filter_map(|come| line('+', come)))
            .collect();
    }
    let diff = TextDiff::from_lines(old.as_str(), new.as_str());
    diff.iter_all_changes()
        .filter_map(|change| match change.tag() {
            ChangeTag::Delete => line('-', change.value()),
            ChangeTag::Insert => line('+', change.value()),
            ChangeTag::Equal => None,
        })
        .collect()
}

/// Leaves out the lines with which two texts begin and end alike: all that one edit changed is left.
fn apart<'t>(old: &'t str, new: &'t str) -> (Vec<&'t str>, Vec<&'t str>) {
    let mut gone: Vec<&str> = old.split_inclusive('\n').collect();
    let mut come: Vec<&str> = new.split_inclusive('\n').collect();
    while gone.last().is_some() && gone.last() == come.last() {
        gone.pop();
        come.pop();
    }
    let same = gone.iter().zip(&come).take_while(|(old, new)| old == new);
    let same = same.count();
    gone.drain(..same);
    come.drain(..same);
    (gone, come)
}

/// Returns the lines round the edits, as they are and as they become.
fn changed(file: &SourceFile, mut edits: Vec<&Edit>) -> Option<(String, String)> {
    edits.sort();
    let first = file.line_index(edits.first()?.span.start);
    let last = file.line_index(edits.iter().map(|edit| edit.span.end).max()?);
    let starts = file.line_starts();
    let start = *starts.get(first)? as usize;
    let end = starts
        .get(last + 1)
        .map_or(file.text().len(), |end| *end as usize);
    if last - first >= LINES || end - start > BYTES {
        return None;
    }
    let old = file.text().get(start..end)?;
    let (mut new, mut done) = (String::new(), start);
    for edit in edits {
        new.push_str(file.text().get(done..edit.span.start as usize)?);
        new.push_str(&edit.text);
        done = edit.span.end as usize;
    }
    new.push_str(file.text().get(done..end)?);
    let readable = |text: &str| text.lines().all(|line| line.len() <= LINE);
    let few = new.lines().count() <= LINES && readable(old) && readable(&new);
    few.then(|| (old.to_owned(), new))
}
