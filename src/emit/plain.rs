//! Texts that need no escape, which nearly all are.

use std::borrow::Cow;
use std::ops::RangeInclusive;

/// Bytes that are judged at once, without a branch between them.
const WIDTH: usize = 16;

/// The visible characters of ASCII, and the blank.
pub(super) const VISIBLE: RangeInclusive<u8> = b' '..=b'~';

/// Tells whether every byte of a text is in a range and none of a few others.
#[inline]
pub(super) fn all<const N: usize>(text: &str, range: RangeInclusive<u8>, but: [u8; N]) -> bool {
    // Bits instead of truth values, so that many bytes go through one instruction.
    let odd = |byte: u8| {
        let outside = u8::from(byte < *range.start()) | u8::from(byte > *range.end());
        but.iter()
            .fold(outside, |any, other| any | u8::from(byte == *other))
    };
    let any_odd = |bytes: &[u8; WIDTH]| bytes.iter().fold(0, |any, byte| any | odd(*byte)) != 0;
    let bytes = text.as_bytes();
    match bytes.last_chunk::<WIDTH>() {
        // The last chunk overlaps the one before it, so that none is short.
        Some(last) => !bytes.as_chunks::<WIDTH>().0.iter().any(any_odd) && !any_odd(last),
        None => bytes.iter().all(|byte| odd(*byte) == 0),
    }
}

/// Replaces the characters that must not stand in a text.
pub(super) fn without(text: &str, hidden: impl Fn(char) -> bool) -> Cow<'_, str> {
    if all(text, VISIBLE, []) {
        return Cow::Borrowed(text);
    }
    let chars = text.chars();
    let visible = chars.map(|char| if hidden(char) { '\u{fffd}' } else { char });
    Cow::Owned(visible.collect())
}
