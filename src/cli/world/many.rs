//! Writing many files: all of them or none.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use rayon::prelude::*;
use tempfile::NamedTempFile;

use super::write::{allowed, beside, builder};

/// Files by their paths below a folder.
type Files<'all> = [(&'all str, &'all [u8])];

/// What went wrong, and at which place.
type Failure = (PathBuf, io::Error);

/// Writes files below a folder.
///
/// Nothing waits for the disk: what is written here can be made again.
pub(super) fn write(folder: &Path, files: &Files<'_>) -> Result<(), Failure> {
    if files.is_empty() {
        return Ok(());
    }
    // Without a last part such as `..` there is nothing to move to.
    match folder.parent() {
        Some(above) if folder.file_name().is_some() && !folder.exists() => {
            // The plain form: `new/.` cannot be moved to.
            let folder: PathBuf = folder.components().collect();
            write_tree(above, &folder, files)
        }
        _ => write_each(folder, files),
    }
}

/// Writes a folder that is not there yet beside its place, and moves it there once it is whole.
fn write_tree(above: &Path, folder: &Path, files: &Files<'_>) -> Result<(), Failure> {
    let above = if above.as_os_str().is_empty() {
        Path::new(".")
    } else {
        above
    };
    make(above)?;
    let failed = |cause| (folder.to_owned(), cause);
    if let Some((path, bytes)) = files.iter().max_by_key(|(_, bytes)| bytes.len()) {
        allowed(bytes.len()).map_err(|cause| (folder.join(path), cause))?;
    }
    let mut beside = builder(0o777).tempdir_in(above).map_err(failed)?;
    make_all(beside.path(), files)?;
    let one = |(path, bytes): &(&str, &[u8])| {
        let written = fs::write(beside.path().join(path), bytes);
        written.map_err(|cause| (folder.join(path), cause))
    };
    // The first failure is told, whichever came first.
    let written: Vec<_> = files.par_iter().with_max_len(1).map(one).collect();
    written.into_iter().collect::<Result<(), _>>()?;
    fs::rename(beside.path(), folder).map_err(failed)?;
    beside.disable_cleanup(true);
    Ok(())
}

/// Writes every file beside its place, and moves them there once all could be written.
fn write_each(folder: &Path, files: &Files<'_>) -> Result<(), Failure> {
    make_all(folder, files)?;
    let staged = files.par_iter().with_max_len(1).map(|(path, bytes)| {
        let place = folder.join(path);
        match stage(&place, bytes) {
            Ok(beside) => Ok((place, beside)),
            Err(cause) => Err((place, cause)),
        }
    });
    let staged: Vec<_> = staged.collect();
    let staged: Vec<_> = staged.into_iter().collect::<Result<_, _>>()?;
    for (place, beside) in staged {
        let moved = beside.persist(&place);
        moved.map_err(|error| (place, error.error))?;
    }
    Ok(())
}

/// Makes the folders that files lie in.
fn make_all(folder: &Path, files: &Files<'_>) -> Result<(), Failure> {
    let mut inner: Vec<_> = files
        .iter()
        .filter_map(|(path, _)| Path::new(path).parent())
        .collect();
    inner.sort_unstable();
    inner.dedup();
    inner.iter().try_for_each(|path| make(&folder.join(path)))
}

fn make(folder: &Path) -> Result<(), Failure> {
    fs::create_dir_all(folder).map_err(|cause| (folder.to_owned(), cause))
}

fn stage(place: &Path, bytes: &[u8]) -> io::Result<NamedTempFile> {
    // A rename would find that out only after others were moved.
    if place.is_dir() {
        return Err(io::ErrorKind::IsADirectory.into());
    }
    let folder = place.parent().unwrap_or_else(|| Path::new("."));
    beside(folder, bytes)
}
