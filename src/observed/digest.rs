//! The digest of a snapshot.

use std::fmt::Write as _;
use std::io;

use sha2::{Digest as _, Sha256};

use super::shape::Snapshot;

/// Hashes a shape, whose own digest was taken out, as canonical JSON.
pub(super) fn of(shape: &Snapshot) -> String {
    let mut hash = Sha256::new();
    let mut buffer = io::BufWriter::with_capacity(1 << 16, Sink(&mut hash));
    // A hash takes everything, and no map in the shape has a key that is no text: nothing can fail.
    let _ = serde_json::to_writer(&mut buffer, shape);
    let _ = io::Write::flush(&mut buffer);
    drop(buffer);
    let mut text = String::with_capacity(64);
    for byte in hash.finalize() {
        // Writing to a string cannot fail.
        let _ = write!(text, "{byte:02x}");
    }
    text
}

struct Sink<'a>(&'a mut Sha256);

impl io::Write for Sink<'_> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.update(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}
