//! The shape of what is printed: words, lists and blocks, each knowing where it was written.

use super::SHORT;
use super::source::Source;
use crate::source::Span;
use crate::syntax::ast::Doc;

/// A declaration, a member, a term or an element of a list.
#[derive(Debug, Clone, Default)]
pub(super) struct Unit<'a> {
    pub(super) docs: Option<&'a Doc>,
    pub(super) annotations: Vec<Unit<'a>>,
    pub(super) pieces: Vec<Piece<'a>>,
    pub(super) start: u32,
    pub(super) end: u32,
}

/// A part of a unit.
#[derive(Debug, Clone)]
pub(super) enum Piece<'a> {
    /// Words that stay together.
    Words(String),
    /// A blank, or a new line where the unit is too wide.
    Break,
    List(List<'a>),
    Block(Block<'a>),
}

/// Elements with commas between them.
#[derive(Debug, Clone)]
pub(super) struct List<'a> {
    pub(super) elements: Vec<Unit<'a>>,
    pub(super) fence: Fence,
    /// Comments that begin before this place have a line among the elements.
    pub(super) end: u32,
}

/// What stands around a list.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Fence {
    None,
    Brackets,
    Parens,
}

/// Members between braces.
#[derive(Debug, Clone)]
pub(super) struct Block<'a> {
    pub(super) members: Vec<Unit<'a>>,
    pub(super) open: u32,
    pub(super) close: u32,
}

impl Fence {
    pub(super) fn open(self) -> &'static str {
        match self {
            Fence::None => "",
            Fence::Brackets => "[",
            Fence::Parens => "(",
        }
    }

    pub(super) fn close(self) -> &'static str {
        match self {
            Fence::None => "",
            Fence::Brackets => "]",
            Fence::Parens => ")",
        }
    }
}

impl<'a> Unit<'a> {
    /// Starts a unit that covers a place.
    pub(super) fn at(span: Span) -> Self {
        Self {
            start: span.start,
            end: span.end,
            ..Self::default()
        }
    }

    /// Returns where the unit begins with what stands in front of it.
    pub(super) fn top(&self) -> u32 {
        let docs = self.docs.map(|docs| docs.span.start);
        let annotation = self.annotations.first().map(|first| first.start);
        let starts = docs.into_iter().chain(annotation);
        starts.fold(self.start, u32::min)
    }

    /// Adds words, behind a blank if something stands before them.
    pub(super) fn words(mut self, words: impl AsRef<str>) -> Self {
        let words = words.as_ref();
        match self.pieces.last_mut() {
            Some(Piece::Words(before)) => {
                before.push(' ');
                before.push_str(words);
            }
            _ => self.pieces.push(Piece::Words(words.to_owned())),
        }
        self
    }

    /// Adds words that may begin a new line.
    pub(super) fn then(mut self, words: impl AsRef<str>) -> Self {
        self.pieces.push(Piece::Break);
        self.words(words)
    }

    /// Adds a comma list; an empty one is nothing.
    pub(super) fn list(self, elements: Vec<Unit<'a>>) -> Self {
        if elements.is_empty() {
            return self;
        }
        // Comments inside the last element go behind it, unless that is a list itself.
        let end = elements.last().map_or(0, |last| match last.pieces.last() {
            Some(Piece::List(list)) => list.end,
            _ => last.start,
        });
        self.fenced(elements, Fence::None, end)
    }

    /// Adds a list in brackets or parentheses that ends at a place.
    pub(super) fn fenced(mut self, elements: Vec<Unit<'a>>, fence: Fence, end: u32) -> Self {
        self.pieces.push(Piece::List(List {
            elements,
            fence,
            end,
        }));
        self
    }

    pub(super) fn block(mut self, members: Vec<Unit<'a>>, open: u32, close: u32) -> Self {
        self.pieces.push(Piece::Block(Block {
            members,
            open,
            close,
        }));
        self
    }

    /// Adds a block whose brace the tree does not know; it ends where the unit ends.
    pub(super) fn block_behind(
        self,
        members: Vec<Unit<'a>>,
        header: u32,
        source: &Source<'_>,
    ) -> Self {
        let open = source.find('{', header);
        let close = self.end.saturating_sub(1);
        self.block(members, open, close)
    }

    fn flat(&self, line: &mut Line<'_>) -> bool {
        self.docs.is_none() && self.annotations.is_empty() && flat(&self.pieces, line)
    }
}

/// A line that is tried out at the end of what was written.
pub(super) struct Line<'t> {
    pub(super) source: Source<'t>,
    pub(super) out: &'t mut String,
    /// Where the text may not reach: beyond it no line would fit.
    pub(super) end: usize,
}

impl Line<'_> {
    fn put(&mut self, words: &str) -> bool {
        self.out.push_str(words);
        self.out.len() < self.end
    }
}

/// Writes pieces on one line; tells whether they may stand on one, and stops where they may not.
pub(super) fn flat(pieces: &[Piece<'_>], line: &mut Line<'_>) -> bool {
    let start = line.out.len();
    let mut is_open = false;
    pieces.iter().all(|piece| {
        let is_tight = matches!(piece, Piece::List(list) if list.fence == Fence::Parens);
        let is_first = line.out.len() == start;
        if !is_first && !is_open && !is_tight && !matches!(piece, Piece::Break) {
            line.out.push(' ');
        }
        is_open = false;
        match piece {
            Piece::Words(words) => line.put(words),
            Piece::Break => true,
            Piece::List(list) => list.flat(line),
            Piece::Block(block) => block.flat(line),
        }
    })
}

impl List<'_> {
    fn flat(&self, line: &mut Line<'_>) -> bool {
        let mut elements = self.elements.iter().enumerate();
        line.put(self.fence.open())
            && elements.all(|(index, element)| {
                line.put(if index > 0 { ", " } else { "" }) && element.flat(line)
            })
            && line.put(self.fence.close())
    }
}

impl Block<'_> {
    /// Writes the block on one line if it was written so and is small.
    fn flat(&self, line: &mut Line<'_>) -> bool {
        if self.members.is_empty() {
            return !line.source.has_comment(self.open, self.close) && line.put("{}");
        }
        let mut members = self.members.iter().enumerate();
        self.members.len() <= SHORT
            && line.source.is_one_line(self.open, self.close)
            && members.all(|(index, member)| {
                line.put(if index > 0 { "  " } else { "{ " }) && member.flat(line)
            })
            && line.put(" }")
    }
}
