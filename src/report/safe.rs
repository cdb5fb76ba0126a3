//! Text from outside, made safe to print: nothing of it can move a cursor or turn a line round.

use std::borrow::Cow;
use std::fmt::Write as _;

/// Tells whether a character must not reach a terminal as it is.
pub(super) fn is_unsafe(char: char) -> bool {
    char.is_control() || is_invisible(char)
}

/// Tells whether a character has no shape of its own, or changes the order of what is drawn.
fn is_invisible(char: char) -> bool {
    matches!(
        u32::from(char),
        0xAD | 0x34F | 0x61C | 0x115F..=0x1160 | 0x17B4..=0x17B5 | 0x180B..=0x180F
            | 0x200B..=0x200F | 0x2028..=0x202E | 0x2060..=0x206F | 0x3164 | 0xFE00..=0xFE0F
            | 0xFEFF | 0xFFA0 | 0xFFF0..=0xFFFB | 0x1_D173..=0x1_D17A | 0xE_0000..=0xE_0FFF
    )
}

/// Tells whether a byte is a printable character of ASCII.
pub(super) fn is_plain(byte: u8) -> bool {
    matches!(byte, b' '..=b'~')
}

/// Appends a character, as `\u{…}` where it is unsafe.
pub(super) fn push(text: &mut String, char: char) {
    if is_unsafe(char) {
        // Writing to a string cannot fail.
        let _ = write!(text, "\\u{{{:x}}}", u32::from(char));
    } else {
        text.push(char);
    }
}

/// Returns the text with every unsafe character, line breaks included, as `\u{…}`.
pub fn safe(text: &str) -> Cow<'_, str> {
    // Printable ASCII is by far the most common and needs no look at its characters.
    if text.bytes().all(is_plain) || !text.contains(is_unsafe) {
        return Cow::Borrowed(text);
    }
    let mut shown = String::with_capacity(text.len() + 16);
    for char in text.chars() {
        push(&mut shown, char);
    }
    Cow::Owned(shown)
}

/// As [`safe`], but line feeds stay, for texts that have several lines by right.
pub fn safe_lines(text: &str) -> Cow<'_, str> {
    let is_line = |byte| is_plain(byte) || byte == b'\n';
    if text.bytes().all(is_line) || !text.contains(|char| char != '\n' && is_unsafe(char)) {
        return Cow::Borrowed(text);
    }
    let lines: Vec<_> = text.split('\n').map(safe).collect();
    Cow::Owned(lines.join("\n"))
}
