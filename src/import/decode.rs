//! Bytes to text: byte order marks, UTF-16 with and without one, UTF-8.

/// The most bytes a file may have.
const LIMIT: usize = 16 * 1024 * 1024;

/// Why bytes are no text.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Undecodable {
    /// The file is too large to be read.
    #[error("{size} bytes are more than the limit")]
    TooLarge {
        /// How large it is.
        size: usize,
    },
    /// The bytes are not UTF-8.
    #[error("byte {offset} is not UTF-8")]
    NotUtf8 {
        /// The first byte that does not fit.
        offset: usize,
    },
    /// The bytes look like UTF-16 and are not.
    #[error("the text looks like UTF-16 and is broken at byte {offset}")]
    NotUtf16 {
        /// The first byte that does not fit.
        offset: usize,
    },
}

#[derive(Clone, Copy)]
enum Order {
    Little,
    Big,
}

/// Decodes the bytes of a JSON file, without a byte order mark.
///
/// # Errors
/// Fails where the bytes are too many or fit no encoding of Unicode.
pub fn decode(bytes: &[u8]) -> Result<String, Undecodable> {
    decode_within(bytes, LIMIT)
}

/// As [`decode`], for another limit in bytes.
///
/// # Errors
/// Fails where the bytes are too many or fit no encoding of Unicode.
pub fn decode_within(bytes: &[u8], limit: usize) -> Result<String, Undecodable> {
    if bytes.len() > limit {
        return Err(Undecodable::TooLarge { size: bytes.len() });
    }
    let text = match bytes {
        [0xef, 0xbb, 0xbf, rest @ ..] => utf8(rest, 3)?,
        [0xff, 0xfe, rest @ ..] => utf16(rest, 2, Order::Little)?,
        [0xfe, 0xff, rest @ ..] => utf16(rest, 2, Order::Big)?,
        [first, 0, ..] if *first != 0 => utf16(bytes, 0, Order::Little)?,
        [0, second, ..] if *second != 0 => utf16(bytes, 0, Order::Big)?,
        _ => utf8(bytes, 0)?,
    };
    if text.len() > limit {
        return Err(Undecodable::TooLarge { size: text.len() });
    }
    Ok(text)
}

fn utf8(bytes: &[u8], skipped: usize) -> Result<String, Undecodable> {
    match std::str::from_utf8(bytes) {
        Ok(text) => Ok(text.to_owned()),
        Err(error) => Err(Undecodable::NotUtf8 {
            offset: skipped + error.valid_up_to(),
        }),
    }
}

fn utf16(bytes: &[u8], skipped: usize, order: Order) -> Result<String, Undecodable> {
    let (pairs, rest) = bytes.as_chunks::<2>();
    let units = pairs.iter().map(|pair| match order {
        Order::Little => u16::from_le_bytes(*pair),
        Order::Big => u16::from_be_bytes(*pair),
    });
    let mut text = String::with_capacity(pairs.len());
    let mut offset = skipped;
    for unit in char::decode_utf16(units) {
        let char = unit.map_err(|_| Undecodable::NotUtf16 { offset })?;
        offset += 2 * char.len_utf16();
        text.push(char);
    }
    if rest.is_empty() {
        Ok(text)
    } else {
        Err(Undecodable::NotUtf16 { offset })
    }
}
