//! What a revision of a git repository holds, read through the `git` command.
//!
//! A repository may be hostile: its configuration can name programs to run. Only commands that
//! look at objects are used, none of which runs one, and everything that could is switched off
//! besides ([`command`]). Nothing is fetched, and nothing is written.

mod blobs;
mod command;
mod error;
mod listing;
mod moved;

use std::path::{Component, Path, PathBuf};
use std::process::Output;

use super::world::World;

pub use error::Failure;
pub(super) use listing::{Entry, FILES, Mode};

/// A work tree of git, and where in it a run stands.
#[derive(Debug, Clone)]
pub(super) struct Repository {
    directory: PathBuf,
    /// The path from the top of the work tree to the directory.
    prefix: PathBuf,
}

/// A commit, with the words that named it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Commit {
    /// What the user wrote.
    pub(super) revision: String,
    /// The name of the object, in hexadecimal digits.
    id: String,
}

impl Repository {
    /// Finds the work tree around the folder in which relative paths begin.
    pub(super) fn around(world: &World) -> Result<Self, Failure> {
        Self::at(world.place(Path::new(".")))
    }

    /// Finds the work tree around a folder.
    pub(super) fn at(directory: PathBuf) -> Result<Self, Failure> {
        let arguments = ["--is-inside-work-tree", "--show-prefix"];
        let output = rev_parse(&directory, &arguments)?;
        let told = String::from_utf8_lossy(&output.stdout).into_owned();
        // Inside `.git`, or where the configuration puts the work tree elsewhere, it says `false`.
        let inside = told
            .strip_prefix("true\n")
            .filter(|_| output.status.success());
        let Some(prefix) = inside else {
            let told = String::from_utf8_lossy(&output.stderr);
            let no_tree = output.status.success() || told.contains("not a git repository");
            return Err(if no_tree {
                Failure::NoRepository
            } else {
                Failure::refused("rev-parse", &told)
            });
        };
        let prefix = PathBuf::from(prefix.strip_suffix('\n').unwrap_or(prefix));
        Ok(Self { directory, prefix })
    }

    /// Finds the commit that a revision names.
    pub(super) fn commit(&self, revision: &str) -> Result<Commit, Failure> {
        let named = || revision.to_owned().into();
        if revision.starts_with('-') {
            return Err(Failure::Option { revision: named() });
        }
        let asked = format!("{revision}^{{commit}}");
        let output = rev_parse(&self.directory, &["--verify", "--end-of-options", &asked])?;
        let id = String::from_utf8_lossy(&output.stdout)
            .trim_end()
            .to_owned();
        if !output.status.success() || !is_object(&id) {
            return Err(Failure::Unknown { revision: named() });
        }
        // It warns where a branch and a tag have one name, and then takes the tag.
        if !output.stderr.is_empty() {
            return Err(Failure::Ambiguous { revision: named() });
        }
        let revision = revision.to_owned();
        Ok(Commit { revision, id })
    }

    /// Returns the path from the top of the work tree to a path of the user; none if it leads out.
    ///
    /// Links are not followed: which folder is compared must not depend on what a change makes of
    /// the folder's name.
    pub(super) fn inside(&self, path: &Path) -> Option<PathBuf> {
        let path = if path.is_absolute() {
            let directory = std::path::absolute(&self.directory).ok()?;
            path.strip_prefix(directory).ok()?
        } else {
            path
        };
        walk(&self.prefix, path)
    }

    /// Tells whether the clone lacks older commits.
    pub(super) fn is_shallow(&self) -> Result<bool, Failure> {
        let shallow = rev_parse(&self.directory, &["--is-shallow-repository"])?;
        Ok(shallow.stdout.starts_with(b"true"))
    }

    /// Lists the newest commits up to one, or all, that changed something at or below the paths from the
    /// top, the newest first.
    pub(super) fn history(
        &self,
        last: Option<&Commit>,
        paths: &[PathBuf],
        most: usize,
    ) -> Result<Vec<Commit>, Failure> {
        let most = format!("--max-count={most}");
        let last = last.map_or("HEAD", |commit| &commit.id);
        let mut git = command::git(&self.directory);
        // A change that a merge took back was made all the same.
        git.args(["rev-list", "--full-history", &most, last, "--"]);
        // Without a path it lists everything.
        if !paths.iter().any(|path| path.as_os_str().is_empty()) {
            git.args(paths);
        }
        let output = git.output().map_err(|cause| Failure::NoGit { cause })?;
        let told = String::from_utf8_lossy(&output.stdout);
        let ids = told.lines().filter(|line| is_object(line));
        let commit = |id: &str| Commit {
            revision: id.chars().take(12).collect(),
            id: id.to_owned(),
        };
        // Before the first commit there is no `HEAD`, and no history.
        Ok(ids.map(commit).collect())
    }

    /// Returns where the paths from the top were before a commit moved them, and the commit before it.
    pub(super) fn moved(
        &self,
        commit: &Commit,
        paths: &[PathBuf],
    ) -> Result<Option<(Commit, Vec<PathBuf>)>, Failure> {
        let moved = moved::moved(&self.directory, &commit.id, paths)?;
        let before = || self.commit(&format!("{}^", commit.id));
        moved.map(|paths| Ok((before()?, paths))).transpose()
    }

    /// Lists everything at and below the paths from the top.
    pub(super) fn list(&self, commit: &Commit, paths: &[PathBuf]) -> Result<Vec<Entry>, Failure> {
        listing::list(&self.directory, &commit.id, paths)
    }

    /// Reads files of a listing, in its order.
    pub(super) fn read(&self, files: &[Entry]) -> Result<Vec<Vec<u8>>, Failure> {
        blobs::read(&self.directory, files)
    }
}

/// Goes from one folder below the top along a path, without looking at anything; none where that
/// leads out.
pub(super) fn walk(from: &Path, path: &Path) -> Option<PathBuf> {
    let mut place = from.to_owned();
    for part in path.components() {
        match part {
            Component::CurDir => {}
            Component::ParentDir => place.pop().then_some(())?,
            Component::Normal(name) => place.push(name),
            Component::Prefix(_) | Component::RootDir => return None,
        }
    }
    Some(place)
}

fn rev_parse(directory: &Path, arguments: &[&str]) -> Result<Output, Failure> {
    let mut git = command::git(directory);
    git.arg("rev-parse").args(arguments);
    git.output().map_err(|cause| Failure::NoGit { cause })
}

/// Tells whether a text is the whole name of an object, by SHA-1 or SHA-256.
fn is_object(text: &str) -> bool {
    matches!(text.len(), 40 | 64) && text.bytes().all(|byte| byte.is_ascii_hexdigit())
}
