//! The lines that a finding shows, cut out of their files and made safe to print.
//!
//! A finding costs the same wherever it stands: only the lines with a label are copied, long lines
//! are cut round their labels, and the middle of a long label is left out.

use std::collections::BTreeMap;
use std::ops::Range;

use codespan_reporting::files::{Error, Files, Location};

use super::safe;
use crate::source::{FileId, SourceFile, Sources, Span};

/// A line longer than this is cut.
const LONG: usize = 400;
/// What is kept before and behind the first label on a line that is cut.
const MARGIN: usize = 60;
/// What is kept at most of a label on a line that is cut.
const LABEL: usize = 120;
/// Lines that are left out count as so many, which makes codespan draw a gap.
const GAP: usize = 4;

/// The lines of one finding, file by file, in the order of its labels.
#[derive(Debug)]
pub(super) struct Window<'run> {
    panes: Vec<Pane<'run>>,
}

/// The lines of one file.
#[derive(Debug)]
struct Pane<'run> {
    id: FileId,
    file: &'run SourceFile,
    name: String,
    text: String,
    lines: Vec<Line>,
    /// The true place of each label's start, by its offset in `text`.
    places: Vec<(usize, Location)>,
}

/// One line that is shown.
#[derive(Debug)]
struct Line {
    /// Counts lines as codespan sees them.
    index: usize,
    /// Counts lines in the file, from 1.
    number: usize,
    /// Where it stands in the pane's text.
    shown: Range<usize>,
    /// Which bytes of the file it shows.
    cut: Range<usize>,
    /// Where the first byte of the cut stands in the pane's text.
    first: usize,
    /// Escapes: the offset in the file behind the character, and the bytes gained.
    gains: Vec<(usize, usize)>,
}

impl<'run> Window<'run> {
    /// Cuts out the lines of all labels.
    pub(super) fn new(sources: &'run Sources, spans: &[Span]) -> Self {
        let mut panes: Vec<Pane<'run>> = Vec::new();
        for span in spans {
            let is_new = panes.iter().all(|pane| pane.id != span.file);
            if let Some(file) = sources.get(span.file).filter(|_| is_new) {
                let here = spans.iter().filter(|other| other.file == span.file);
                let ranges: Vec<_> = here.map(|span| within(file, *span)).collect();
                panes.push(Pane::new(span.file, file, &ranges));
            }
        }
        Self { panes }
    }

    /// Returns the number of a span's pane and the range of the span in it.
    pub(super) fn range(&self, span: Span) -> Option<(usize, Range<usize>)> {
        let number = self.panes.iter().position(|pane| pane.id == span.file)?;
        let pane = self.panes.get(number)?;
        let range = within(pane.file, span);
        Some((number, pane.shown(range.start)..pane.shown(range.end)))
    }
}

impl<'run> Pane<'run> {
    fn new(id: FileId, file: &'run SourceFile, ranges: &[Range<usize>]) -> Self {
        let name = safe::safe(&file.name().to_string_lossy()).into_owned();
        let (text, lines, places) = (String::new(), Vec::new(), Vec::new());
        let mut pane = Self {
            id,
            file,
            name,
            text,
            lines,
            places,
        };
        for (line, label) in labelled_lines(file, ranges) {
            pane.draw(line, label);
        }
        for range in ranges {
            let place = file.place(offset(range.start));
            let (line_number, column_number) = (place.line as usize, place.column as usize);
            pane.places.push((
                pane.shown(range.start),
                Location {
                    line_number,
                    column_number,
                },
            ));
        }
        pane
    }

    fn draw(&mut self, line: usize, label: Range<usize>) {
        let index = match self.lines.last() {
            Some(last) if last.number == line => last.index + 1,
            Some(last) => last.index + GAP,
            None => 0,
        };
        let whole = line_range(self.file, line);
        let cut = cut(self.file.text(), &whole, &label);
        let start = self.text.len();
        if cut.start > whole.start {
            self.text.push('…');
        }
        let first = self.text.len();
        let gains = self.push(cut.start, self.file.text().get(cut.clone()).unwrap_or(""));
        if cut.end < whole.end {
            self.text.push('…');
        }
        let shown = start..self.text.len();
        self.text.push('\n');
        self.lines.push(Line {
            index,
            number: line + 1,
            shown,
            cut,
            first,
            gains,
        });
    }

    /// Adds a part of the file that starts at `from`, made safe; returns where escapes gained bytes.
    fn push(&mut self, from: usize, part: &str) -> Vec<(usize, usize)> {
        let mut gains = Vec::new();
        if part
            .bytes()
            .all(|byte| safe::is_plain(byte) || byte == b'\t')
        {
            self.text.push_str(part);
            return gains;
        }
        for (at, char) in part.char_indices() {
            let before = self.text.len();
            if char == '\t' {
                self.text.push(char);
            } else {
                safe::push(&mut self.text, char);
            }
            let (gained, width) = (self.text.len() - before, char.len_utf8());
            if gained > width {
                gains.push((from + at + width, gained - width));
            }
        }
        gains
    }

    /// Returns where a byte of the file stands in the pane's text.
    fn shown(&self, at: usize) -> usize {
        let line = self.file.line_index(offset(at)) + 1;
        let found = self.lines.partition_point(|shown| shown.number < line);
        let Some(line) = self.lines.get(found).or(self.lines.last()) else {
            return 0;
        };
        let at = at.clamp(line.cut.start, line.cut.end);
        let before = line.gains.iter().take_while(|(behind, _)| *behind <= at);
        let gained: usize = before.map(|(_, gained)| gained).sum();
        line.first + (at - line.cut.start) + gained
    }

    fn line(&self, index: usize) -> Option<&Line> {
        let found = self
            .lines
            .binary_search_by_key(&index, |line| line.index)
            .ok()?;
        self.lines.get(found)
    }
}

/// Lists the lines to show, each with the range of its first label.
fn labelled_lines(file: &SourceFile, ranges: &[Range<usize>]) -> BTreeMap<usize, Range<usize>> {
    let mut lines = BTreeMap::new();
    for range in ranges {
        let first = file.line_index(offset(range.start));
        let last = file.line_index(offset(range.end));
        lines.entry(first).or_insert_with(|| range.clone());
        if last > first {
            lines.entry(last).or_insert(range.end..range.end);
            lines.entry(first + 1).or_insert(range.end..range.end);
        }
    }
    // One line between two that are shown takes no more room than the gap that would stand for it.
    let shown: Vec<_> = lines.keys().copied().collect();
    for (one, next) in shown.iter().zip(shown.iter().skip(1)) {
        if next - one == 2 {
            lines.insert(one + 1, 0..0);
        }
    }
    lines
}

/// Returns the bytes of a line without its end.
fn line_range(file: &SourceFile, line: usize) -> Range<usize> {
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

/// Returns the part of a line that is shown.
fn cut(text: &str, line: &Range<usize>, label: &Range<usize>) -> Range<usize> {
    if line.len() <= LONG {
        return line.clone();
    }
    let start = label.start.clamp(line.start, line.end);
    let end = label.end.clamp(start, line.end).min(start + LABEL);
    let from = text.floor_char_boundary(start.saturating_sub(MARGIN).max(line.start));
    from..text.ceil_char_boundary((end + MARGIN).min(line.end))
}

/// Returns the bytes of a span, kept inside its file and off the line end behind it.
fn within(file: &SourceFile, span: Span) -> Range<usize> {
    let text = file.text();
    let start = text.floor_char_boundary((span.start as usize).min(text.len()));
    let end = text
        .ceil_char_boundary((span.end as usize).min(text.len()))
        .max(start);
    let covered = text.get(start..end).unwrap_or("");
    start..start + covered.trim_end_matches(['\n', '\r']).len()
}

fn offset(at: usize) -> u32 {
    u32::try_from(at).unwrap_or(u32::MAX)
}

impl<'files> Files<'files> for Window<'_> {
    type FileId = usize;
    type Name = &'files str;
    type Source = &'files str;

    fn name(&'files self, id: usize) -> Result<&'files str, Error> {
        self.panes
            .get(id)
            .map(|pane| pane.name.as_str())
            .ok_or(Error::FileMissing)
    }

    fn source(&'files self, id: usize) -> Result<&'files str, Error> {
        self.panes
            .get(id)
            .map(|pane| pane.text.as_str())
            .ok_or(Error::FileMissing)
    }

    fn line_index(&'files self, id: usize, at: usize) -> Result<usize, Error> {
        let pane = self.panes.get(id).ok_or(Error::FileMissing)?;
        let behind = pane.lines.partition_point(|line| line.shown.start <= at);
        Ok(pane
            .lines
            .get(behind.saturating_sub(1))
            .map_or(0, |line| line.index))
    }

    fn line_number(&'files self, id: usize, index: usize) -> Result<usize, Error> {
        let pane = self.panes.get(id).ok_or(Error::FileMissing)?;
        // Lines of a gap are never drawn, but their numbers are measured.
        Ok(pane.line(index).map_or(1, |line| line.number))
    }

    fn line_range(&'files self, id: usize, index: usize) -> Result<Range<usize>, Error> {
        let pane = self.panes.get(id).ok_or(Error::FileMissing)?;
        Ok(pane.line(index).map_or(0..0, |line| line.shown.clone()))
    }

    fn location(&'files self, id: usize, at: usize) -> Result<Location, Error> {
        let pane = self.panes.get(id).ok_or(Error::FileMissing)?;
        let place = pane.places.iter().find(|(shown, _)| *shown == at);
        let unknown = Location {
            line_number: 1,
            column_number: 1,
        };
        Ok(place.map_or(unknown, |(_, place)| *place))
    }
}
