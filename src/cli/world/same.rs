//! Comparing a file with what it is to hold.

use std::fs::File;
use std::io::{self, Read as _};
use std::path::Path;

/// Bytes that are read at once: few enough for the caches of a processor.
const CHUNK: usize = 64 << 10;

/// Tells whether a file begins with these bytes.
pub(super) fn holds(place: &Path, bytes: &[u8]) -> io::Result<bool> {
    let mut file = File::open(place)?;
    let mut buffer = vec![0; CHUNK.min(bytes.len())];
    for expected in bytes.chunks(CHUNK) {
        let found = buffer.get_mut(..expected.len()).unwrap_or_default();
        match file.read_exact(found) {
            Ok(()) if found == expected => {}
            // It was cut short meanwhile.
            Err(cause) if cause.kind() != io::ErrorKind::UnexpectedEof => return Err(cause),
            _ => return Ok(false),
        }
    }
    Ok(true)
}
