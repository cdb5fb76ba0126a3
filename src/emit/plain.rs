//! Texts that need no escape, which nearly all are.

use std::borrow::Cow;

/// Bytes that are judged at once, without a branch between them.
const WIDTH: usize = 16;

/// Tells whether every byte of a text is one that stands for itself.
pub(super) fn all(text: &str, plain: impl Fn(u8) -> bool) -> bool {
    let every = |bytes: &[u8]| {
        bytes
            .iter()
            .fold(true, |so_far, byte| so_far & plain(*byte))
    };
    let bytes = text.as_bytes();
    match bytes.last_chunk::<WIDTH>() {
        // The last chunk overlaps the one before it, so that none is short.
        Some(last) => {
            bytes
                .as_chunks::<WIDTH>()
                .0
                .iter()
                .all(|chunk| every(chunk))
                && every(last)
        }
        None => every(bytes),
    }
}

/// Tells whether a byte is a visible character of ASCII, or a blank.
#[inline]
pub(super) fn is_visible(byte: u8) -> bool {
    matches!(byte, b' '..=b'~')
}

/// Replaces the characters that must not stand in a text.
pub(super) fn without(text: &str, hidden: impl Fn(char) -> bool) -> Cow<'_, str> {
    if all(text, is_visible) {
        return Cow::Borrowed(text);
    }
    let chars = text.chars();
    let visible = chars.map(|char| if hidden(char) { '\u{fffd}' } else { char });
    Cow::Owned(visible.collect())
}
