//! The texts of a revision.

use std::path::{Path, PathBuf};

use super::Texts;
use super::choose::{Chosen, choose};
use crate::catalog::Catalog;
use crate::cli::git::{Commit, Entry, Failure, Mode, Repository};
use crate::cli::session::{self, Document, Session};
use crate::cli::world::{self, Kind};
use crate::cli::{Context, Error, catalogue, config};

/// Reads what a revision has at a path of the work tree, with the settings that it has for that.
pub(super) fn read(
    context: &Context<'_, '_>,
    revision: &str,
    within: &Path,
) -> Result<Texts, Error> {
    let repository = Repository::around(&context.world)?;
    let commit = repository.commit(revision)?;
    let folder = repository.inside(within).ok_or_else(|| Failure::Outside {
        path: within.into(),
    })?;
    let rules = Rules::of(context, &repository, &folder);
    let mut paths = vec![folder.clone()];
    paths.extend(rules.paths().map(Path::to_owned));
    let above = folder.ancestors().skip(1);
    let locks: Vec<_> = above.map(|folder| folder.join(config::LOCK)).collect();
    paths.extend(locks.iter().cloned());
    let entries = repository.list(&commit, &paths)?;
    let chosen = choose(&repository, entries, &folder)?;
    if chosen.policies.is_empty() {
        let path = shown(&commit, &folder).into();
        return Err(Failure::Nothing { path }.into());
    }
    let settings = rules.choose(&commit, &chosen)?;
    let inside = settings.as_ref().map(Entry::path);
    let settings = match (settings, &rules) {
        (Some(entry), _) => texts(&repository, &commit, &[entry])?.pop(),
        (None, Rules::OnDisk(path)) => Some((path.clone(), context.world.text(path)?)),
        (None, _) => None,
    };
    let mut others = chosen.others.iter();
    let nearest = locks
        .iter()
        .find_map(|path| others.find(|one| one.is_at(path)));
    let pins: Vec<Entry> = chosen.locks.iter().chain(nearest).cloned().collect();
    let policies = read_policies(&repository, &commit, &chosen)?;
    let mut session = Session::of(settings, policies);
    let catalog = match (inside, &rules) {
        (Some(path), _) => catalog(&repository, &commit, &path, &session.config)?,
        (None, Rules::OnDisk(path)) => {
            catalogue::of_settings(&context.world, path, &session.config)?
        }
        (None, _) => None,
    };
    session.trees.know(catalog.unwrap_or_default());
    Ok(Texts {
        session,
        passed_over: chosen.passed_over,
        locks: repository.read(&pins)?.into_iter().collect(),
    })
}

/// Reads the policies that a commit has at some paths from the top, the settings aside, and the files
/// that pin names for them.
pub(in crate::cli) fn policies(
    repository: &Repository,
    commit: &Commit,
    paths: &[PathBuf],
) -> Result<(Vec<Document>, Vec<Vec<u8>>), Error> {
    let (mut documents, mut pins) = (Vec::new(), Vec::new());
    for folder in paths {
        let above = folder.ancestors().skip(1);
        let mut listed = vec![folder.clone()];
        listed.extend(above.map(|folder| folder.join(config::LOCK)));
        let entries = repository.list(commit, &listed)?;
        let chosen = choose(repository, entries, folder)?;
        documents.extend(read_policies(repository, commit, &chosen)?);
        pins.extend(chosen.locks.into_iter().chain(chosen.others));
    }
    Ok((documents, repository.read(&pins)?))
}

fn read_policies(
    repository: &Repository,
    commit: &Commit,
    chosen: &Chosen,
) -> Result<Vec<Document>, Error> {
    let policies = texts(repository, commit, &chosen.policies)?.into_iter();
    let policies = policies.map(|(path, text)| Document {
        path,
        kind: Kind::Policy,
        text,
    });
    Ok(policies.collect())
}

/// Opens the catalogue that settings of a revision name, as the revision has it.
fn catalog(
    repository: &Repository,
    commit: &Commit,
    settings: &Path,
    config: &config::Config,
) -> Result<Option<&'static Catalog>, Error> {
    let Some(path) = catalogue::place(settings, config) else {
        return Ok(None);
    };
    let entries = repository.list(commit, std::slice::from_ref(&path))?;
    let shown = shown(commit, &path);
    let is_it = |entry: &&Entry| entry.mode == Mode::File && entry.is_at(&path);
    let Some(entry) = entries.iter().find(is_it) else {
        let path = shown.as_path().into();
        return Err(Error::NoCatalogue { path });
    };
    let bytes = repository.read(std::slice::from_ref(entry))?.pop();
    catalogue::open(&shown, bytes.unwrap_or_default()).map(Some)
}

/// Which settings count.
enum Rules {
    /// A file outside the work tree that was named: it is the same for every revision.
    OnDisk(PathBuf),
    /// A file that was named, as the revision has it.
    Named(PathBuf),
    /// The only one at, above or below the folder; these are the places above.
    Nearest(Vec<PathBuf>),
}

impl Rules {
    fn of(context: &Context<'_, '_>, repository: &Repository, folder: &Path) -> Self {
        match context.common.config.as_deref() {
            Some(path) => match repository.inside(path) {
                Some(inside) => Self::Named(inside),
                None => Self::OnDisk(path.to_owned()),
            },
            None => {
                let above = folder.ancestors().skip(1);
                Self::Nearest(above.map(|folder| folder.join(config::NAME)).collect())
            }
        }
    }

    /// Lists the places to look at besides the policy folder.
    fn paths(&self) -> impl Iterator<Item = &Path> {
        let paths = match self {
            Self::OnDisk(_) => &[],
            Self::Named(path) => std::slice::from_ref(path),
            Self::Nearest(above) => above.as_slice(),
        };
        paths.iter().map(PathBuf::as_path)
    }

    /// Chooses among the files of a revision.
    fn choose(&self, commit: &Commit, chosen: &Chosen) -> Result<Option<Entry>, Error> {
        let at = |path: &Path| chosen.others.iter().find(|entry| entry.is_at(path));
        let found = match self {
            Self::OnDisk(_) => None,
            Self::Named(path) => {
                let path_shown = || shown(commit, path).into();
                let found = at(path).or_else(|| chosen.settings.iter().find(|one| one.is_at(path)));
                Some(found.ok_or_else(|| Failure::NoSettings { path: path_shown() })?)
            }
            Self::Nearest(above) => {
                let nearest = above.iter().find_map(|path| at(path));
                let mut found = chosen.settings.iter().chain(nearest);
                let (first, other) = (found.next(), found.next());
                if let (Some(first), Some(other)) = (first, other) {
                    let path = |entry: &Entry| shown(commit, Path::new(&entry.shown()));
                    return Err(session::two_settings(&path(first), &path(other)));
                }
                first
            }
        };
        Ok(found.cloned())
    }
}

/// Reads files as text, named as git names them.
fn texts(
    repository: &Repository,
    commit: &Commit,
    entries: &[Entry],
) -> Result<Vec<(PathBuf, String)>, Error> {
    let all = entries.iter().zip(repository.read(entries)?);
    all.map(|(entry, bytes)| {
        let path = shown(commit, Path::new(&entry.shown()));
        let text = world::text(&path, bytes)?;
        Ok((path, text))
    })
    .collect()
}

/// Names a path of a revision: `main:policies/team.rw`.
fn shown(commit: &Commit, path: &Path) -> PathBuf {
    format!("{}:{}", commit.revision, path.display()).into()
}
