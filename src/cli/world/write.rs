//! Writing a file whole or not at all.

use std::io::{self, Write as _};
use std::path::Path;

/// Writes beside the place, then renames; on any failure the place is as it was.
pub(super) fn whole(place: &Path, bytes: &[u8]) -> io::Result<()> {
    // A link is written through, not replaced, and a device such as /dev/stdout has no place beside.
    let place = &std::fs::canonicalize(place).unwrap_or_else(|_| place.to_owned());
    let kind = std::fs::metadata(place).map(|metadata| metadata.file_type());
    if kind.is_ok_and(|kind| !kind.is_file() && !kind.is_dir()) {
        return std::fs::OpenOptions::new()
            .write(true)
            .open(place)?
            .write_all(bytes);
    }
    let folder = place
        .parent()
        .filter(|folder| !folder.as_os_str().is_empty());
    let folder = folder.unwrap_or_else(|| Path::new("."));
    std::fs::create_dir_all(folder)?;
    let permissions = std::fs::metadata(place).map(|metadata| metadata.permissions());
    let mut builder = tempfile::Builder::new();
    #[cfg(unix)]
    let builder = {
        use std::os::unix::fs::PermissionsExt as _;
        builder.permissions(std::fs::Permissions::from_mode(0o666))
    };
    let mut beside = builder.prefix(".rolewright-").tempfile_in(folder)?;
    beside.write_all(bytes)?;
    beside.as_file().sync_data()?;
    if let Ok(permissions) = permissions {
        beside.as_file().set_permissions(permissions)?;
    }
    beside.persist(place).map_err(|error| error.error)?;
    Ok(())
}
