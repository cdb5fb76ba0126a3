//! Files: finding, reading and writing them.

mod find;
mod many;
mod same;
mod write;

use std::io::{self, Read as _};
use std::path::{Path, PathBuf};

use super::{Console, Error};
use crate::import;

use find::tidy;

pub(super) use find::is_skipped;
pub use find::{Discovery, Found, Kind};

/// No file that rolewright reads may be larger than this.
pub const LIMIT: u64 = 16 << 20;

/// No log may be larger than this; it is read entry by entry.
pub const LOG_LIMIT: u64 = 256 << 20;

/// What standard input is called in messages.
pub const STDIN: &str = "<stdin>";

/// The files that a run can see.
#[derive(Debug, Clone)]
pub struct World {
    directory: PathBuf,
}

impl World {
    /// Makes the world in which relative paths begin at `directory`.
    pub fn at(directory: &Path) -> Self {
        Self {
            directory: directory.to_owned(),
        }
    }

    /// Returns where a path of the user really is.
    pub fn place(&self, path: &Path) -> PathBuf {
        if self.directory.as_os_str().is_empty() {
            path.to_owned()
        } else {
            self.directory.join(path)
        }
    }

    /// Finds the policy files below the paths, sorted, each once, and the settings among them.
    pub fn find(&self, paths: &[PathBuf]) -> Result<Discovery, Error> {
        find::find(self, paths)
    }

    /// Returns the nearest file of a name in the folder of a path or above it.
    pub fn nearest_above(&self, path: &Path, name: &str) -> Option<PathBuf> {
        let place = self.place(path);
        let start = if place.is_dir() { path } else { path.parent()? };
        let here = start.join(name);
        if is_there(&self.place(&here)) {
            return Some(tidy(&here));
        }
        let real = std::fs::canonicalize(self.place(start)).ok()?;
        let home = std::fs::canonicalize(self.place(Path::new("."))).ok()?;
        let folder = real
            .ancestors()
            .skip(1)
            .find(|folder| is_there(&folder.join(name)))?;
        let found = folder.join(name);
        Some(
            found
                .strip_prefix(home)
                .map_or(found.clone(), Path::to_owned),
        )
    }

    /// Reads a file of at most [`LIMIT`] bytes.
    pub fn bytes(&self, path: &Path) -> Result<Vec<u8>, Error> {
        self.bytes_within(path, LIMIT)
    }

    /// Reads a file of at most so many bytes.
    pub fn bytes_within(&self, path: &Path, limit: u64) -> Result<Vec<u8>, Error> {
        let failed = |cause: io::Error| match cause.kind() {
            io::ErrorKind::NotFound => Error::NoFile { path: path.into() },
            _ => Error::Read {
                path: path.into(),
                cause,
            },
        };
        let place = self.place(path);
        // To open a pipe waits for somebody who writes, and a device may never end.
        let promised = std::fs::metadata(&place).map_err(failed)?;
        let kind = promised.file_type();
        if kind.is_dir() {
            return Err(Error::Folder { path: path.into() });
        }
        if !kind.is_file() {
            return Err(Error::Special { path: path.into() });
        }
        let file = std::fs::File::open(place).map_err(failed)?;
        let length = usize::try_from(promised.len().min(limit)).unwrap_or(0);
        let mut bytes = Vec::with_capacity(length + 1);
        // A file may grow: what is read counts, not what was promised.
        file.take(limit + 1)
            .read_to_end(&mut bytes)
            .map_err(failed)?;
        within(limit, path, bytes)
    }

    /// Reads a text file.
    pub fn text(&self, path: &Path) -> Result<String, Error> {
        text(path, self.bytes(path)?)
    }

    /// Reads a JSON file in any encoding that Azure's tools write.
    pub fn json(&self, path: &Path) -> Result<String, Error> {
        json(path, &self.bytes(path)?, LIMIT)
    }

    /// Reads an export of a log, or a list, in any encoding that Azure's tools write.
    pub fn log(&self, path: &Path) -> Result<String, Error> {
        json(path, &self.bytes_within(path, LOG_LIMIT)?, LOG_LIMIT)
    }

    /// Writes a file whole or not at all; missing folders are made.
    pub fn write(&self, path: &Path, bytes: &[u8]) -> Result<(), Error> {
        let written = write::whole(&self.place(path), bytes);
        written.map_err(|cause| Error::Write {
            path: path.into(),
            cause,
        })
    }

    /// Writes a file that nobody else may read, whole or not at all; missing folders are made.
    pub fn write_private(&self, path: &Path, bytes: &[u8]) -> Result<(), Error> {
        self.stream_private(path, &|file| file.write_all(bytes))
    }

    /// As [`World::write_private`], of a text that is written as it comes; it may be asked for twice.
    pub(super) fn stream_private(&self, path: &Path, text: write::Text<'_>) -> Result<(), Error> {
        let written = write::private(&self.place(path), text);
        written.map_err(|cause| Error::Write {
            path: path.into(),
            cause,
        })
    }

    /// Writes files below a folder, all of them or none; missing folders are made.
    pub fn write_all(&self, folder: &Path, files: &[(&str, &[u8])]) -> Result<(), Error> {
        let folder = self.place(folder);
        if let Some(file) = folder.ancestors().find(|above| above.is_file()) {
            return Err(Error::NoFolder { path: file.into() });
        }
        many::write(&folder, files).map_err(|(path, cause)| Error::Write {
            path: path.into(),
            cause,
        })
    }

    /// Reads a file that may not exist.
    pub fn text_if_any(&self, path: &Path) -> Result<Option<String>, Error> {
        if self.place(path).exists() {
            self.text(path).map(Some)
        } else {
            Ok(None)
        }
    }

    /// Reads the bytes of a file that may not exist.
    pub fn bytes_if_any(&self, path: &Path) -> Result<Option<Vec<u8>>, Error> {
        if self.place(path).exists() {
            self.bytes(path).map(Some)
        } else {
            Ok(None)
        }
    }

    /// Tells whether there is such a folder.
    pub fn has_folder(&self, path: &Path) -> bool {
        self.place(path).is_dir()
    }

    /// Tells whether a file holds exactly these bytes; none where there is no file.
    pub fn holds(&self, path: &Path, bytes: &[u8]) -> Result<Option<bool>, Error> {
        let place = self.place(path);
        if same::holds_at_once(&place, bytes) {
            return Ok(Some(true));
        }
        let Ok(there) = std::fs::metadata(&place) else {
            return Ok(None);
        };
        if !there.is_file() {
            // Reading says what is wrong with it.
            return self.bytes(path).map(|_| Some(false));
        }
        if usize::try_from(there.len()).ok() != Some(bytes.len()) {
            return Ok(Some(false));
        }
        let held = same::holds(&place, bytes);
        held.map(Some).map_err(|cause| Error::Read {
            path: path.into(),
            cause,
        })
    }

    /// Removes a file.
    pub fn remove(&self, path: &Path) -> Result<(), Error> {
        let removed = std::fs::remove_file(self.place(path));
        removed.map_err(|cause| Error::Write {
            path: path.into(),
            cause,
        })
    }
}

/// Tells whether there is something to read; that it can be read is seen when it is.
fn is_there(place: &Path) -> bool {
    place.exists() && !place.is_dir()
}

/// Reads text from standard input; it is named `<stdin>` in messages.
pub fn standard_input(console: &mut Console<'_>) -> Result<String, Error> {
    text(Path::new(STDIN), input_bytes(console)?)
}

/// Reads JSON from standard input.
pub fn json_input(console: &mut Console<'_>) -> Result<String, Error> {
    json(Path::new(STDIN), &input_bytes(console)?, LIMIT)
}

fn input_bytes(console: &mut Console<'_>) -> Result<Vec<u8>, Error> {
    let name = Path::new(STDIN);
    let mut bytes = Vec::new();
    let read = console.input().take(LIMIT + 1).read_to_end(&mut bytes);
    read.map_err(|cause| Error::Read {
        path: name.into(),
        cause,
    })?;
    within(LIMIT, name, bytes)
}

fn json(path: &Path, bytes: &[u8], limit: u64) -> Result<String, Error> {
    let limit = usize::try_from(limit).unwrap_or(usize::MAX);
    import::decode_within(bytes, limit).map_err(|cause| Error::Undecodable {
        path: path.into(),
        cause,
    })
}

fn within(limit: u64, path: &Path, bytes: Vec<u8>) -> Result<Vec<u8>, Error> {
    if u64::try_from(bytes.len()).unwrap_or(u64::MAX) > limit {
        return Err(Error::Size {
            path: path.into(),
            limit,
        });
    }
    Ok(bytes)
}

/// Takes the bytes of a file as text.
pub(super) fn text(path: &Path, bytes: Vec<u8>) -> Result<String, Error> {
    String::from_utf8(bytes).map_err(|error| {
        let offset = error.utf8_error().valid_up_to();
        let before = error.as_bytes().get(..offset).unwrap_or_default();
        let line = before.split(|byte| *byte == b'\n').count();
        Error::Encoding {
            path: path.into(),
            line,
            offset,
        }
    })
}
