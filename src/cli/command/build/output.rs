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

/// Writes every artefact, then removes what an earlier build wrote and this one does not.
///
/// What no build made is never written over: then nothing is written at all.
pub(super) fn write(world: &World, out: &Path, made: &[Artefact]) -> Result<Changed, Error> {
    let before = Before::read(world, out, made)?;
    let mut changed = Changed::default();
    let fresh = fresh(world, out, made, &before)?;
    let mut files = Vec::with_capacity(fresh.len());
    for (one, edited) in fresh {
        files.push((one.path.as_str(), one.text.as_bytes()));
        changed.renewed.extend(edited.then(|| one.path.clone()));
    }
    world.write_all(out, &files)?;
    for old in before.gone(made) {
        let path = out.join(&old.path);
        match world.bytes_if_any(&path)? {
            Some(bytes) if emit::digest(&bytes) == old.sha256 => world.remove(&path)?,
            Some(_) => changed.kept.push(old.path.clone()),
            None => {}
        }
    }
    Ok(changed)
}

/// What an earlier build wrote.
enum Before {
    /// The artefacts that are made now: the plans are equal, digests and all.
    Same,
    /// The artefacts that the earlier plan lists.
    Listed(Vec<Earlier>),
}

impl Before {
    fn read(world: &World, out: &Path, made: &[Artefact]) -> Result<Self, Error> {
        let path = out.join(PLAN);
        let plan = made.iter().find(|one| one.path == PLAN);
        let plan = plan.map_or(&[][..], |plan| plan.text.as_bytes());
        if world.holds(&path, plan)? == Some(true) {
            return Ok(Self::Same);
        }
        let Some(plan) = world.text_if_any(&path)? else {
            return Ok(Self::Listed(Vec::new()));
        };
        let foreign = || Error::Foreign {
            paths: vec![path.into()],
        };
        Earlier::of(&plan).map(Self::Listed).ok_or_else(foreign)
    }

    /// Lists what the earlier plan lists, unless that is what is made now.
    fn listed(&self) -> &[Earlier] {
        match self {
            Self::Same => &[],
            Self::Listed(listed) => listed,
        }
    }

    /// Lists what was made before and is not made again.
    fn gone(&self, made: &[Artefact]) -> impl Iterator<Item = &Earlier> {
        let made: HashSet<_> = made.iter().map(|one| one.path.clone()).collect();
        let listed = self.listed().iter();
        listed.filter(move |one| !made.contains(&one.path))
    }
}

/// Lists the artefacts that are not on the disk as they are to be, each with whether somebody
/// changed it since the earlier build.
fn fresh<'made>(
    world: &World,
    out: &Path,
    made: &'made [Artefact],
    before: &Before,
) -> Result<Vec<(&'made Artefact, bool)>, Error> {
    let listed = before.listed().iter();
    let digests: HashMap<_, _> = listed.map(|one| (&one.path, one.sha256.as_str())).collect();
    let compared = made.par_iter().map(|one| {
        let place = out.join(&one.path);
        let state = match (world.holds(&place, one.text.as_bytes())?, before) {
            (None, _) => State::Ours,
            (Some(true), _) => State::Same,
            // The plan is known by its form, and lists no digest of its own.
            (Some(false), _) if one.path == PLAN => State::Ours,
            (Some(false), Before::Same) => State::Edited,
            (Some(false), Before::Listed(_)) => {
                differing(world, &place, digests.get(&one.path).copied())?
            }
        };
        Ok((one, state))
    });
    let compared: Vec<_> = compared.collect::<Result<_, Error>>()?;
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

/// Judges a file that is not as it is to be by the digest of what an earlier build wrote there.
fn differing(world: &World, place: &Path, before: Option<&str>) -> Result<State, Error> {
    let Some(before) = before else {
        return Ok(State::Foreign);
    };
    let there = world.bytes_if_any(place)?;
    Ok(match there {
        Some(there) if emit::digest(&there) != before => State::Edited,
        _ => State::Ours,
    })
}
