//! The lines in which changes are kept: one line for all changes of a request, so that a request is
//! kept whole or not at all, with a checksum, so that a line cut short is seen.

use sha2::{Digest as _, Sha256};

use super::state::Change;

/// The characters of a checksum.
const CHECKSUM: usize = 16;

/// Writes the changes of one request.
pub(super) fn line(changes: &[Change]) -> Vec<u8> {
    let json = serde_json::to_string(changes).unwrap_or_default();
    format!("{} {json}\n", checksum(&json)).into_bytes()
}

/// Reads what was kept, up to the first line that is damaged, and tells how many bytes are whole.
///
/// Only the last line can be damaged by an end at any moment; nothing after damage is believed.
pub(super) fn read(bytes: &[u8]) -> (Vec<Change>, usize) {
    let (mut changes, mut whole) = (Vec::new(), 0);
    for piece in bytes.split_inclusive(|byte| *byte == b'\n') {
        let Some(found) = changes_of(piece) else {
            break;
        };
        changes.extend(found);
        whole += piece.len();
    }
    (changes, whole)
}

fn changes_of(piece: &[u8]) -> Option<Vec<Change>> {
    let text = std::str::from_utf8(piece).ok()?.strip_suffix('\n')?;
    let (sum, json) = text.split_at_checked(CHECKSUM)?;
    let json = json.strip_prefix(' ')?;
    (checksum(json) == sum).then(|| serde_json::from_str(json).ok())?
}

/// Writes a short hash, which is plenty against accidents.
fn checksum(json: &str) -> String {
    let hash: [u8; 32] = Sha256::digest(json.as_bytes()).into();
    let [first, second, ..] = hash.as_chunks::<8>().0 else {
        return String::new();
    };
    let number = u64::from_be_bytes(*first) ^ u64::from_be_bytes(*second);
    format!("{number:0CHECKSUM$x}")
}
