//! Where a build writes: what is there already, what goes, what nobody may write over.

use std::collections::HashMap;
use std::path::Path;

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
    let earlier = plan.as_deref().map(Earlier::of);
    if let Some(None) = earlier {
        let paths = vec![out.join(PLAN).into()];
        return Err(Error::Foreign { paths });
    }
    let earlier = earlier.flatten().unwrap_or_default();
    let mut before: HashMap<&str, &Earlier> =
        earlier.iter().map(|one| (one.path.as_str(), one)).collect();
    let mut changed = Changed {
        renewed: replaced(world, out, made, &mut before)?,
        kept: Vec::new(),
    };
    let files = made.iter();
    let files: Vec<_> = files
        .map(|one| (one.path.as_str(), one.text.as_bytes()))
        .collect();
    world.write_all(out, &files)?;
    // What is left was made before and is not made again.
    for old in earlier
        .iter()
        .filter(|one| before.contains_key(one.path.as_str()))
    {
        let path = out.join(&old.path);
        match world.bytes_if_any(&path)? {
            Some(bytes) if emit::digest(&bytes) == old.sha256 => world.remove(&path)?,
            Some(_) => changed.kept.push(old.path.clone()),
            None => {}
        }
    }
    Ok(changed)
}

/// Lists what was changed since it was made and is made again; takes all that is made again out of
/// `before`.
fn replaced(
    world: &World,
    out: &Path,
    made: &[Artefact],
    before: &mut HashMap<&str, &Earlier>,
) -> Result<Vec<String>, Error> {
    let (mut renewed, mut foreign) = (Vec::new(), Vec::new());
    for one in made.iter().filter(|one| one.path != PLAN) {
        let old = before.remove(one.path.as_str());
        let path = out.join(&one.path);
        match (old, world.bytes_if_any(&path)?) {
            (_, None) => {}
            (_, Some(bytes)) if bytes == one.text.as_bytes() => {}
            (None, Some(_)) => foreign.push(path.into()),
            (Some(old), Some(bytes)) if emit::digest(&bytes) != old.sha256 => {
                renewed.push(one.path.clone());
            }
            (Some(_), Some(_)) => {}
        }
    }
    if foreign.is_empty() {
        Ok(renewed)
    } else {
        Err(Error::Foreign { paths: foreign })
    }
}
