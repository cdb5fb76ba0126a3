//! Writing a file whole or not at all.

use std::io::{self, BufWriter, Write as _};
use std::path::Path;

use tempfile::{Builder, NamedTempFile};

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
    let beside = beside(folder, bytes)?;
    beside.as_file().sync_data()?;
    if let Ok(permissions) = permissions {
        beside.as_file().set_permissions(permissions)?;
    }
    beside.persist(place).map_err(|error| error.error)?;
    Ok(())
}

/// What writes a text.
pub(super) type Text<'t> = &'t dyn Fn(&mut dyn io::Write) -> io::Result<()>;

/// Writes a file that nobody else may read, whole or not at all. The text need not be in memory.
pub(super) fn private(place: &Path, text: Text<'_>) -> io::Result<()> {
    let folder = place
        .parent()
        .filter(|folder| !folder.as_os_str().is_empty());
    let folder = folder.unwrap_or_else(|| Path::new("."));
    std::fs::create_dir_all(folder)?;
    if most().is_some() {
        let mut length = Length(0);
        text(&mut length)?;
        allowed(length.0)?;
    }
    let beside = builder(0o600).tempfile_in(folder)?;
    let mut file = BufWriter::with_capacity(1 << 18, beside.as_file());
    text(&mut file)?;
    file.flush()?;
    drop(file);
    beside.as_file().sync_all()?;
    beside.persist(place).map_err(|error| error.error)?;
    Ok(())
}

/// Counts what is written.
struct Length(usize);

impl io::Write for Length {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0 += bytes.len();
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// Writes a file into a folder under a name of its own; it goes again unless it is moved away.
pub(super) fn beside(folder: &Path, bytes: &[u8]) -> io::Result<NamedTempFile> {
    allowed(bytes.len())?;
    let mut beside = builder(0o666).tempfile_in(folder)?;
    beside.write_all(bytes)?;
    Ok(beside)
}

/// Makes what is written beside its place as open as any other file or folder.
pub(super) fn builder(mode: u32) -> Builder<'static, 'static> {
    let mut builder = Builder::new();
    builder.prefix(".rolewright-");
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        builder.permissions(std::fs::Permissions::from_mode(mode));
    }
    #[cfg(not(unix))]
    let _ = mode;
    builder
}

/// Refuses a file that is longer than `ulimit -f` lets it be: the write itself would not fail but
/// end the process.
pub(super) fn allowed(length: usize) -> io::Result<()> {
    if most().is_some_and(|most| u64::try_from(length).is_ok_and(|length| length > most)) {
        return Err(io::ErrorKind::FileTooLarge.into());
    }
    Ok(())
}

/// Returns how many bytes a file may have.
fn most() -> Option<u64> {
    #[cfg(unix)]
    let limit = rustix::process::getrlimit(rustix::process::Resource::Fsize).current;
    #[cfg(not(unix))]
    let limit = None;
    limit
}
