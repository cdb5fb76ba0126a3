//! Whether a catalogue that anybody may have written can be asked at all.
//!
//! No question about broken records panics. What is refused here would let a short file stand for
//! very long answers, or put into them what no name of Azure holds.

use super::format::{
    BLOCK_RECORD, INDEX, LIST, OPERATION_RECORD, PATTERN_RECORD, REFERENCE, RETIRED_RECORD,
    ROLE_RECORD, u16_at, u32_at,
};
use super::operations::compare;
use super::store::{Catalog, Error};

/// No name or pattern is longer; those that Azure publishes have at most 159 bytes.
const NAME: u16 = 1024;
/// No condition is longer: Azure takes 8 KB.
const CONDITION: u16 = 8192;

/// Tells whether a catalogue can hold a text: none that Azure publishes has other signs.
pub fn is_plain(text: &str) -> bool {
    // Looking at all of them is quicker than stopping at the first: many bytes go at once.
    let is_other = |found: bool, byte: u8| found | !matches!(byte, b' '..=b'~');
    !text.bytes().fold(false, is_other)
}

impl Catalog {
    /// Refuses a catalogue whose records do not fit together.
    pub(super) fn refuse_unsound(&self) -> Result<(), Error> {
        let names = self.roles.get(REFERENCE..).unwrap_or_default();
        let count = |section: &[u8], record| section.len() / record;
        let is_sound = [
            ("TEXT", is_plain(self.text)),
            ("OPER", self.is_list(self.operations, OPERATION_RECORD)),
            ("RETI", self.is_list(self.retired, RETIRED_RECORD)),
            ("PATT", is_short(self.patterns, PATTERN_RECORD, NAME)),
            ("BLOC", is_short(self.blocks, BLOCK_RECORD, CONDITION)),
            (
                "BLOC",
                tiles(self.blocks, BLOCK_RECORD, count(self.pool, INDEX)),
            ),
            ("ROLE", self.is_list(names, ROLE_RECORD)),
            (
                "ROLE",
                tiles(self.roles, ROLE_RECORD, count(self.blocks, BLOCK_RECORD)),
            ),
            (
                "RGID",
                count(self.roles_by_id, INDEX) == count(self.roles, ROLE_RECORD),
            ),
        ];
        let broken = is_sound.iter().find(|(_, is_sound)| !is_sound);
        broken.map_or(Ok(()), |(name, _)| Err(Error::Section(name)))
    }

    /// Tells whether the names that begin the records of a section are names, and sorted.
    fn is_list(&self, section: &[u8], record: usize) -> bool {
        let starts = (0..section.len()).step_by(record);
        let names = || starts.clone().map(|at| self.reference(section, at));
        let mut pairs = names().zip(names().skip(1));
        is_short(section, record, NAME) && pairs.all(|(one, next)| compare(one, next).is_le())
    }
}

/// Tells whether no text that begins a record of a section is too long.
fn is_short(section: &[u8], record: usize, most: u16) -> bool {
    let mut starts = (0..section.len()).step_by(record);
    starts.all(|at| u16_at(section, at + 4) <= most)
}

/// Tells whether the runs that end the records of a section follow one another and are all of
/// what they point to: nothing is listed twice.
fn tiles(section: &[u8], record: usize, whole: usize) -> bool {
    let lists = (record - 2 * REFERENCE) / LIST;
    let mut next = 0;
    for start in (0..section.len()).step_by(record) {
        for list in 0..lists {
            let at = start + 2 * REFERENCE + list * LIST;
            if u32_at(section, at) as usize != next {
                return false;
            }
            next += usize::from(u16_at(section, at + 4));
        }
    }
    next == whole
}
