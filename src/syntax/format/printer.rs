//! Units to lines, with the comments put back where they were.

mod comments;
mod lines;

use super::INDENT;
use super::source::Source;
use super::unit::{Block, Fence, List, Piece, Unit};

/// Writes lines; comments are taken one after the other as their places are passed.
pub(super) struct Printer<'t> {
    source: Source<'t>,
    out: String,
    /// The next comment that is not written yet.
    comment: usize,
    /// Where what was written last ended in the source.
    last: u32,
    /// Nothing was written yet in the present block.
    is_first: bool,
    /// The present line ends with a `//` comment.
    is_sealed: bool,
}

impl<'t> Printer<'t> {
    pub(super) fn new(source: Source<'t>) -> Self {
        Self {
            source,
            out: String::with_capacity(source.len()),
            comment: 0,
            last: 0,
            is_first: true,
            is_sealed: false,
        }
    }

    pub(super) fn file(&mut self, items: &[Unit<'_>]) {
        self.members(items, 0);
        self.comments_until(u32::MAX, 0);
    }

    pub(super) fn finish(mut self) -> String {
        self.end_line();
        self.out
    }

    /// Writes units one below the other.
    fn members(&mut self, units: &[Unit<'_>], indent: usize) {
        for unit in units {
            self.member(unit, indent);
        }
    }

    fn member(&mut self, unit: &Unit<'_>, indent: usize) {
        let top = unit.top();
        self.comments_until(top, indent);
        self.gap(top, indent);
        if let Some(docs) = unit.docs {
            self.docs(&docs.text, indent);
            self.last = docs.span.end;
        }
        for annotation in &unit.annotations {
            self.comments_until(annotation.start, indent);
            self.begin_line(indent);
            self.unit(annotation, indent);
            self.last = annotation.end;
            self.trailing(indent);
        }
        if unit.docs.is_some() || !unit.annotations.is_empty() {
            let words = unit.annotations.last().map_or(unit.start, |last| last.end);
            self.comments_until(words.max(unit.start), indent);
        }
        self.begin_line(indent);
        self.unit(unit, indent);
        self.last = unit.end.max(self.last);
        self.inner_rest(unit.end);
        self.trailing(indent);
    }

    fn docs(&mut self, text: &str, indent: usize) {
        for line in text.split('\n') {
            self.begin_line(indent);
            self.out.push_str("///");
            if !line.is_empty() {
                self.out.push(' ');
                self.out.push_str(line);
            }
        }
    }

    /// Writes a unit from the present column on.
    fn unit(&mut self, unit: &Unit<'_>, indent: usize) {
        if !self.has_comment_below(unit.end) && self.one_line(&unit.pieces, "") {
            return;
        }
        let (header, block) = match unit.pieces.split_last() {
            Some((Piece::Block(block), header)) => (header, Some(block)),
            _ => (unit.pieces.as_slice(), None),
        };
        self.header(header, block, unit, indent);
        if let Some(block) = block {
            self.block(block, indent);
        }
    }

    /// Writes what stands before a block: on one line, else a line for each part, and where that
    /// does not help a line for each element.
    fn header(
        &mut self,
        pieces: &[Piece<'_>],
        block: Option<&Block<'_>>,
        unit: &Unit<'_>,
        indent: usize,
    ) {
        let end = block.map_or(unit.end, |block| block.open);
        let tail = if block.is_some() { " {" } else { "" };
        let has_comment =
            list_end(pieces).is_some_and(|last| self.has_comment_below(last.min(end)));
        if !has_comment && self.one_line(pieces, tail) {
            return;
        }
        for (index, part) in pieces
            .split(|piece| matches!(piece, Piece::Break))
            .enumerate()
        {
            let indent = indent + if index > 0 { INDENT } else { 0 };
            if index > 0 {
                self.trailing_on_line();
                self.begin_line(indent);
            }
            self.part(part, indent);
            self.last = element_end(part).unwrap_or(self.last);
        }
        let is_fenced =
            matches!(pieces.last(), Some(Piece::List(list)) if list.fence != Fence::None);
        if block.is_some() && !is_fenced {
            self.begin_line(indent);
        }
    }

    fn part(&mut self, pieces: &[Piece<'_>], indent: usize) {
        let has_comment = list_end(pieces).is_some_and(|end| self.has_comment_below(end));
        if !has_comment && self.one_line(pieces, "") {
            return;
        }
        let mut is_below_list = false;
        for (index, piece) in pieces.iter().enumerate() {
            match piece {
                Piece::Words(words) => {
                    if is_below_list {
                        self.begin_line(indent);
                    } else if index > 0 {
                        self.out.push(' ');
                    }
                    self.out.push_str(words);
                }
                Piece::List(list) => self.broken_list(list, index > 0, indent),
                Piece::Break | Piece::Block(_) => {}
            }
            is_below_list = matches!(piece, Piece::List(list) if list.fence == Fence::None);
        }
    }

    /// Writes a list with a line for each element.
    fn broken_list(&mut self, list: &List<'_>, is_behind: bool, indent: usize) {
        if is_behind && list.fence == Fence::Brackets {
            self.out.push(' ');
        }
        self.out.push_str(list.fence.open());
        let count = list.elements.len();
        for (index, element) in list.elements.iter().enumerate() {
            self.element_comments(element.start, indent + INDENT);
            self.begin_line(indent + INDENT);
            self.unit(element, indent + INDENT);
            let is_last = index + 1 == count;
            if !is_last || list.fence == Fence::Brackets {
                self.out.push(',');
            }
            self.last = element.end;
            // Comments behind the last element of a bare list belong to what comes next.
            if !is_last || list.fence != Fence::None {
                self.inner_rest(element.end);
                self.trailing(indent + INDENT);
            }
        }
        if list.fence != Fence::None {
            self.element_comments(list.end, indent + INDENT);
            self.begin_line(indent);
            self.out.push_str(list.fence.close());
        }
    }

    fn block(&mut self, block: &Block<'_>, indent: usize) {
        if !self.out.ends_with([' ', '\n']) {
            self.out.push(' ');
        }
        self.out.push('{');
        self.last = block.open + 1;
        // Comments between the header and the brace go on behind the brace.
        if !block.members.is_empty() {
            self.trailing(indent + INDENT);
        }
        self.is_first = true;
        self.members(&block.members, indent + INDENT);
        self.comments_until(block.close, indent + INDENT);
        self.begin_line(indent);
        self.out.push('}');
        self.last = block.close + 1;
        self.is_first = false;
    }
}

/// Finds up to where comments belong among the elements of a list.
fn list_end(pieces: &[Piece<'_>]) -> Option<u32> {
    let lists = pieces.iter().filter_map(|piece| match piece {
        Piece::List(list) => Some(list.end),
        _ => None,
    });
    lists.max()
}

/// Finds where the last element ends.
fn element_end(pieces: &[Piece<'_>]) -> Option<u32> {
    let lists = pieces.iter().filter_map(|piece| match piece {
        Piece::List(list) => list.elements.last().map(|last| last.end),
        _ => None,
    });
    lists.max()
}
