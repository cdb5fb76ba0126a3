//! The bytes that operation names are made of, in the order in which witnesses prefer them.

/// Letters, digits, the rest; the slash last.
const ORDER: &[u8; 44] = b"abcdefghijklmnopqrstuvwxyz0123456789._-{}:$/";

const RANKS: [u8; 128] = ranks();

/// The rank of a byte that no name holds.
const NONE: u8 = u8::MAX;

/// A set of name bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct Bytes(u64);

impl Bytes {
    const SLASH: Self = Self(1 << 43);
    const ALL: Self = Self((1 << 44) - 1);

    pub(super) fn insert(&mut self, byte: u8) {
        if let Some(rank) = rank(byte) {
            self.0 |= 1 << rank;
        }
    }

    /// Adds the slash and the first byte that stands for all that are not in the set.
    pub(super) fn with_slash_and_another(self) -> Self {
        let listed = self.0 | Self::SLASH.0;
        let others = Self::ALL.0 & !listed;
        Self(listed | (others & others.wrapping_neg()))
    }

    /// Lists the bytes in order of preference.
    pub(super) fn iter(self) -> impl Iterator<Item = u8> {
        ORDER
            .iter()
            .enumerate()
            .filter(move |(rank, _)| self.0 >> rank & 1 == 1)
            .map(|(_, byte)| *byte)
    }
}

/// Returns the place of a byte in the order of preference.
pub(super) fn rank(byte: u8) -> Option<u8> {
    RANKS
        .get(usize::from(byte))
        .copied()
        .filter(|rank| *rank != NONE)
}

/// Compares two names: the shorter one first, else by the order of their bytes.
pub(super) fn compare(left: &str, right: &str) -> std::cmp::Ordering {
    let length = left.len().cmp(&right.len());
    length.then_with(|| left.bytes().map(rank).cmp(right.bytes().map(rank)))
}

#[expect(
    clippy::indexing_slicing,
    reason = "checked by the compiler: it runs at build time"
)]
#[expect(clippy::cast_possible_truncation, reason = "44 fits a byte")]
const fn ranks() -> [u8; 128] {
    let mut ranks = [NONE; 128];
    let mut at = 0;
    while at < ORDER.len() {
        ranks[ORDER[at] as usize] = at as u8;
        at += 1;
    }
    ranks
}
