//! The folder with the journals: one run at a time, and every line on the disk before it counts.

use std::fs::{File, OpenOptions, TryLockError};
use std::io::{self, Read as _, Seek as _, SeekFrom, Write as _};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::Refused;
use crate::apply::{Past, Saved, Store};
use crate::cli::world::World;
use crate::cli::{Error, Shown};

/// So many digits of a plan's digest name its journal.
const DIGITS: usize = 16;

/// The journal of one plan, in a folder that no other run works in.
pub(super) struct State {
    /// Held as long as this is.
    _lock: File,
    journal: File,
    path: PathBuf,
    /// What earlier runs did.
    pub(super) past: Past,
}

impl State {
    /// Takes the folder for this run, and reads what the journal of a plan tells.
    pub(super) fn open(world: &World, folder: &Path, saved: &Saved) -> Result<Self, Error> {
        let failed = |path: &Path| {
            let path = Shown::from(path);
            move |cause| Error::Write { path, cause }
        };
        let place = world.place(folder);
        private_folder(&place).map_err(failed(folder))?;
        let lock = private(&place.join("lock")).map_err(failed(folder))?;
        match lock.try_lock() {
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => {
                let folder = folder.into();
                return Err(Refused::Locked { folder }.into());
            }
            Err(TryLockError::Error(cause)) => return Err(failed(folder)(cause)),
        }
        let name: String = saved.digest().chars().take(DIGITS).collect();
        let path = folder.join(format!("{name}.jsonl"));
        let mut journal = private(&world.place(&path)).map_err(failed(&path))?;
        let mut bytes = Vec::new();
        journal.read_to_end(&mut bytes).map_err(failed(&path))?;
        let past = Past::read(&bytes).map_err(|cause| Refused::Journal {
            journal: path.as_path().into(),
            cause,
        })?;
        Ok(Self {
            _lock: lock,
            journal,
            path,
            past,
        })
    }

    /// Returns where the journal is.
    pub(super) fn path(&self) -> &Path {
        &self.path
    }

    /// Returns the journal to append to, without what a crash left of a last line.
    pub(super) fn store(&self) -> io::Result<Disk> {
        let mut file = self.journal.try_clone()?;
        let whole = u64::try_from(self.past.whole).unwrap_or(u64::MAX);
        file.set_len(whole)?;
        file.seek(SeekFrom::End(0))?;
        Ok(Disk(Arc::new(file)))
    }
}

/// A file of which each piece is on the disk when it is written.
pub(super) struct Disk(Arc<File>);

impl Store for Disk {
    async fn append(&mut self, lines: Vec<u8>) -> io::Result<()> {
        let file = Arc::clone(&self.0);
        // Others go on meanwhile.
        let written = tokio::task::spawn_blocking(move || {
            (&*file).write_all(&lines)?;
            file.sync_data()
        });
        written
            .await
            .unwrap_or_else(|error| Err(io::Error::other(error)))
    }
}

/// Opens a file that nobody else may read, and makes it where there is none.
fn private(path: &Path) -> io::Result<File> {
    let mut options = OpenOptions::new();
    options.read(true).write(true).create(true).truncate(false);
    #[cfg(unix)]
    {
        use std::os::unix::fs::OpenOptionsExt as _;
        options.mode(0o600);
    }
    options.open(path)
}

/// Makes a folder that nobody else may look into, and keeps it out of git.
fn private_folder(place: &Path) -> io::Result<()> {
    let mut builder = std::fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    {
        use std::os::unix::fs::DirBuilderExt as _;
        builder.mode(0o700);
    }
    builder.create(place)?;
    let ignored = place.join(".gitignore");
    if !ignored.exists() {
        std::fs::write(ignored, "*\n")?;
    }
    Ok(())
}
