//! Where a build writes: what is there already, what goes, what nobody may write over.

use std::collections::HashMap;
use std::path::Path;

use rayon::prelude::*;

use crate::cli::Error;
use crate::cli::world::World;
use crate::emit::{self, Artefact, Earlier};

/// The file that lists everything a build wrote.
const PLAN: &str = "plan.json";

/// Artefacts of an earlier build that somebody changed since.
#[derive(Debug, Default)]
pub(super) struct Changed {
    /// Made again: they are as the policy says.
    renewed: Vec<String>,
    /// No longer made: they stay.
    kept: Vec<String>,
}

impl Changed {
    /// Lists the paths, each with what is to be said about it.
    pub(super) fn told(&self) -> impl Iterator<Item = (&str, &'static str)> {
        let renewed = self.renewed.iter().map(|path| {
            let what = "was changed since the earlier build; it is written anew";
            (path.as_str(), what)
        });
        let kept = self.kept.iter().map(|path| {
            let what = "is of an earlier build and was changed since; it stays";
            (path.as_str(), what)
        });
        renewed.chain(kept)
    }
}

/// Writes every artefact, then removes what an earlier build wrote and this one does not.
///
/// What no build made is never written over: then nothing is written at all.
pub(super) fn write(world: &World, out: &Path, made: &[Artefact]) -> Result<Changed, Error> {
    let plan = world.text_if_any(&out.join(PLAN))?;
    let earlier = match plan.as_deref().map(Earlier::of) {
        None => Vec::new(),
        Some(Some(earlier)) => earlier,
        Some(None) => {
            let paths = vec![out.join(PLAN).into()];
            return Err(Error::Foreign { paths });
        }
    };
    let mut before: HashMap<&str, &str> = earlier
        .iter()
        .map(|one| (one.path.as_str(), one.sha256.as_str()))
        .collect();
    let mut changed = Changed::default();
    let fresh = fresh(world, out, made, &before)?;
    let mut files = Vec::with_capacity(fresh.len());
    for (one, edited) in fresh {
        files.push((one.path.as_str(), one.text.as_bytes()));
        changed.renewed.extend(edited.then(|| one.path.clone()));
    }
    world.write_all(out, &files)?;
    for one in made {
        before.remove(one.path.as_str());
    }
    for old in &earlier {
        // What is left was made before and is not made again.
        if before.contains_key(old.path.as_str()) {
            let path = out.join(&old.path);
            match world.bytes_if_any(&path)? {
                Some(bytes) if emit::digest(&bytes) == old.sha256 => world.remove(&path)?,
                Some(_) => changed.kept.push(old.path.clone()),
                None => {}
            }
        }
    }
    Ok(changed)
}

/// Lists the artefacts that are not on the disk as they are to be, each with whether somebody
/// changed it since the earlier build.
fn fresh<'made>(
    world: &World,
    out: &Path,
    made: &'made [Artefact],
    before: &HashMap<&str, &str>,
) -> Result<Vec<(&'made Artefact, bool)>, Error> {
    let compared: Vec<_> = made
        .par_iter()
        .map(|one| {
            let there = world.bytes_if_any(&out.join(&one.path))?;
            let old = before.get(one.path.as_str()).copied();
            Ok((one, state(one, there.as_deref(), old)))
        })
        .collect::<Result<_, Error>>()?;
    let foreign = compared
        .iter()
        .filter(|(_, state)| *state == State::Foreign);
    let paths: Vec<_> = foreign.map(|(one, _)| out.join(&one.path).into()).collect();
    if !paths.is_empty() {
        return Err(Error::Foreign { paths });
    }
    let differing = compared
        .into_iter()
        .filter(|(_, state)| *state != State::Same);
    let fresh = differing.map(|(one, state)| (one, state == State::Edited));
    Ok(fresh.collect())
}

/// What stands where an artefact goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum State {
    /// Nothing, or what an earlier build wrote.
    Ours,
    /// The artefact itself.
    Same,
    /// What an earlier build wrote and somebody changed.
    Edited,
    /// What no build wrote.
    Foreign,
}

fn state(made: &Artefact, there: Option<&[u8]>, before: Option<&str>) -> State {
    match (there, before) {
        (None, _) => State::Ours,
        (Some(there), _) if there == made.text.as_bytes() => State::Same,
        // The plan is known by its form, and lists no digest of its own.
        (Some(_), None) if made.path == PLAN => State::Ours,
        (Some(_), None) => State::Foreign,
        (Some(there), Some(before)) if emit::digest(there) == before => State::Ours,
        (Some(_), Some(_)) => State::Edited,
    }
}
