//! Writing many files: all of them or none.

use std::io;
use std::path::{Path, PathBuf};

use rayon::prelude::*;
use tempfile::NamedTempFile;

use super::write::beside;

/// Writes every file beside its place, and moves them there once all could be written.
///
/// Files that are as they should be stay untouched. Nothing waits for the disk: what is written
/// here can be made again.
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
        if let Some(beside) = beside {
            let moved = beside.persist(place);
            moved.map_err(|error| (place.clone(), error.error))?;
        }
    }
    Ok(())
}

fn stage(place: &Path, bytes: &[u8]) -> io::Result<Option<NamedTempFile>> {
    let there = std::fs::metadata(place).ok();
    // A rename would find that out only after others were moved.
    if there.as_ref().is_some_and(std::fs::Metadata::is_dir) {
        return Err(io::ErrorKind::IsADirectory.into());
    }
    let regular = there.filter(std::fs::Metadata::is_file);
    let length = regular.map(|found| found.len());
    let same_length = length.and_then(|length| usize::try_from(length).ok()) == Some(bytes.len());
    if same_length && std::fs::read(place).is_ok_and(|found| found == bytes) {
        return Ok(None);
    }
    let folder = place.parent().unwrap_or_else(|| Path::new("."));
    beside(folder, bytes).map(Some)
}
