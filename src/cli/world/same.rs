//! Comparing a file with what it is to hold.

use std::fs::File;
use std::io::{self, Read as _, Seek as _, SeekFrom};
use std::path::Path;

use rayon::prelude::*;

/// Bytes that are read at once: few enough for the caches of a processor.
const CHUNK: usize = 64 << 10;
/// Bytes that one core compares: a file of several parts is compared on all cores.
const PART: usize = 1 << 20;

/// Tells whether a file that is read in one go holds exactly these bytes; what is no file, or longer,
/// is for others to judge.
pub(super) fn holds_at_once(place: &Path, bytes: &[u8]) -> bool {
    if bytes.len() >= CHUNK {
        return false;
    }
    // One byte more, since the file may be longer.
    let mut buffer = vec![0; bytes.len() + 1];
    let read = open_at_once(place).and_then(|mut file| file.read(&mut buffer));
    read.is_ok_and(|length| buffer.get(..length) == Some(bytes))
}

/// Opens what may be a pipe, without waiting for somebody to write into it.
#[cfg(unix)]
fn open_at_once(place: &Path) -> io::Result<File> {
    use rustix::fs::{Mode, OFlags, open};
    let flags = OFlags::RDONLY | OFlags::NONBLOCK | OFlags::CLOEXEC;
    Ok(File::from(open(place, flags, Mode::empty())?))
}

#[cfg(not(unix))]
fn open_at_once(place: &Path) -> io::Result<File> {
    File::open(place)
}

/// Tells whether a file begins with these bytes.
pub(super) fn holds(place: &Path, bytes: &[u8]) -> io::Result<bool> {
    let parts = bytes.par_chunks(PART).enumerate();
    let held = parts.map(|(index, part)| part_holds(place, (index * PART) as u64, part));
    held.try_reduce(|| true, |left, right| Ok(left && right))
}

fn part_holds(place: &Path, start: u64, bytes: &[u8]) -> io::Result<bool> {
    let mut file = File::open(place)?;
    if start > 0 {
        file.seek(SeekFrom::Start(start))?;
    }
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
