//! Base64 in the alphabet of web tokens, without padding.

const ALPHABET: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

/// Writes bytes.
pub(super) fn encode(bytes: &[u8]) -> String {
    let mut text = String::with_capacity(bytes.len().div_ceil(3) * 4);
    for chunk in bytes.chunks(3) {
        let number = chunk
            .iter()
            .fold(0_u32, |sum, byte| sum << 8 | u32::from(*byte));
        let number = number << (8 * (3 - chunk.len()));
        let letters = (0..=chunk.len()).map(|at| number >> (18 - 6 * at) & 63);
        let letters = letters.filter_map(|code| ALPHABET.get(code as usize));
        text.extend(letters.map(|letter| char::from(*letter)));
    }
    text
}

/// Reads bytes; padding is left out or not.
pub(super) fn decode(text: &str) -> Option<Vec<u8>> {
    let text = text.trim_end_matches('=').as_bytes();
    let mut bytes = Vec::with_capacity(text.len() / 4 * 3 + 2);
    for chunk in text.chunks(4) {
        let mut number = 0_u32;
        for letter in chunk {
            let code = ALPHABET.iter().position(|known| known == letter)?;
            number = number << 6 | u32::try_from(code).ok()?;
        }
        number <<= 6 * (4 - chunk.len());
        let [_, whole @ ..] = number.to_be_bytes();
        bytes.extend(whole.iter().take((chunk.len() * 3) / 4));
    }
    Some(bytes)
}
