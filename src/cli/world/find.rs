//! Which files belong to a policy set.

use std::collections::BTreeSet;
use std::path::{Component, Path, PathBuf};

use walkdir::{DirEntry, WalkDir};

use super::World;
use crate::cli::{Error, Shown, config};
pub use crate::project::Kind;

/// A file to read.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Found {
    /// The path as it is to be shown; it opens the file as well.
    pub path: PathBuf,
    /// What it holds.
    pub kind: Kind,
}

/// What was found below some paths.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Discovery {
    /// The files to check, sorted.
    pub files: Vec<Found>,
    /// Settings beside them.
    pub settings: BTreeSet<PathBuf>,
    /// Files beside them that pin names.
    pub locks: BTreeSet<PathBuf>,
}

/// Folders that hold no policies of the user's own.
const SKIPPED: [&str; 2] = ["node_modules", "target"];

/// Lists the policy files below the paths, sorted, each once.
pub(super) fn find(world: &World, paths: &[PathBuf]) -> Result<Discovery, Error> {
    let mut all = Discovery::default();
    for path in paths {
        let place = world.place(path);
        if place.is_dir() {
            below(world, path, &mut all)?;
        } else if place.exists() || place.is_symlink() {
            all.files.push(Found {
                path: tidy(path),
                kind: kind_of(path)?,
            });
        } else {
            return Err(Error::Missing {
                path: path.as_path().into(),
            });
        }
    }
    if all.files.is_empty() {
        let paths = paths
            .iter()
            .map(|path| Shown::from(path.as_path()))
            .collect();
        return Err(Error::Nothing { paths });
    }
    if paths.len() > 1 {
        all.files = once(world, all.files);
    }
    Ok(all)
}

fn kind_of(path: &Path) -> Result<Kind, Error> {
    Kind::of(path).ok_or_else(|| Error::Kind { path: path.into() })
}

/// Adds the files below a folder in the order of their names.
fn below(world: &World, path: &Path, all: &mut Discovery) -> Result<(), Error> {
    let root = world.place(path);
    let home = std::fs::canonicalize(&root).map_err(|cause| Error::Read {
        path: path.into(),
        cause,
    })?;
    let shown = |place: &Path| match place.strip_prefix(&root) {
        Ok(inside) => tidy(&path.join(inside)),
        Err(_) => place.to_owned(),
    };
    let mut linked = BTreeSet::new();
    for entry in entries(&root) {
        let entry = entry.map_err(|error| walk_error(path, &error, &shown))?;
        if entry.depth() > 0 && entry.path_is_symlink() {
            stays_inside(&home, &entry, &shown)?;
            linked.insert(entry.path().to_owned());
        }
        // What is no regular file is refused when it is read.
        let is_folder = entry.file_type().is_dir();
        if !is_folder && entry.file_name() == config::NAME {
            all.settings.insert(shown(entry.path()));
        }
        if !is_folder && entry.file_name() == config::LOCK {
            all.locks.insert(shown(entry.path()));
        }
        if !is_folder && entry.path().extension().is_some_and(|end| end == "rw") {
            all.files.push(Found {
                path: shown(entry.path()),
                kind: Kind::Policy,
            });
        }
    }
    if !linked.is_empty() {
        // A link within the folder leads to what is found by its own path as well.
        all.files = once(world, std::mem::take(&mut all.files));
    }
    Ok(())
}

/// Lists what is below a folder, in the order of the names.
fn entries(root: &Path) -> Vec<walkdir::Result<DirEntry>> {
    let walk = |follow| {
        let entries = WalkDir::new(root).follow_links(follow).sort_by_file_name();
        entries.into_iter().filter_entry(is_wanted)
    };
    let is_link = |entry: &DirEntry| entry.depth() > 0 && entry.path_is_symlink();
    let plain = walk(false).map(|entry| entry.ok().filter(|entry| !is_link(entry)));
    match plain.collect::<Option<Vec<_>>>() {
        Some(entries) => entries.into_iter().map(Ok).collect(),
        // To follow links each entry is asked what it is, and folders with links are rare.
        None => walk(true).collect(),
    }
}

fn is_wanted(entry: &DirEntry) -> bool {
    let name = entry.file_name().to_string_lossy();
    entry.depth() == 0 || !is_skipped(&name, entry.file_type().is_dir())
}

/// Tells whether a name below a policy folder is passed over: what is hidden, and folders of others.
pub(in crate::cli) fn is_skipped(name: &str, is_folder: bool) -> bool {
    name.starts_with('.') || is_folder && SKIPPED.contains(&name)
}

fn stays_inside(
    home: &Path,
    entry: &DirEntry,
    shown: &dyn Fn(&Path) -> PathBuf,
) -> Result<(), Error> {
    let path = || Shown::from(shown(entry.path()));
    let target = std::fs::canonicalize(entry.path()).map_err(|cause| Error::Read {
        path: path(),
        cause,
    })?;
    let is_read = entry.path().extension().is_some_and(|end| end == "rw")
        || [config::NAME, config::LOCK]
            .iter()
            .any(|name| entry.file_name() == *name);
    if target.starts_with(home) || !(entry.file_type().is_dir() || is_read) {
        return Ok(());
    }
    Err(Error::Escape {
        path: path(),
        target: target.into(),
    })
}

fn walk_error(path: &Path, error: &walkdir::Error, shown: &dyn Fn(&Path) -> PathBuf) -> Error {
    let place = error.path().map_or_else(|| path.to_owned(), shown);
    if let Some(ancestor) = error.loop_ancestor() {
        return Error::Loop {
            path: place.into(),
            ancestor: shown(ancestor).into(),
        };
    }
    let cause = error
        .io_error()
        .map_or(std::io::ErrorKind::Other.into(), |cause| {
            cause
                .raw_os_error()
                .map_or_else(|| cause.kind().into(), std::io::Error::from_raw_os_error)
        });
    Error::Read {
        path: place.into(),
        cause,
    }
}

/// Leaves out files that were reached by two spellings or by a link.
fn once(world: &World, found: Vec<Found>) -> Vec<Found> {
    let mut seen = BTreeSet::new();
    let real = |path: &Path| {
        let place = world.place(path);
        std::fs::canonicalize(&place).unwrap_or(place)
    };
    let is_link = |path: &Path| {
        std::fs::symlink_metadata(world.place(path)).is_ok_and(|meta| meta.is_symlink())
    };
    let (links, files): (Vec<_>, Vec<_>) = found.into_iter().partition(|file| is_link(&file.path));
    let mut kept: Vec<_> = files
        .into_iter()
        .chain(links)
        .filter(|file| seen.insert(real(&file.path)))
        .collect();
    kept.sort();
    kept
}

/// Takes out `.` so that a file has one name however the folder was spelled.
pub(super) fn tidy(path: &Path) -> PathBuf {
    let tidied: PathBuf = path
        .components()
        .filter(|part| !matches!(part, Component::CurDir))
        .collect();
    if tidied.as_os_str().is_empty() {
        PathBuf::from(".")
    } else {
        tidied
    }
}
