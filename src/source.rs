//! Files, spans and line indexes: where a thing is written.
//!
//! In: the text of each file, once, when it was read. Out: [`Span`]s, which every later room
//! carries along, and line and column for whoever prints. Absent on purpose: reading files.

use std::path::{Path, PathBuf};
use std::sync::OnceLock;

/// Identifies one file of a [`Sources`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Default)]
pub struct FileId(u32);

impl FileId {
    /// Makes the id of the `index`-th file, where files are numbered without gaps.
    pub fn new(index: u32) -> Self {
        Self(index)
    }

    /// Returns the number that it was made of; [`Sources::position`] tells where the file stands.
    pub fn index(self) -> usize {
        self.0 as usize
    }
}

/// A half-open range of bytes in one file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Default)]
pub struct Span {
    /// The file.
    pub file: FileId,
    /// The first byte.
    pub start: u32,
    /// One past the last byte.
    pub end: u32,
}

impl Span {
    /// Makes a span; `start` and `end` are byte offsets, at most 16 MiB by the file limit.
    pub fn new(file: FileId, start: u32, end: u32) -> Self {
        Self {
            file,
            start,
            end: end.max(start),
        }
    }

    /// Returns the smallest span that holds both; `other` must be in the same file.
    pub fn to(self, other: Span) -> Span {
        Span::new(
            self.file,
            self.start.min(other.start),
            self.end.max(other.end),
        )
    }

    /// Tells whether `other` lies inside this span.
    pub fn contains(self, other: Span) -> bool {
        self.file == other.file && self.start <= other.start && other.end <= self.end
    }
}

/// A line and a column, both counted from 1; columns count characters (Unicode code points).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Place {
    /// The line, from 1.
    pub line: u32,
    /// The column in characters, from 1.
    pub column: u32,
}

/// One file: its name as the user gave it, its text, and (made on first use) its lines.
#[derive(Debug)]
pub struct SourceFile {
    id: FileId,
    name: PathBuf,
    text: String,
    origin: Origin,
    lines: OnceLock<Vec<u32>>,
    characters: OnceLock<Vec<u32>>,
}

/// So many bytes lie between two entries of the character index.
const STRIDE: usize = 1024;

/// Who wrote a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Origin {
    /// The user's policy set.
    Policy,
    /// The standard library inside the binary.
    Standard,
}

impl SourceFile {
    /// Returns the path, relative to where the user stands if it was found below that.
    pub fn name(&self) -> &Path {
        &self.name
    }

    /// Returns the whole text.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// Returns who wrote it.
    pub fn origin(&self) -> Origin {
        self.origin
    }

    /// Returns the byte offset at which each line starts.
    pub fn line_starts(&self) -> &[u32] {
        self.lines.get_or_init(|| {
            let breaks = memchr::memchr_iter(b'\n', self.text.as_bytes());
            let starts = breaks.map(|index| u32::try_from(index + 1).unwrap_or(u32::MAX));
            std::iter::once(0).chain(starts).collect()
        })
    }

    /// Returns the index of the line, from 0, that holds `offset`.
    pub fn line_index(&self, offset: u32) -> usize {
        self.line_starts()
            .partition_point(|start| *start <= offset)
            .saturating_sub(1)
    }

    /// Returns line and column of a byte offset; past the end it is the end.
    pub fn place(&self, offset: u32) -> Place {
        let index = self.line_index(offset);
        let start = self.line_starts().get(index).copied().unwrap_or(0) as usize;
        let end = (offset as usize).min(self.text.len());
        let before = self.text.as_bytes().get(start..end).unwrap_or_default();
        let column = if before.len() <= STRIDE {
            begun(before)
        } else {
            self.characters_before(end) - self.characters_before(start)
        };
        Place {
            line: u32::try_from(index + 1).unwrap_or(u32::MAX),
            column: u32::try_from(column + 1).unwrap_or(u32::MAX),
        }
    }
}

impl SourceFile {
    /// Counts the characters that begin before a byte, in the same time anywhere in the file: a
    /// file of one long line would make counting from its start quadratic.
    fn characters_before(&self, offset: usize) -> usize {
        let bytes = self.text.as_bytes();
        let counts = self.characters.get_or_init(|| {
            let mut total = 0_u32;
            let add = |chunk: &[u8]| {
                let before = total;
                total += u32::try_from(begun(chunk)).unwrap_or(u32::MAX);
                before
            };
            bytes.chunks(STRIDE).map(add).collect()
        });
        let chunk = offset.min(bytes.len().saturating_sub(1)) / STRIDE;
        let rest = bytes.get(chunk * STRIDE..offset).unwrap_or_default();
        counts.get(chunk).copied().unwrap_or(0) as usize + begun(rest)
    }
}

/// Counts the characters that begin in a part of a text.
fn begun(bytes: &[u8]) -> usize {
    // A byte of the form 10xxxxxx continues a character.
    let begins = bytes.iter().map(|byte| usize::from(byte & 0xC0 != 0x80));
    begins.sum()
}

/// Every file of one run, in the order of their ids.
#[derive(Debug, Default)]
pub struct Sources {
    files: Vec<SourceFile>,
}

/// From this id on stand the files of the standard library, behind all policies whenever they are
/// added.
const STANDARD: u32 = 1 << 31;

/// So far apart are the ids of files between which others may be added.
const SPACING: u32 = 1 << 12;

impl Sources {
    /// Adds a file behind all others of its origin and returns its id.
    pub fn add(
        &mut self,
        name: impl Into<PathBuf>,
        text: impl Into<String>,
        origin: Origin,
    ) -> FileId {
        let least = match origin {
            Origin::Policy => 0,
            Origin::Standard => STANDARD,
        };
        let next = self.files.last().map_or(0, |last| last.id.0 + 1);
        let id = FileId(next.max(least));
        self.put(id, name.into(), text.into(), origin);
        id
    }

    /// Finds an id behind that of one policy and before that of another, so that the order of ids
    /// stays the order of files; none where no id is left.
    pub(crate) fn id_between(after: Option<FileId>, before: Option<FileId>) -> Option<FileId> {
        let low = after.map_or(0, |id| id.0 + 1);
        let high = before.map_or(STANDARD, |id| id.0);
        let room = high.checked_sub(low).filter(|room| *room > 0)?;
        Some(FileId(low + (room / 2).min(SPACING)))
    }

    /// Lists so many ids for policies, as far apart as can be.
    pub(crate) fn ids_apart(count: usize) -> impl Iterator<Item = FileId> {
        let count = u32::try_from(count).unwrap_or(u32::MAX);
        let apart = (STANDARD / count.saturating_add(1)).min(SPACING);
        (1..=count).map(move |nth| FileId(nth.saturating_mul(apart)))
    }

    /// Adds a file under an id that no other has.
    pub(crate) fn put(&mut self, id: FileId, name: PathBuf, text: String, origin: Origin) {
        let at = self.files.partition_point(|file| file.id < id);
        let file = SourceFile {
            id,
            name,
            text,
            origin,
            lines: OnceLock::new(),
            characters: OnceLock::new(),
        };
        self.files.insert(at, file);
    }

    /// Gives a file another text.
    pub(crate) fn set_text(&mut self, id: FileId, text: String) {
        let at = self.position(id);
        if let Some(file) = at.and_then(|at| self.files.get_mut(at)) {
            file.text = text;
            (file.lines, file.characters) = (OnceLock::new(), OnceLock::new());
        }
    }

    /// Takes a file out.
    pub(crate) fn remove(&mut self, id: FileId) {
        self.files.retain(|file| file.id != id);
    }

    /// Returns a file.
    pub fn get(&self, id: FileId) -> Option<&SourceFile> {
        self.files.get(self.position(id)?)
    }

    /// Returns the position of a file among all.
    pub fn position(&self, id: FileId) -> Option<usize> {
        // As long as nothing is added between others, the id is the position.
        let at = id.index();
        if self.files.get(at).is_some_and(|file| file.id == id) {
            return Some(at);
        }
        self.files.binary_search_by_key(&id, |file| file.id).ok()
    }

    /// Returns the text that a span covers; empty where the span is not of these files.
    pub fn slice(&self, span: Span) -> &str {
        let text = self.get(span.file).map_or("", SourceFile::text);
        text.get(span.start as usize..span.end as usize)
            .unwrap_or("")
    }

    /// Lists the files with their ids.
    pub fn iter(&self) -> impl ExactSizeIterator<Item = (FileId, &SourceFile)> {
        self.files.iter().map(|file| (file.id, file))
    }
}
