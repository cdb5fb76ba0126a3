//! SHA-256 as people compare it: 64 digits in lower case.

use std::fmt::Write as _;
use std::io;

use serde::Serialize;
use sha2::{Digest as _, Sha256};

/// Hashes a value as compact JSON, in the order of its fields.
pub(crate) fn of_json(value: &impl Serialize) -> String {
    let mut hash = Sha256::new();
    let mut buffer = io::BufWriter::with_capacity(1 << 16, Sink(&mut hash));
    // A hash takes everything, and no map in the shapes has a key that is no text: nothing can fail.
    let _ = serde_json::to_writer(&mut buffer, value);
    let _ = io::Write::flush(&mut buffer);
    drop(buffer);
    digits(&hash.finalize())
}

/// Hashes texts one after the other, each with its length, so that no two lists are alike.
pub(crate) fn of_texts<'t>(texts: impl IntoIterator<Item = &'t [u8]>) -> String {
    let mut hash = Sha256::new();
    for text in texts {
        hash.update(text.len().to_le_bytes());
        hash.update(text);
    }
    digits(&hash.finalize())
}

fn digits(bytes: &[u8]) -> String {
    let mut text = String::with_capacity(2 * bytes.len());
    for byte in bytes {
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
