//! The file in which a sandbox keeps what it holds: safe on disk before any answer says so.
//!
//! A thread of its own appends and syncs. Lines that wait while it syncs go out together, so that a
//! thousand requests do not wait for a thousand syncs.

use std::fs::{File, OpenOptions};
use std::io::Write as _;
use std::sync::mpsc;
use std::thread;

use tokio::sync::oneshot;

use super::folder::Folder;
use crate::cli::Error;
use crate::sandbox::Tenant;

/// The file.
const STATE: &str = "state.log";

/// An open folder, which no other process may open meanwhile.
pub(super) struct Storage<'folder> {
    folder: &'folder Folder,
    lock: File,
}

/// What a running sandbox writes to.
pub(super) struct Files {
    /// Where the thread takes its lines from.
    keeper: mpsc::Sender<Line>,
    /// The log of requests.
    log: File,
    /// Held as long as it runs.
    _lock: File,
}

struct Line {
    bytes: Vec<u8>,
    safe: oneshot::Sender<bool>,
}

impl<'folder> Storage<'folder> {
    /// Opens a folder and makes it if need be.
    pub(super) fn open(folder: &'folder Folder) -> Result<Self, Error> {
        folder.make()?;
        let lock = private(folder, "lock")?;
        if lock.try_lock().is_err() {
            return Err(Error::Usage {
                message: "a sandbox runs in this folder already".to_owned(),
                help: "stop it first, or name another folder with `--dir`; a running one takes a seed at \
                       POST /sandbox/seed"
                    .to_owned(),
            });
        }
        Ok(Self { folder, lock })
    }

    /// Reads what was kept.
    pub(super) fn kept(&self) -> Result<Vec<u8>, Error> {
        Ok(self.folder.read(STATE)?.unwrap_or_default())
    }

    /// Writes everything anew, which leaves out what was replaced or cut short, and opens the files.
    pub(super) fn settle(self, tenant: &mut Tenant) -> Result<Files, Error> {
        self.folder.write(STATE, &tenant.everything())?;
        // What waited to be kept is part of everything.
        let _ = tenant.unkept();
        let mut state = private(self.folder, STATE)?;
        let (keeper, lines) = mpsc::channel();
        thread::spawn(move || keep(&mut state, &lines));
        Ok(Files {
            keeper,
            log: private(self.folder, "requests.jsonl")?,
            _lock: self.lock,
        })
    }
}

impl Files {
    /// Notes a request.
    pub(super) fn note(&mut self, line: &crate::sandbox::LogLine) {
        let mut text = serde_json::to_vec(line).unwrap_or_default();
        text.push(b'\n');
        // A log that cannot be written must not keep anybody from an answer.
        let _ = self.log.write_all(&text);
    }

    /// Begins to keep a line; the receiver hears whether it is safe.
    pub(super) fn keep(&self, bytes: Vec<u8>) -> oneshot::Receiver<bool> {
        let (safe, heard) = oneshot::channel();
        // A thread that is gone drops the sender, which the receiver hears as a failure.
        let _ = self.keeper.send(Line { bytes, safe });
        heard
    }
}

/// Appends lines until nobody can send any more.
fn keep(state: &mut File, lines: &mpsc::Receiver<Line>) {
    while let Ok(first) = lines.recv() {
        let all: Vec<_> = std::iter::once(first).chain(lines.try_iter()).collect();
        let bytes: Vec<_> = all
            .iter()
            .flat_map(|line| line.bytes.iter().copied())
            .collect();
        let written = state.write_all(&bytes).and_then(|()| state.sync_data());
        let broken = written.is_err();
        for line in all {
            let _ = line.safe.send(!broken);
        }
        // After half a line nothing that follows could be believed.
        if broken {
            return;
        }
    }
}

/// Opens a file to append to, closed to others.
fn private(folder: &Folder, name: &str) -> Result<File, Error> {
    let mut options = OpenOptions::new();
    options.create(true).append(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let opened = options.open(folder.file(name));
    opened.map_err(|cause| folder.unwritten(name, cause))
}
