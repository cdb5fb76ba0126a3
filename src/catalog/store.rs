//! Opening a catalogue: the header is checked, sections become slices, nothing is parsed.

use std::any::Any;
use std::fmt;
use std::sync::OnceLock;

use super::format::{
    self, ALIAS_RECORD, ALIASES, BLOCK_RECORD, BLOCKS, CHECKSUM, CLOUD, COUNT, ENTRY, GONE_RECORD,
    GONE_ROLES, HEADER, INDEX, LAST_SEGMENTS, MAGIC, NAMES, OPERATION_RECORD, OPERATIONS,
    PATTERN_RECORD, PATTERNS, POOL, REFERENCE, RETIRED, RETIRED_RECORD, ROLE_RECORD, ROLES,
    ROLES_BY_ID, STATE, TEXT, Tag, VERSION, u16_at, u32_at, u64_at,
};
use super::nearest::Provider;
use super::operations::Index;
use crate::support::digest;
use crate::support::drawer::Drawer;

/// The catalogue that is part of the program, made by [`super::build`] from `src/catalog/data`.
static EMBEDDED: &[u8] = include_bytes!("data/catalog.bin");

/// Why bytes are no catalogue.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Error {
    /// The first bytes are not a catalogue's.
    #[error("these bytes are not a catalogue")]
    NotACatalog,
    /// The layout is of another version.
    #[error("the catalogue has layout {0}, and this program reads layout {VERSION}")]
    Version(u32),
    /// The checksum does not fit the content.
    #[error("the catalogue is damaged: its checksum does not fit")]
    Checksum,
    /// A section is missing, lies outside the bytes or has a broken record.
    #[error("the catalogue is damaged: section `{0}`")]
    Section(&'static str),
    /// A line of a source table cannot be read.
    #[error("{table}, line {line}: {problem}")]
    Table {
        /// The source table.
        table: &'static str,
        /// The line, counted from 1.
        line: usize,
        /// What is wrong with it.
        problem: String,
    },
    /// The table of built-in roles cannot be read.
    #[error("builtin_roles.json: {0}")]
    Roles(String),
    /// A table has more rows or longer texts than the layout can hold.
    #[error("the tables are too large for the layout")]
    TooLarge,
}

/// Operations, retired names and built-in roles.
#[derive(Default)]
pub struct Catalog {
    bytes: &'static [u8],
    pub(super) text: &'static str,
    pub(super) state: &'static [u8],
    pub(super) operations: &'static [u8],
    pub(super) names: &'static [u8],
    pub(super) last_segments: &'static [u8],
    pub(super) retired: &'static [u8],
    pub(super) patterns: &'static [u8],
    pub(super) pool: &'static [u8],
    pub(super) blocks: &'static [u8],
    pub(super) roles: &'static [u8],
    pub(super) roles_by_id: &'static [u8],
    pub(super) aliases: &'static [u8],
    pub(super) gone_roles: &'static [u8],
    cloud: &'static [u8],
    pub(super) index: OnceLock<Index>,
    pub(super) providers: OnceLock<Vec<Provider>>,
    /// What other rooms work out of it.
    drawer: Drawer,
}

impl Catalog {
    /// Returns the embedded catalogue, opened at the first call.
    pub fn embedded() -> &'static Self {
        static OPENED: OnceLock<Catalog> = OnceLock::new();
        // A test proves that the embedded bytes open and equal a rebuild, so the checksum
        // is not computed again in every run.
        OPENED.get_or_init(|| Self::sections_of(EMBEDDED).unwrap_or_default())
    }

    /// Returns a catalogue that knows nothing.
    pub fn empty() -> Self {
        Self::default()
    }

    /// Opens the bytes of a built catalogue, which anybody may have written.
    pub fn open(bytes: &'static [u8]) -> Result<Self, Error> {
        let catalog = Self::sections_of(bytes)?;
        let rest = bytes.get(COUNT..).ok_or(Error::NotACatalog)?;
        if format::checksum(rest) != u64_at(bytes, CHECKSUM) {
            return Err(Error::Checksum);
        }
        catalog.refuse_unsound()?;
        Ok(catalog)
    }

    /// Opens bytes for as long as the process lives: names of operations are kept everywhere.
    pub fn open_for_good(bytes: Vec<u8>) -> Result<&'static Self, Error> {
        let catalog = Self::open(Vec::leak(bytes))?;
        Ok(Box::leak(Box::new(catalog)))
    }

    /// Tells whether bytes begin as a catalogue does, damaged or not.
    pub fn is_one(bytes: &[u8]) -> bool {
        bytes.starts_with(&MAGIC)
    }

    /// Returns the bytes that it was opened from.
    pub fn bytes(&self) -> &'static [u8] {
        self.bytes
    }

    /// Returns the digest of its bytes.
    pub fn digest(&self) -> String {
        digest::of_texts([self.bytes])
    }

    /// Returns the checksum of its bytes.
    pub fn checksum(&self) -> u64 {
        u64_at(self.bytes, CHECKSUM)
    }

    /// Returns the cloud that it is of, if that is not the public one.
    pub fn cloud(&self) -> Option<&'static str> {
        Some(self.reference(self.cloud, 0)).filter(|cloud| !cloud.is_empty())
    }

    /// Returns what is worked out of this catalogue once; there is one value of each type.
    pub(crate) fn kept<T: Any + Send + Sync>(&self, make: impl FnOnce() -> T) -> &T {
        self.drawer.get(make)
    }

    /// Returns the day whose state of Azure the tables show, such as `2026-08-22`.
    pub fn state(&self) -> &'static str {
        self.reference(self.state, 0)
    }

    fn sections_of(bytes: &'static [u8]) -> Result<Self, Error> {
        if !Self::is_one(bytes) || bytes.len() < HEADER {
            return Err(Error::NotACatalog);
        }
        let version = u32_at(bytes, 8);
        if version != VERSION {
            return Err(Error::Version(version));
        }
        let text = section(bytes, TEXT, 1, "TEXT")?;
        Ok(Self {
            bytes,
            text: std::str::from_utf8(text).map_err(|_| Error::Section("TEXT"))?,
            state: section(bytes, STATE, REFERENCE, "STAT")?,
            operations: section(bytes, OPERATIONS, OPERATION_RECORD, "OPER")?,
            names: section(bytes, NAMES, INDEX, "NAME")?,
            last_segments: section(bytes, LAST_SEGMENTS, REFERENCE, "LAST")?,
            retired: section(bytes, RETIRED, RETIRED_RECORD, "RETI")?,
            patterns: section(bytes, PATTERNS, PATTERN_RECORD, "PATT")?,
            pool: section(bytes, POOL, INDEX, "POOL")?,
            blocks: section(bytes, BLOCKS, BLOCK_RECORD, "BLOC")?,
            roles: section(bytes, ROLES, ROLE_RECORD, "ROLE")?,
            roles_by_id: section(bytes, ROLES_BY_ID, INDEX, "RGID")?,
            aliases: section(bytes, ALIASES, ALIAS_RECORD, "ALIA")?,
            gone_roles: optional(bytes, GONE_ROLES, GONE_RECORD, "GONE")?.unwrap_or_default(),
            cloud: optional(bytes, CLOUD, REFERENCE, "CLOU")?.unwrap_or_default(),
            index: OnceLock::new(),
            providers: OnceLock::new(),
            drawer: Drawer::default(),
        })
    }

    /// Reads the text that a reference at an offset of a section points to.
    pub(super) fn reference(&self, section: &[u8], at: usize) -> &'static str {
        let start = u32_at(section, at) as usize;
        let length = usize::from(u16_at(section, at.saturating_add(4)));
        self.text
            .get(start..start.saturating_add(length))
            .unwrap_or("")
    }
}

/// Where nobody says which catalogue is meant it is the embedded one.
impl Default for &'static Catalog {
    fn default() -> Self {
        Catalog::embedded()
    }
}

impl PartialEq for Catalog {
    fn eq(&self, other: &Self) -> bool {
        std::ptr::eq(self, other) || self.bytes == other.bytes
    }
}

impl Eq for Catalog {}

impl fmt::Debug for Catalog {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "Catalog({:016x})", self.checksum())
    }
}

/// Cuts one section out of the bytes.
fn section(
    bytes: &'static [u8],
    tag: Tag,
    record: usize,
    name: &'static str,
) -> Result<&'static [u8], Error> {
    optional(bytes, tag, record, name)?.ok_or(Error::Section(name))
}

/// Cuts one section out of the bytes, where it is there; each must consist of whole records.
fn optional(
    bytes: &'static [u8],
    tag: Tag,
    record: usize,
    name: &'static str,
) -> Result<Option<&'static [u8]>, Error> {
    let count = u32_at(bytes, COUNT) as usize;
    let table = bytes.get(HEADER..).unwrap_or(&[]);
    let mut entries = table.as_chunks::<ENTRY>().0.iter().take(count);
    let Some(entry) = entries.find(|entry| entry.starts_with(&tag)) else {
        return Ok(None);
    };
    let start = u32_at(entry, 4) as usize;
    let end = start.saturating_add(u32_at(entry, 8) as usize);
    let found = bytes.get(start..end);
    let whole = found.filter(|found| found.len().is_multiple_of(record));
    whole.map(Some).ok_or(Error::Section(name))
}
