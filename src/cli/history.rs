//! What a policy set asked for before: in `rolewright.lock`, and in the revisions of its folder.
//!
//! Git is asked only where something is left over that neither the policy nor the file explains, and
//! only until everything is explained.

use std::collections::VecDeque;
use std::path::{Path, PathBuf};

use super::analysis::{Library, understand_at};
use super::git::{Commit, Failure, Repository};
use super::pins::{self, Lock};
use super::session::Session;
use super::side::revision;
use super::world::World;
use super::{Error, Shown};
use crate::catalog::Catalog;
use crate::model::Model;
use crate::plan::{self, Claims, Pins};
use crate::report::counted;

/// So many revisions are looked at.
const REVISIONS: usize = 200;

/// So many bytes of policy text are looked at, all revisions together.
const BYTES: usize = 256 << 20;

/// The folder of a work tree in which git keeps its own.
const GIT: &str = ".git";

/// What is known of earlier states of a policy set.
pub(super) struct History<'h> {
    pub(super) world: &'h World,
    pub(super) paths: &'h [PathBuf],
    pub(super) lock: &'h Lock,
}

impl plan::History for History<'_> {
    fn explain(&self, claims: &mut Claims<'_>) -> String {
        claims.settle_known(|id| self.lock.made.contains(id));
        if claims.is_settled() {
            return String::new();
        }
        let Some((top, paths)) = work_tree(self.world, self.paths) else {
            return "the policies are in no git repository, and rolewright.lock does not have it"
                .to_owned();
        };
        let told = look(top, &paths, claims);
        told.unwrap_or_else(|error| format!("git does not tell what was before: {error}"))
    }
}

/// Tells whether git keeps what policies were before, without asking it.
pub(super) fn is_kept(world: &World, paths: &[PathBuf]) -> bool {
    work_tree(world, paths).is_some()
}

/// Returns the top of the work tree that has all the paths, and the paths from there.
fn work_tree(world: &World, paths: &[PathBuf]) -> Option<(PathBuf, Vec<PathBuf>)> {
    let here = [PathBuf::from(".")];
    let paths = if paths.is_empty() { &here } else { paths };
    let real = |path: &Path| std::fs::canonicalize(world.place(path)).ok();
    let first = real(paths.first()?)?;
    let mut above = first.ancestors();
    let top = above.find(|folder| folder.join(GIT).exists())?.to_owned();
    let inside = paths.iter().map(|path| {
        let place = real(path)?;
        place.strip_prefix(&top).ok().map(Path::to_owned)
    });
    let inside = inside.collect::<Option<_>>()?;
    Some((top, inside))
}

/// The revisions of some paths, the newest first. Where the oldest one moved them there, what they were
/// before counts as well.
struct Back<'b> {
    repository: &'b Repository,
    paths: Vec<PathBuf>,
    commits: VecDeque<Commit>,
    /// The one that was looked at last.
    last: Option<Commit>,
    count: usize,
}

impl<'b> Back<'b> {
    fn from(repository: &'b Repository, paths: &[PathBuf]) -> Result<Self, Failure> {
        Ok(Self {
            repository,
            paths: paths.to_owned(),
            commits: repository.history(None, paths, REVISIONS)?.into(),
            last: None,
            count: 0,
        })
    }

    fn next(&mut self) -> Result<Option<Commit>, Failure> {
        if let (true, Some(last)) = (self.commits.is_empty(), &self.last) {
            self.follow(&last.clone())?;
        }
        self.last = self.commits.pop_front();
        self.count += usize::from(self.last.is_some());
        Ok(self.last.clone())
    }

    /// Goes on where the paths were before a commit moved them.
    fn follow(&mut self, last: &Commit) -> Result<(), Failure> {
        let left = REVISIONS - self.count;
        if left == 0 {
            return Ok(());
        }
        if let Some((before, paths)) = self.repository.moved(last, &self.paths)? {
            let commits = self.repository.history(Some(&before), &paths, left)?;
            (self.commits, self.paths) = (commits.into(), paths);
        }
        Ok(())
    }
}

/// Goes back until everything is explained, and says how far that was.
fn look(top: PathBuf, paths: &[PathBuf], claims: &mut Claims<'_>) -> Result<String, Error> {
    let repository = Repository::at(top)?;
    let mut back = Back::from(&repository, paths)?;
    let (mut left, mut unread) = (BYTES, None);
    while !claims.is_settled() && left > 0 {
        let Some(commit) = back.next()? else {
            break;
        };
        match earlier((&repository, &commit), &back.paths, claims.catalog()) {
            Ok((model, pins, bytes)) => {
                claims.settle(&model, &pins);
                left = left.saturating_sub(bytes);
            }
            Err(error) => unread = Some(error),
        }
    }
    if let Some(error) = unread {
        let error = Shown::text(error.to_string());
        return Ok(format!(
            "no revision of the policies that could be read asks for it ({error})"
        ));
    }
    Ok(if repository.is_shallow()? {
        "the clone is shallow and lacks older revisions of the policies: `git fetch --unshallow`, or `fetch-depth: 0` of actions/checkout".to_owned()
    } else if left == 0 || back.count == REVISIONS {
        format!(
            "no revision of the policies asks for it, as far as they were looked at, which is {REVISIONS} at most"
        )
    } else {
        let count = counted(back.count, "revision");
        format!(
            "nothing in the history of the policies asks for it ({count}; what was not committed is none, nor is what was moved here and changed in one commit)"
        )
    })
}

/// Reads what the policies were at a commit, what their names led to, and how much that was.
fn earlier(
    (repository, commit): (&Repository, &Commit),
    paths: &[PathBuf],
    catalog: &'static Catalog,
) -> Result<(Model, Pins, usize), Error> {
    let (documents, locks) = revision::policies(repository, commit, paths)?;
    let bytes = documents.iter().map(|one| one.text.len()).sum();
    let mut session = Session::of(None, documents);
    session.trees.know(catalog);
    let understood = understand_at(&mut session, None, Library::IfNamed);
    let pins = locks.iter().flat_map(|text| pins::pinned(text));
    Ok((understood.model, pins.collect(), bytes))
}
