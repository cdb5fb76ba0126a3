//! Where paths were before a commit moved them.
//!
//! A file counts as moved where the commit took it away at one place and has it at another, byte for
//! byte: git compares the names of objects for that, and reads none.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use super::{Failure, command};

/// Returns where the paths from the top were before a commit; none if it moved none of them there.
pub(super) fn moved(
    directory: &Path,
    commit: &str,
    paths: &[PathBuf],
) -> Result<Option<Vec<PathBuf>>, Failure> {
    let mut git = command::git(directory);
    // Of a merge it says nothing: what was moved, one of the merged commits moved.
    git.args(["diff-tree", "-r", "-z", "--no-commit-id", "--name-status"]);
    git.args(["-M100%", "--diff-filter=R", commit, "--"]);
    let told = command::told(git)?.unwrap_or_default();
    let texts: Vec<_> = told.split(|byte| *byte == 0).map(path).collect();
    // Each is `R100`, from where, and to where.
    let moves = texts.chunks_exact(3).filter_map(|one| match one {
        [_, from, to] => Some((from.as_path(), to.as_path())),
        _ => None,
    });
    let is_outside = |from: &Path| !paths.iter().any(|path| from.starts_with(path));
    let moves: Vec<_> = moves.filter(|(from, _)| is_outside(from)).collect();
    let earlier = paths.iter().map(|path| {
        let places = moves.iter().filter_map(|(from, to)| before(path, from, to));
        let mut places: BTreeSet<_> = places.collect();
        // What was put together from several places was not moved.
        let place = places.pop_first().filter(|_| places.is_empty());
        place.map_or_else(|| path.clone(), Path::to_owned)
    });
    let earlier: Vec<_> = earlier.collect();
    Ok((earlier != paths).then_some(earlier))
}

/// Returns where a path was, if it is what a file that went from one place to another stands at or below.
fn before<'f>(path: &Path, from: &'f Path, to: &Path) -> Option<&'f Path> {
    let below = to.strip_prefix(path).ok()?;
    if below.as_os_str().is_empty() {
        return Some(from);
    }
    let up = below.components().count();
    from.ends_with(below).then(|| from.ancestors().nth(up))?
}

fn path(bytes: &[u8]) -> PathBuf {
    PathBuf::from(String::from_utf8_lossy(bytes).into_owned())
}
