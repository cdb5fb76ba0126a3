//! Writing many files: all of them or none.

use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

use rayon::prelude::*;
use tempfile::NamedTempFile;

/// Writes every file beside its place, and moves them there once all could be written.
///
/// Nothing waits for the disk: what is written here can be made again.
pub(super) fn write(files: &[(PathBuf, &[u8])]) -> Result<(), (PathBuf, io::Error)> {
    let mut folders: Vec<&Path> = files
        .iter()
        .filter_map(|(place, _)| place.parent())
        .collect();
    folders.sort_unstable();
    folders.dedup();
    for folder in folders {
        std::fs::create_dir_all(folder).map_err(|cause| (folder.to_owned(), cause))?;
    }
    let staged: Vec<_> = files
        .par_iter()
        .map(|(place, bytes)| stage(place, bytes).map_err(|cause| (place.clone(), cause)))
        .collect();
    let staged: Vec<_> = staged.into_iter().collect::<Result<_, _>>()?;
    for ((place, _), beside) in files.iter().zip(staged) {
        let moved = beside.persist(place);
        moved.map_err(|error| (place.clone(), error.error))?;
    }
    Ok(())
}

fn stage(place: &Path, bytes: &[u8]) -> io::Result<NamedTempFile> {
    // A rename would find that out only after others were moved.
    if place.is_dir() {
        return Err(io::ErrorKind::IsADirectory.into());
    }
    let mut builder = tempfile::Builder::new();
    #[cfg(unix)]
    let builder = {
        use std::os::unix::fs::PermissionsExt as _;
        builder.permissions(std::fs::Permissions::from_mode(0o666))
    };
    let folder = place.parent().unwrap_or_else(|| Path::new("."));
    let mut beside = builder.prefix(".rolewright-").tempfile_in(folder)?;
    beside.write_all(bytes)?;
    Ok(beside)
}
