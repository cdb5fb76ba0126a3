//! What a commit has below some paths.

use std::path::{Path, PathBuf};

use super::{Failure, command, is_object};

/// No side may have more policy files than this.
pub(in crate::cli) const FILES: usize = 100_000;

/// One entry of a commit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::cli) struct Entry {
    /// The path from the top, as git has it.
    pub(in crate::cli) path: Vec<u8>,
    /// What it is.
    pub(in crate::cli) mode: Mode,
    /// The name of the object.
    pub(super) object: String,
}

/// What an entry is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::cli) enum Mode {
    /// A file.
    File,
    /// A symbolic link.
    Link,
    /// A commit of another repository.
    Submodule,
}

impl Entry {
    /// Returns the path from the top.
    pub(in crate::cli) fn path(&self) -> PathBuf {
        PathBuf::from(self.shown())
    }

    /// Tells whether it stands at a path.
    pub(in crate::cli) fn is_at(&self, path: &Path) -> bool {
        self.path() == path
    }

    /// Returns the path as it is to be shown, and the commit that a submodule stands at.
    pub(in crate::cli) fn shown_at(&self) -> String {
        let commit: String = self.object.chars().take(12).collect();
        format!("{} at {commit}", self.shown())
    }

    /// Returns the path as it is to be shown.
    pub(in crate::cli) fn shown(&self) -> String {
        String::from_utf8_lossy(&self.path).into_owned()
    }
}

/// Lists everything at and below the paths; the empty path is the top.
pub(super) fn list(
    directory: &Path,
    commit: &str,
    paths: &[PathBuf],
) -> Result<Vec<Entry>, Failure> {
    let mut git = command::git(directory);
    git.args(["ls-tree", "-r", "-z", "--full-tree", commit]);
    // Without a path it lists everything.
    if !paths.iter().any(|path| path.as_os_str().is_empty()) {
        git.arg("--").args(paths);
    }
    let told = command::told(git)?;
    let entries = told.as_deref().and_then(|told| {
        let lines = told.split(|byte| *byte == 0);
        let entries = lines.filter(|line| !line.is_empty()).map(entry);
        entries.collect()
    });
    entries.ok_or_else(|| Failure::refused("ls-tree", "it could not list the revision"))
}

/// Reads `MODE TYPE OBJECT<tab>PATH`.
fn entry(line: &[u8]) -> Option<Entry> {
    let tab = line.iter().position(|byte| *byte == b'\t')?;
    let (head, path) = line.split_at_checked(tab)?;
    let mut words = str::from_utf8(head).ok()?.split(' ');
    let mode = match words.next()? {
        "120000" => Mode::Link,
        "160000" => Mode::Submodule,
        _ => Mode::File,
    };
    let object = words.nth(1).filter(|word| is_object(word))?.to_owned();
    let path = path.get(1..)?.to_owned();
    Some(Entry { path, mode, object })
}
