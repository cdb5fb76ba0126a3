//! The sides of a comparison: a folder, a revision of git, JSON of Azure, a snapshot of Azure.
//!
//! [`Sides::named`] tells what the words of the command line stand for and [`Sides::open`] reads
//! both sides; `analysis::analyse` takes what comes out, and the work tree stays as it is.
//!
//! A name that is a path and a revision at once is refused: a change that is to be judged could
//! otherwise put itself in the place of what it is compared with, as a folder called `main`.
//! `git:…` is always a revision, `./…` always a path. Of a revision everything counts as it is
//! there, the settings and a file that `--config` names included; settings above the top of the
//! work tree do not.

mod choose;
pub(super) mod revision;

use std::collections::BTreeSet;
use std::path::{Component, Path, PathBuf};

use super::git::{Failure, Repository};
use super::session::Session;
use super::{Context, Error, config};
use crate::cli::world::World;
use crate::observed::{self, Snapshot};

/// One side as it was named.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Side {
    /// A folder with policies, or one policy file.
    Policies(PathBuf),
    /// A revision of git.
    Revision(String),
    /// JSON of Azure, as `import` reads it.
    Import(PathBuf),
    /// A snapshot of Azure.
    Snapshot(PathBuf),
}

/// The two sides of a comparison.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sides {
    /// What is compared with.
    pub old: Side,
    /// What is judged.
    pub new: Side,
}

/// What one side holds.
#[derive(Debug)]
pub enum Content {
    /// The texts of a policy set, or JSON that is read as one.
    Texts(Box<Texts>),
    /// What was read from Azure. Whether it may be used is for [`observed::fits`] to say.
    Snapshot(Box<Snapshot>),
}

/// The texts of one side.
#[derive(Debug)]
pub struct Texts {
    /// Texts and settings, ready for `analysis::analyse`.
    pub session: Session,
    /// The submodules and links to folders that a revision has where policies could be, with
    /// their paths from the top. What they lead to was not read, and must not count as no access.
    pub passed_over: Vec<String>,
    /// The files that pin names to ids, in and below the folder and the nearest above it, as bytes.
    pub locks: BTreeSet<Vec<u8>>,
}

impl Sides {
    /// Tells what two words stand for, or one such as `main..HEAD`.
    pub fn named(context: &Context<'_, '_>, old: &Path, new: Option<&Path>) -> Result<Self, Error> {
        let world = &context.world;
        let Some(new) = new else {
            return match named(world, old)? {
                Named::Both(sides) => Ok(sides),
                Named::One(_) => Err(usage("one side alone was named")),
            };
        };
        match (named(world, old)?, named(world, new)?) {
            (Named::One(old), Named::One(new)) => Ok(Self { old, new }),
            _ => Err(usage("a range of revisions is both sides at once")),
        }
    }

    /// Reads both sides. Of a revision that is compared with a folder the same folder is read,
    /// otherwise the one in which relative paths begin.
    pub fn open(&self, context: &Context<'_, '_>) -> Result<(Content, Content), Error> {
        let old = self.old.open(context, self.new.folder())?;
        Ok((old, self.new.open(context, self.old.folder())?))
    }
}

impl Side {
    /// Returns where the policies of this side are, for the other one to look at the same place.
    fn folder(&self) -> &Path {
        match self {
            Self::Policies(path) => path,
            _ => Path::new("."),
        }
    }

    /// Reads the side; a revision is asked for what it has at a path of the work tree.
    pub fn open(&self, context: &Context<'_, '_>, within: &Path) -> Result<Content, Error> {
        let texts = match self {
            Self::Snapshot(path) => {
                let snapshot = snapshot(&context.world, path)?;
                return Ok(Content::Snapshot(Box::new(snapshot)));
            }
            Self::Revision(revision) => revision::read(context, revision, within)?,
            Self::Policies(path) | Self::Import(path) => Texts {
                session: Session::open(context, std::slice::from_ref(path))?,
                passed_over: Vec::new(),
                locks: locks(&context.world, path)?,
            },
        };
        Ok(Content::Texts(Box::new(texts)))
    }
}

/// Reads the files that pin names for the policies at a path.
fn locks(world: &World, path: &PathBuf) -> Result<BTreeSet<Vec<u8>>, Error> {
    let mut locks = world.find(std::slice::from_ref(path))?.locks;
    locks.extend(world.nearest_above(path, config::LOCK));
    locks.iter().map(|path| world.bytes(path)).collect()
}

/// Reads a snapshot from a file.
pub fn snapshot(world: &World, path: &Path) -> Result<Snapshot, Error> {
    let bytes = snapshot_bytes(world, path)?;
    observed::read(&bytes).map_err(|cause| Error::unusable(path, &cause))
}

fn snapshot_bytes(world: &World, path: &Path) -> Result<Vec<u8>, Error> {
    let bytes = world.bytes_within(path, observed::LIMIT);
    bytes.map_err(|error| match error {
        Error::Size { .. } => Error::unusable(path, &observed::Error::Size),
        other => other,
    })
}

/// What a word of the command line stands for.
enum Named {
    One(Side),
    Both(Sides),
}

fn named(world: &World, word: &Path) -> Result<Named, Error> {
    let text = word.to_str().unwrap_or_default();
    if let Some(revision) = text.strip_prefix("git:") {
        return Ok(revisions(revision)?);
    }
    if is_surely_path(word) || text.is_empty() {
        return on_disk(world, word).map(Named::One);
    }
    if !is_there(world, word) {
        return if is_file_name(word) && !text.contains([':', '^', '~', '@']) {
            Err(Error::NoFile { path: word.into() })
        } else {
            Ok(revisions(text)?)
        };
    }
    if is_revision(world, text) {
        let revision = text.to_owned().into();
        return Err(Failure::Ambiguous { revision }.into());
    }
    on_disk(world, word).map(Named::One)
}

/// Tells whether a path is written in a way in which no revision is.
fn is_surely_path(word: &Path) -> bool {
    let first = word.components().next();
    !matches!(first, Some(Component::Normal(_)) | None)
}

fn is_there(world: &World, path: &Path) -> bool {
    std::fs::symlink_metadata(world.place(path)).is_ok()
}

fn extension(path: &Path) -> Option<String> {
    let end = path.extension()?.to_str()?;
    Some(end.to_ascii_lowercase())
}

fn is_file_name(path: &Path) -> bool {
    matches!(extension(path).as_deref(), Some("rw" | "json" | "jsonc"))
}

/// Tells what a path on the disk is.
fn on_disk(world: &World, path: &Path) -> Result<Side, Error> {
    if !is_there(world, path) {
        return Err(Error::Missing { path: path.into() });
    }
    let is_json = matches!(extension(path).as_deref(), Some("json" | "jsonc"));
    if !is_json || world.place(path).is_dir() {
        return Ok(Side::Policies(path.to_owned()));
    }
    let bytes = snapshot_bytes(world, path)?;
    Ok(if observed::is_one(&bytes) {
        Side::Snapshot(path.to_owned())
    } else {
        Side::Import(path.to_owned())
    })
}

/// Reads `REVISION` or `OLD..NEW`; a side of a range that is left out is `HEAD`, as for git.
fn revisions(text: &str) -> Result<Named, Failure> {
    let Some((old, new)) = text.split_once("..") else {
        return Ok(Named::One(Side::Revision(text.to_owned())));
    };
    if new.starts_with('.') {
        let revision = text.to_owned().into();
        return Err(Failure::ThreeDots { revision });
    }
    let side = |name: &str| Side::Revision(if name.is_empty() { "HEAD" } else { name }.to_owned());
    let (old, new) = (side(old), side(new));
    Ok(Named::Both(Sides { old, new }))
}

/// Tells whether git knows a name, be it one of two things; without git nothing is a revision.
fn is_revision(world: &World, text: &str) -> bool {
    let Ok(repository) = Repository::around(world) else {
        return false;
    };
    let is_known = |name: &str| match repository.commit(name) {
        Ok(_) | Err(Failure::Ambiguous { .. }) => true,
        Err(_) => false,
    };
    let (old, new) = text.split_once("..").unwrap_or((text, text));
    [old, new]
        .iter()
        .all(|name| name.is_empty() || is_known(name))
}

fn usage(message: &str) -> Error {
    Error::Usage {
        message: message.to_owned(),
        help: "name two sides, or one range such as `main..HEAD`".to_owned(),
    }
}
