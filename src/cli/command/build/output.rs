//! Where a build writes: what is there already, what goes, what nobody may write over.

use std::collections::{HashMap, HashSet};
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

/// Takes out the text of an artefact that is on the disk already.
pub(super) fn settle(world: &World, out: &Path, artefact: &mut Artefact) {
    let held = world.holds(&out.join(&artefact.path), artefact.text.as_bytes());
    // Whatever is wrong with the file is told when it is to be written.
    if matches!(held, Ok(Some(true))) {
        artefact.text = String::new();
    }
}

/// Writes every artefact, then removes what an earlier build wrote and this one does not.
///
/// What no build made is never written over: then nothing is written at all.
pub(super) fn write(world: &World, out: &Path, made: &[Artefact]) -> Result<Changed, Error> {
    // Nothing has to be looked for in a folder that is not there.
    let is_new = !world.has_folder(out);
    let held = |one: &Artefact| match one.text.as_str() {
        "" => Ok(Some(true)),
        _ if is_new => Ok(None),
        text => world.holds(&out.join(&one.path), text.as_bytes()),
    };
    // The plan is the last and the largest.
    let (plan, others) = match made.split_last() {
        Some((plan, others)) => {
            // The first are large as well: halves would be uneven.
            let each = others.par_iter().with_max_len(1);
            rayon::join(|| held(plan), || each.map(held).collect())
        }
        None => (Ok(None), Ok::<_, Error>(Vec::new())),
    };
    let (plan, mut all) = (plan?, others?);
    all.push(plan);
    let before = match plan {
        // Equal plans list equal artefacts, digests and all.
        Some(true) => None,
        Some(false) => Some(earlier(world, out)?),
        None => Some(Vec::new()),
    };
    let mut changed = Changed::default();
    let fresh = fresh(
        world,
        out,
        made.iter().zip(all).collect(),
        before.as_deref(),
    )?;
    let mut files = Vec::with_capacity(fresh.len());
    for (one, edited) in fresh {
        files.push((one.path.as_str(), one.text.as_bytes()));
        changed.renewed.extend(edited.then(|| one.path.clone()));
    }
    world.write_all(out, &files)?;
    remove(world, out, made, &before.unwrap_or_default(), &mut changed)?;
    Ok(changed)
}

/// An artefact and whether its file holds it; none where there is no file.
type Held<'made> = (&'made Artefact, Option<bool>);

/// Lists what the plan of an earlier build lists.
fn earlier(world: &World, out: &Path) -> Result<Vec<Earlier>, Error> {
    let path = out.join(PLAN);
    let plan = world.text_if_any(&path)?.unwrap_or_default();
    Earlier::of(&plan).ok_or_else(|| Error::Foreign {
        paths: vec![path.into()],
    })
}

/// Removes what was made before and is not made again.
fn remove(
    world: &World,
    out: &Path,
    made: &[Artefact],
    before: &[Earlier],
    changed: &mut Changed,
) -> Result<(), Error> {
    if before.is_empty() {
        return Ok(());
    }
    let made: HashSet<_> = made.iter().map(|one| &one.path).collect();
    for old in before.iter().filter(|old| !made.contains(&old.path)) {
        let path = out.join(&old.path);
        match world.bytes_if_any(&path)? {
            Some(bytes) if emit::digest(&bytes) == old.sha256 => world.remove(&path)?,
            Some(_) => changed.kept.push(old.path.clone()),
            None => {}
        }
    }
    Ok(())
}

/// Lists the artefacts that are not on the disk as they are to be, each with whether somebody
/// changed it since the earlier build; that made the same where nothing is known of `before`.
fn fresh<'made>(
    world: &World,
    out: &Path,
    held: Vec<Held<'made>>,
    before: Option<&[Earlier]>,
) -> Result<Vec<(&'made Artefact, bool)>, Error> {
    let listed = before.unwrap_or_default().iter();
    let digests: HashMap<_, _> = listed.map(|one| (&one.path, one.sha256.as_str())).collect();
    let differing = held.into_par_iter().filter(|(_, held)| *held != Some(true));
    let judged = differing.map(|(one, held)| {
        let state = match (held, before) {
            (None, _) => State::Ours,
            // The plan is known by its form, and lists no digest of its own.
            _ if one.path == PLAN => State::Ours,
            (_, None) => State::Edited,
            (_, Some(_)) => state(world, &out.join(&one.path), digests.get(&one.path).copied())?,
        };
        Ok((one, state))
    });
    let judged: Vec<_> = judged.collect::<Result<_, Error>>()?;
    let foreign = judged.iter().filter(|(_, state)| *state == State::Foreign);
    let paths: Vec<_> = foreign.map(|(one, _)| out.join(&one.path).into()).collect();
    if !paths.is_empty() {
        return Err(Error::Foreign { paths });
    }
    let fresh = judged.into_iter();
    Ok(fresh
        .map(|(one, state)| (one, state == State::Edited))
        .collect())
}

/// What stands where an artefact goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum State {
    /// Nothing, or what an earlier build wrote.
    Ours,
    /// What an earlier build wrote and somebody changed.
    Edited,
    /// What no build wrote.
    Foreign,
}

/// Judges a file that is not as it is to be by the digest of what an earlier build wrote there.
fn state(world: &World, place: &Path, before: Option<&str>) -> Result<State, Error> {
    let Some(before) = before else {
        return Ok(State::Foreign);
    };
    let there = world.bytes_if_any(place)?;
    Ok(match there {
        Some(there) if emit::digest(&there) != before => State::Edited,
        _ => State::Ours,
    })
}
