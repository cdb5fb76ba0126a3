//! Which files of a revision belong to a policy set: those that would be found on the disk.

use std::collections::BTreeSet;
use std::path::{Component, Path, PathBuf};

use crate::cli::config;
use crate::cli::git::{self, Entry, FILES, Failure, Mode, Repository};
use crate::cli::world::is_skipped;
use crate::support::sort;

/// What of a listing counts.
#[derive(Debug, Default)]
pub(super) struct Chosen {
    /// The policy files, in the order of their paths.
    pub(super) policies: Vec<Entry>,
    /// The settings in the folder and below.
    pub(super) settings: Vec<Entry>,
    /// The files in the folder and below that pin names.
    pub(super) locks: Vec<Entry>,
    /// Files outside the folder, which were listed by their paths.
    pub(super) others: Vec<Entry>,
    /// What could lead to policies and is not followed.
    pub(super) passed_over: Vec<String>,
}

/// Sorts out the entries of a listing.
pub(super) fn choose(
    repository: &Repository,
    entries: Vec<Entry>,
    folder: &Path,
) -> Result<Chosen, Failure> {
    let mut chosen = Chosen::default();
    let mut links = Vec::new();
    for entry in entries {
        let path = entry.path();
        let Ok(inside) = path.strip_prefix(folder) else {
            chosen.others.push(refuse_link(entry)?);
            continue;
        };
        if is_hidden(inside) {
            continue;
        }
        match entry.mode {
            Mode::Submodule => chosen.passed_over.push(entry.shown_at()),
            _ if is_named(&path, config::NAME) => chosen.settings.push(refuse_link(entry)?),
            _ if is_named(&path, config::LOCK) => chosen.locks.push(refuse_link(entry)?),
            Mode::Link => links.push(entry),
            Mode::File if is_policy(&path) => chosen.policies.push(entry),
            Mode::File => {}
        }
    }
    if chosen.policies.len() + links.len() > FILES {
        return Err(Failure::TooMany { limit: FILES });
    }
    sort::by_key(&mut chosen.policies, Entry::path);
    for entry in chosen
        .policies
        .iter()
        .chain(&chosen.settings)
        .chain(&chosen.locks)
    {
        refuse_odd(entry)?;
    }
    follow(repository, &links, folder, &mut chosen)?;
    Ok(chosen)
}

fn is_policy(path: &Path) -> bool {
    path.extension().is_some_and(|end| end == "rw")
}

fn is_named(path: &Path, wanted: &str) -> bool {
    path.file_name().is_some_and(|name| name == wanted)
}

/// Tells whether a path below the policy folder goes through what is not looked into.
fn is_hidden(inside: &Path) -> bool {
    let mut parts = inside.components().rev();
    let name = parts.next();
    let skips =
        |part: Component<'_>, is_folder| is_skipped(&part.as_os_str().to_string_lossy(), is_folder);
    name.is_some_and(|name| skips(name, false)) || parts.any(|part| skips(part, true))
}

/// Settings and files that were named must be files.
fn refuse_link(entry: Entry) -> Result<Entry, Failure> {
    match entry.mode {
        Mode::File => Ok(entry),
        Mode::Link | Mode::Submodule => Err(Failure::Link {
            path: entry.shown().into(),
        }),
    }
}

/// Refuses names that git's objects can hold and no honest work tree has.
fn refuse_odd(entry: &Entry) -> Result<(), Failure> {
    let is_odd = match str::from_utf8(&entry.path) {
        Ok(path) => path
            .split('/')
            .any(|part| matches!(part, "" | "." | "..") || part.contains(char::is_control)),
        Err(_) => true,
    };
    if is_odd {
        let path = entry.shown().into();
        return Err(Failure::OddPath { path });
    }
    Ok(())
}

/// Looks where links lead, and goes nowhere: what is in the folder is found by its own path.
fn follow(
    repository: &Repository,
    links: &[Entry],
    folder: &Path,
    chosen: &mut Chosen,
) -> Result<(), Failure> {
    if links.is_empty() {
        return Ok(());
    }
    let policies: BTreeSet<PathBuf> = chosen.policies.iter().map(Entry::path).collect();
    for (link, target) in links.iter().zip(repository.read(links)?) {
        let path = link.path();
        let target = String::from_utf8_lossy(&target).into_owned();
        let above = path.parent().unwrap_or(Path::new(""));
        let target = git::walk(above, Path::new(&target));
        if is_policy(&path) {
            if !target.is_some_and(|target| policies.contains(&target)) {
                let path = link.shown().into();
                return Err(Failure::Link { path });
            }
        } else if !target.is_some_and(|target| is_seen(&target, folder)) {
            chosen.passed_over.push(link.shown());
        }
    }
    Ok(())
}

/// Tells whether policies in a folder are found by their own paths.
fn is_seen(target: &Path, folder: &Path) -> bool {
    let inside = target.strip_prefix(folder);
    inside.is_ok_and(|inside| {
        !inside
            .components()
            .any(|part| is_skipped(&part.as_os_str().to_string_lossy(), true))
    })
}
