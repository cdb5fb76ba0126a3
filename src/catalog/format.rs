//! The byte layout of a built catalogue, shared by the writer and the reader.
//!
//! A header (magic, version, checksum of all that follows, number of sections), a table of
//! sections (tag, offset, length), then the sections. All numbers are little-endian. A reader
//! skips tags that it does not know, so later columns do not need a new version. Texts lie
//! once in one heap; a reference to one is its offset (4 bytes) and length (2 bytes).

/// The first bytes of every catalogue.
pub(super) const MAGIC: [u8; 8] = *b"RWCATLG\0";
/// The layout below; another number is refused.
pub(super) const VERSION: u32 = 2;
/// Where the checksum lies.
pub(super) const CHECKSUM: usize = 12;
/// Where the number of sections lies, the first byte that the checksum covers.
pub(super) const COUNT: usize = 20;
/// Length of the header.
pub(super) const HEADER: usize = 24;
/// Length of one entry of the table of sections.
pub(super) const ENTRY: usize = 12;

/// A section's tag.
pub(super) type Tag = [u8; 4];

/// The heap of texts.
pub(super) const TEXT: Tag = *b"TEXT";
/// One reference: the day whose state the tables show.
pub(super) const STATE: Tag = *b"STAT";
/// Operations: name, flags (plane, evidence), last segment, access, risk.
pub(super) const OPERATIONS: Tag = *b"OPER";
/// A hash table of the operations' names: indexes of operations, open addressing, a power of two
/// of slots. Of the two operations of a name that is in both planes it holds the first.
pub(super) const NAMES: Tag = *b"NAME";
/// The distinct last segments of operation names.
pub(super) const LAST_SEGMENTS: Tag = *b"LAST";
/// Retired names: name, plane, day last seen.
pub(super) const RETIRED: Tag = *b"RETI";
/// Distinct patterns of the built-in roles: text, operation in either plane.
pub(super) const PATTERNS: Tag = *b"PATT";
/// Indexes into the patterns; each list of a block is a run of these.
pub(super) const POOL: Tag = *b"POOL";
/// Permission blocks: condition, its version, four lists.
pub(super) const BLOCKS: Tag = *b"BLOC";
/// Built-in roles: id, name, first block, number of blocks.
pub(super) const ROLES: Tag = *b"ROLE";
/// Indexes of the roles in order of their ids.
pub(super) const ROLES_BY_ID: Tag = *b"RGID";
/// Former role names: name, index of the role, day of the change.
pub(super) const ALIASES: Tag = *b"ALIA";
/// Built-in roles that Azure does not list any more: index, day last seen. May be absent.
pub(super) const GONE_ROLES: Tag = *b"GONE";
/// One reference: the cloud that the tables are of. May be absent, where they are of the public one.
pub(super) const CLOUD: Tag = *b"CLOU";

/// Lengths of one record in each section.
pub(super) const REFERENCE: usize = 6;
pub(super) const OPERATION_RECORD: usize = 10;
pub(super) const RETIRED_RECORD: usize = 13;
pub(super) const PATTERN_RECORD: usize = 14;
pub(super) const INDEX: usize = 4;
pub(super) const LIST: usize = 6;
pub(super) const BLOCK_RECORD: usize = 2 * REFERENCE + 4 * LIST;
pub(super) const ROLE_RECORD: usize = 2 * REFERENCE + 6;
pub(super) const ALIAS_RECORD: usize = 2 * REFERENCE + INDEX;
pub(super) const GONE_RECORD: usize = INDEX + REFERENCE;

/// Stands for "no operation" in a pattern, and for a free slot.
pub(super) const NONE: u32 = u32::MAX;

/// Reads the byte at an offset, 0 past the end.
pub(super) fn byte_at(bytes: &[u8], at: usize) -> u8 {
    bytes.get(at).copied().unwrap_or(0)
}

/// Reads a 16-bit number, 0 past the end.
pub(super) fn u16_at(bytes: &[u8], at: usize) -> u16 {
    let chunk = bytes.get(at..).and_then(|rest| rest.first_chunk());
    chunk.map_or(0, |chunk| u16::from_le_bytes(*chunk))
}

/// Reads a 32-bit number, 0 past the end.
pub(super) fn u32_at(bytes: &[u8], at: usize) -> u32 {
    let chunk = bytes.get(at..).and_then(|rest| rest.first_chunk());
    chunk.map_or(0, |chunk| u32::from_le_bytes(*chunk))
}

/// Reads a 64-bit number, 0 past the end.
pub(super) fn u64_at(bytes: &[u8], at: usize) -> u64 {
    let chunk = bytes.get(at..).and_then(|rest| rest.first_chunk());
    chunk.map_or(0, |chunk| u64::from_le_bytes(*chunk))
}

/// Sums bytes up so that any flipped bit shows; a guard against damage, not against malice.
pub(super) fn checksum(bytes: &[u8]) -> u64 {
    const PRIME: u64 = 0x0000_0100_0000_01b3;
    let (words, rest) = bytes.as_chunks::<8>();
    let mut sum = 0xcbf2_9ce4_8422_2325_u64 ^ (bytes.len() as u64);
    for word in words {
        sum = (sum ^ u64::from_le_bytes(*word))
            .wrapping_mul(PRIME)
            .rotate_left(29);
    }
    for byte in rest {
        sum = (sum ^ u64::from(*byte)).wrapping_mul(PRIME).rotate_left(29);
    }
    sum
}

/// Finds the slot at which the search for a name starts in a table of 2ⁿ slots, ignoring case.
pub(super) fn slot(name: &str, slots: usize) -> usize {
    const PRIME: u64 = 0x9e37_79b9_7f4a_7c15;
    /// Makes letters lower-case; what it does to other signs, it does to all of their kind.
    const LOWER: u64 = 0x2020_2020_2020_2020;
    let (words, rest) = name.as_bytes().as_chunks::<8>();
    let mut last = [0; 8];
    last.iter_mut().zip(rest).for_each(|(to, from)| *to = *from);
    let words = words.iter().chain([&last]);
    let hash = words.fold(name.len() as u64, |hash, word| {
        (hash.rotate_left(5) ^ (u64::from_le_bytes(*word) | LOWER)).wrapping_mul(PRIME)
    });
    let mixed = usize::try_from(hash >> 32).unwrap_or(usize::MAX);
    mixed & slots.saturating_sub(1)
}
