//! The lines that a finding shows, cut out of their files and made safe to print.
//!
//! A finding costs the same wherever it stands: only the lines with a label are copied, long lines
//! are cut round their labels, and the middle of a long label is left out.

mod lines;

use std::ops::Range;

use codespan_reporting::files::{Error, Files, Location};

use super::safe;
use crate::source::{FileId, SourceFile, Sources, Span};

use lines::{cut, labelled_lines, line_range, offset, within};

/// So many columns stand beside the numbers of lines: the border, and a bracket for labels of
/// several lines.
const BORDER: usize = 5;
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
    /// Cuts out the lines of all labels, so that they fit into a width.
    pub(super) fn new(sources: &'run Sources, spans: &[Span], width: usize) -> Self {
        let last = |span: &Span| {
            let file = sources.get(span.file);
            file.map_or(0, |file| file.line_index(span.end) + 1)
        };
        let digits = spans.iter().map(last).max().unwrap_or(0).to_string().len();
        let room = width.saturating_sub(BORDER + digits);
        let mut panes: Vec<Pane<'run>> = Vec::new();
        for span in spans {
            let is_new = panes.iter().all(|pane| pane.id != span.file);
            if let Some(file) = sources.get(span.file).filter(|_| is_new) {
                let here = spans.iter().filter(|other| other.file == span.file);
                let ranges: Vec<_> = here.map(|span| within(file, *span)).collect();
                panes.push(Pane::new((span.file, file), &ranges, room));
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
    fn new((id, file): (FileId, &'run SourceFile), ranges: &[Range<usize>], room: usize) -> Self {
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
        for (line, labels) in labelled_lines(file, ranges) {
            pane.draw(line, &labels, room);
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

    fn draw(&mut self, line: usize, labels: &[Range<usize>], room: usize) {
        let index = match self.lines.last() {
            Some(last) if last.number == line => last.index + 1,
            Some(last) => last.index + GAP,
            None => 0,
        };
        let whole = line_range(self.file, line);
        let cut = cut(self.file.text(), &whole, labels, room);
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
        if at < line.cut.start {
            // It is drawn at the sign that stands for what was cut.
            return line.shown.start;
        }
        let at = at.min(line.cut.end);
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
