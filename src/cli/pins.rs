//! `rolewright.lock`: the object ids that names led to, so that a name that leads to somebody else
//! one day is seen.
//!
//! The file is committed and reviewed. Where policies are in no git repository it also has the GUIDs
//! of what was planned, since nothing else remembers what they asked for. Losing it loses no
//! ownership: what is left over is listed then, and not deleted by itself.

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use serde::Deserialize;
use smol_str::SmolStr;

use super::session::Session;
use super::{Context, Error, Shown, config};
use crate::compile::names::is_guid;
use crate::plan;

/// The form that this version reads and writes.
const FORM: u32 = 1;

/// What the file begins with.
const HEAD: &str = "\
# The object ids that names of the policy led to. Commit this file: where a name leads to another
# id later, `rolewright plan` refuses it until it is allowed with `--accept-id NAME=ID`.
";

/// What comes before the GUIDs of what was planned.
const MADE: &str = "
# What was planned: nothing else is deleted because it carries the marker of the policy. Where the
# policies are in a git repository, its history says that, and this is not needed.
[made]
guids = [
";

/// The pins of a policy set, and where they are kept.
#[derive(Debug, Clone)]
pub(super) struct Lock {
    path: PathBuf,
    /// The text of the file; none where there is none.
    text: Option<String>,
    /// The pins.
    pub(super) pins: plan::Pins,
    /// The GUIDs of role definitions and assignments that were planned before.
    pub(super) made: BTreeSet<SmolStr>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    form: u32,
    #[serde(default)]
    ids: plan::Pins,
    #[serde(default)]
    made: Made,
}

#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct Made {
    guids: BTreeSet<SmolStr>,
}

impl Lock {
    /// Reads the pins of the policies of a session.
    pub(super) fn open(
        context: &Context<'_, '_>,
        session: &Session,
        paths: &[PathBuf],
    ) -> Result<Self, Error> {
        let mut locks = session.locks.iter();
        let (chosen, other) = (locks.next(), locks.next());
        if let (Some(one), Some(other)) = (chosen, other) {
            let (one, other) = (Shown::from(one.as_path()), Shown::from(other.as_path()));
            return Err(Error::Usage {
                message: format!(
                    "both `{one}` and `{other}` would pin the names of these policies"
                ),
                help: "keep one of them, beside the settings of the policies".to_owned(),
            });
        }
        let path = chosen.map_or_else(|| place(context, paths), Clone::clone);
        let text = context.world.text_if_any(&path)?;
        let form = text.as_deref().map(|text| read(&path, text));
        let (pins, made) = form.transpose()?.unwrap_or_default();
        Ok(Self {
            path,
            text,
            pins,
            made,
        })
    }

    /// Returns the file where there is one.
    pub(super) fn text(&self) -> Option<&str> {
        self.text.as_deref()
    }

    /// Lets names lead to other ids than before.
    pub(super) fn accept(&mut self, accepted: &[Accepted]) {
        let pins = accepted.iter();
        self.pins
            .extend(pins.map(|one| (one.name.clone(), one.id.clone())));
    }

    /// Writes what names lead to now and what was planned, and returns the path where something is new.
    pub(super) fn keep(
        &mut self,
        context: &Context<'_, '_>,
        found: &plan::Pins,
    ) -> Result<Option<&Path>, Error> {
        self.pins
            .extend(found.iter().map(|(name, id)| (name.clone(), id.clone())));
        let text = written(&self.pins, &self.made);
        let is_empty = self.pins.is_empty() && self.made.is_empty();
        if is_empty || self.text.as_ref() == Some(&text) {
            return Ok(None);
        }
        context.world.write(&self.path, text.as_bytes())?;
        self.text = Some(text);
        Ok(Some(&self.path))
    }
}

/// Returns where a new file goes: beside the settings, else into the first folder of policies.
fn place(context: &Context<'_, '_>, paths: &[PathBuf]) -> PathBuf {
    let first = paths.first().map_or(Path::new("."), PathBuf::as_path);
    if let Some(settings) = context.world.nearest_above(first, config::NAME) {
        return settings.with_file_name(config::LOCK);
    }
    if context.world.place(first).is_dir() {
        first.join(config::LOCK)
    } else {
        first.with_file_name(config::LOCK)
    }
}

fn read(path: &Path, text: &str) -> Result<(plan::Pins, BTreeSet<SmolStr>), Error> {
    let unusable = |why: String| Error::Lock {
        path: path.into(),
        why: Shown::text(why),
    };
    let file: File = toml::from_str(text).map_err(|error| unusable(error.message().to_owned()))?;
    if file.form != FORM {
        return Err(unusable(format!("it is of form {}", file.form)));
    }
    if let Some((name, id)) = file.ids.iter().find(|(_, id)| !is_guid(id)) {
        return Err(unusable(format!("`{id}` of `{name}` is no object id")));
    }
    Ok((file.ids, file.made.guids))
}

/// Returns the pins of a file as it was once; none where it cannot be read.
pub(super) fn pinned(bytes: &[u8]) -> plan::Pins {
    let text = str::from_utf8(bytes).unwrap_or_default();
    read(Path::new(config::LOCK), text).unwrap_or_default().0
}

fn written(pins: &plan::Pins, made: &BTreeSet<SmolStr>) -> String {
    let mut text = format!("{HEAD}form = {FORM}\n\n[ids]\n");
    for (name, id) in pins {
        // Names of the language hold no quotation marks; writing to a string cannot fail.
        let _ = writeln!(text, "\"{name}\" = \"{id}\"");
    }
    if !made.is_empty() {
        text.push_str(MADE);
        for guid in made {
            let _ = writeln!(text, "    \"{guid}\",");
        }
        text.push_str("]\n");
    }
    text
}

/// `--accept-id NAME=ID`: this name may lead to this id from now on.
#[derive(Debug, Clone)]
pub(super) struct Accepted {
    name: SmolStr,
    id: SmolStr,
}

impl std::str::FromStr for Accepted {
    type Err = &'static str;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let (name, id) = text.split_once('=').ok_or("write NAME=ID")?;
        if !is_guid(id) {
            return Err("an object id is written as 8-4-4-4-12 hexadecimal digits");
        }
        Ok(Self {
            name: name.into(),
            id: id.to_ascii_lowercase().into(),
        })
    }
}
