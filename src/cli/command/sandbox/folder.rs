//! The folder of one sandbox: who it is, its certificate, what it holds; for its user's eyes alone.

use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

use crate::cli::{Console, Error};
use crate::sandbox::Identity;

use super::random;

/// The folder of one sandbox.
#[derive(Debug)]
pub(super) struct Folder {
    path: PathBuf,
}

/// Finds the folder that a user has for a sandbox where none is named.
pub(super) fn of_user(console: &Console<'_>) -> Result<PathBuf, Error> {
    let state = console
        .variable("XDG_STATE_HOME")
        .filter(|path| Path::new(path).is_absolute());
    let home = || {
        console
            .variable("HOME")
            .map(|home| Path::new(home).join(".local/state"))
    };
    let local = || console.variable("LOCALAPPDATA").map(PathBuf::from);
    let state = state.map(PathBuf::from).or_else(home).or_else(local);
    let state = state.ok_or_else(|| Error::Usage {
        message: "there is no state folder: HOME is not set".to_owned(),
        help: "name a folder with `--dir`".to_owned(),
    })?;
    Ok(state.join("rolewright/sandbox"))
}

impl Folder {
    /// Names a folder, which need not be there yet.
    pub(super) fn new(path: PathBuf) -> Self {
        Self { path }
    }

    /// Returns the place of a file.
    pub(super) fn file(&self, name: &str) -> PathBuf {
        self.path.join(name)
    }

    /// Makes the folder, closed to others.
    pub(super) fn make(&self) -> Result<(), Error> {
        let mut builder = std::fs::DirBuilder::new();
        builder.recursive(true);
        #[cfg(unix)]
        std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
        builder
            .create(&self.path)
            .map_err(|cause| self.unwritten("", cause))
    }

    /// Reads a file, if it is there.
    pub(super) fn read(&self, name: &str) -> Result<Option<Vec<u8>>, Error> {
        match std::fs::read(self.file(name)) {
            Ok(bytes) => Ok(Some(bytes)),
            Err(cause) if cause.kind() == io::ErrorKind::NotFound => Ok(None),
            Err(cause) => Err(Error::Read {
                path: self.file(name).into(),
                cause,
            }),
        }
    }

    /// Writes a file whole or not at all, closed to others: a temporary file is made so.
    pub(super) fn write(&self, name: &str, bytes: &[u8]) -> Result<(), Error> {
        let written = || -> io::Result<()> {
            let mut beside = tempfile::Builder::new()
                .prefix(".rolewright-")
                .tempfile_in(&self.path)?;
            beside.write_all(bytes)?;
            beside.as_file().sync_all()?;
            beside.persist(self.file(name))?;
            Ok(())
        };
        written().map_err(|cause| self.unwritten(name, cause))
    }

    /// Says that a file cannot be written.
    pub(super) fn unwritten(&self, name: &str, cause: io::Error) -> Error {
        Error::Write {
            path: self.file(name).into(),
            cause,
        }
    }

    /// Reads who the sandbox is; a new one is made up and kept.
    pub(super) fn identity(&self, tenant: Option<&str>) -> Result<Identity, Error> {
        if let Some(known) = self.known_identity()? {
            return match tenant {
                Some(tenant) if !tenant.eq_ignore_ascii_case(&known.tenant) => Err(Error::Usage {
                    message: format!("this sandbox has the tenant `{}`", known.tenant),
                    help: "leave `--tenant` out, or name another folder with `--dir`".to_owned(),
                }),
                _ => Ok(known),
            };
        }
        let identity = Identity {
            tenant: tenant.map_or_else(random::guid, guid)?,
            client: random::guid()?,
            object: random::guid()?,
            secret: random::secret()?,
            key: random::secret()?,
        };
        let text = crate::report::json_text(&identity)?;
        self.write("instance.json", text.as_bytes())?;
        Ok(identity)
    }

    /// Reads who the sandbox is, if it ever ran.
    pub(super) fn known_identity(&self) -> Result<Option<Identity>, Error> {
        let Some(bytes) = self.read("instance.json")? else {
            return Ok(None);
        };
        let damaged = |_| Error::Usage {
            message: format!(
                "`{}` is damaged",
                crate::report::safe(&self.file("instance.json").display().to_string())
            ),
            help: "remove the folder and begin anew".to_owned(),
        };
        serde_json::from_slice(&bytes).map(Some).map_err(damaged)
    }
}

fn guid(text: &str) -> Result<String, Error> {
    let read = uuid::Uuid::try_parse(text).map(|guid| guid.to_string());
    read.map_err(|_| Error::Usage {
        message: format!("`--tenant {}` is no GUID", crate::report::safe(text)),
        help: "write one such as 99999999-9999-4999-8999-999999999999".to_owned(),
    })
}
