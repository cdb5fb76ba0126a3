//! What can be seen in a text before it is parsed: its parts, and how deep it nests.

/// How deep lists and objects may stand in each other.
pub(super) const NESTING: usize = 256;

/// Cuts a text before each list or object that begins where another one has ended: tools that
/// print one object a line, and shells that append, put several into one file.
pub(super) fn roots(text: &str) -> Vec<(usize, &str)> {
    let bytes = text.as_bytes();
    let (mut depth, mut at, mut from, mut ended) = (0_usize, 0_usize, 0_usize, false);
    let mut roots = Vec::new();
    while let Some(byte) = bytes.get(at) {
        match (byte, bytes.get(at + 1)) {
            (b'"', _) => at = after_string(bytes, at + 1),
            (b'/', Some(b'/' | b'*')) => at += comment(bytes, at),
            (b'[' | b'{', _) => {
                if depth == 0 && ended {
                    roots.push((from, text.get(from..at).unwrap_or_default()));
                    from = at;
                }
                depth += 1;
            }
            (b']' | b'}', _) => {
                depth = depth.saturating_sub(1);
                ended = depth == 0;
            }
            _ => {}
        }
        at += 1;
    }
    roots.push((from, text.get(from..).unwrap_or_default()));
    roots
}

/// Counts the bytes of a comment but for its last one.
fn comment(bytes: &[u8], at: usize) -> usize {
    match bytes.get(at + 1) {
        Some(b'/') => until(bytes, at, |rest| matches!(rest, [b'\n' | b'\r', ..])),
        _ => 3 + until(bytes, at + 2, |rest| rest.starts_with(b"*/")),
    }
}

/// Finds the bracket that opens one level too many, before the parser goes there.
pub(super) fn too_deep(bytes: &[u8]) -> Option<usize> {
    let (mut depth, mut at) = (0_usize, 0_usize);
    while let Some(byte) = bytes.get(at) {
        match (byte, bytes.get(at + 1)) {
            (b'"', _) => at = after_string(bytes, at + 1),
            (b'/', Some(b'/' | b'*')) => at += comment(bytes, at),
            (b'[' | b'{', _) => {
                depth += 1;
                if depth > NESTING {
                    return Some(at);
                }
            }
            (b']' | b'}', _) => depth = depth.saturating_sub(1),
            _ => {}
        }
        at += 1;
    }
    None
}

/// Returns the place of the quote that ends a string.
fn after_string(bytes: &[u8], mut at: usize) -> usize {
    while let Some(byte) = bytes.get(at) {
        match byte {
            b'"' => return at,
            b'\\' => at += 2,
            _ => at += 1,
        }
    }
    at
}

/// Counts the bytes before the first place where `ends` holds.
fn until(bytes: &[u8], from: usize, ends: impl Fn(&[u8]) -> bool) -> usize {
    let rest = bytes.get(from..).unwrap_or(&[]);
    let mut places = 0..rest.len();
    let found = places.find(|place| rest.get(*place..).is_some_and(&ends));
    found.unwrap_or(rest.len())
}
