//! From paths to findings: what every command that looks at policies goes through.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use rayon::prelude::*;

use super::catalogue;
use super::config::{self, Config};
use super::world::{Discovery, Found, Kind, World};
use super::{Context, Error, Shown, memory};
use crate::diagnostic::Diagnostic;
use crate::lint;
pub use crate::project::Input;
use crate::project::Trees;
use crate::report::RuleText;
use crate::source::{Origin, Sources};

/// The files and settings of one run, and what is wrong with them.
#[derive(Debug, Default)]
pub struct Session {
    /// Every file that was read, the settings included.
    pub sources: Sources,
    /// The settings.
    pub config: Config,
    /// The files that pin names to ids, below and above the policies.
    pub locks: BTreeSet<PathBuf>,
    /// The policy files, in the order of their names.
    pub inputs: Vec<Input>,
    /// What is wrong so far.
    pub found: Vec<Diagnostic>,
    /// The trees of the policy files, once they are read. They are kept so that nobody waits until
    /// they are taken apart, piece by piece.
    pub trees: Box<Trees>,
}

/// A text to be checked.
#[derive(Debug)]
pub(super) struct Document {
    /// The path as it is to be shown.
    pub(super) path: PathBuf,
    /// What it holds.
    pub(super) kind: Kind,
    /// The text.
    pub(super) text: String,
}

impl Session {
    /// Reads the settings and every policy file below the paths.
    pub fn open(context: &Context<'_, '_>, paths: &[PathBuf]) -> Result<Self, Error> {
        let here = [PathBuf::from(".")];
        let paths = if paths.is_empty() { &here } else { paths };
        let world = &context.world;
        let Discovery {
            files,
            settings,
            mut locks,
            ..
        } = world.find(paths)?;
        let first = paths.first().map_or(Path::new("."), PathBuf::as_path);
        locks.extend(world.nearest_above(first, config::LOCK));
        let settings = settings_of(context, paths, settings)?;
        let settings = settings.map(|path| world.text(&path).map(|text| (path, text)));
        let texts: Vec<_> = files
            .into_par_iter()
            .map(|found| read(world, found))
            .collect();
        let settings = settings.transpose()?;
        let path = settings.as_ref().map(|(path, _)| path.clone());
        let texts = texts.into_iter().collect::<Result<_, _>>()?;
        let mut session = Self {
            locks,
            ..Self::of(settings, texts)
        };
        let path = path.unwrap_or_default();
        if let Some(catalog) = catalogue::of_settings(world, &path, &session.config)? {
            session.trees.know(catalog);
        }
        Ok(session)
    }

    /// Makes a session of texts, wherever they come from, and the settings that count for them.
    pub(super) fn of(settings: Option<(PathBuf, String)>, texts: Vec<Document>) -> Self {
        let mut session = Self::default();
        if let Some((path, text)) = settings {
            let file = session.sources.add(path, text.as_str(), Origin::Policy);
            (session.config, session.found) = config::read(file, &text, &rule_names());
        }
        memory::make_room(texts.iter().map(|one| one.text.len()).sum());
        for Document { path, kind, text } in texts {
            let file = session.sources.add(path, text, Origin::Policy);
            session.inputs.push(Input { file, kind });
        }
        session
    }
}

/// Chooses the one file of settings: named, or the only one at, above or below the paths.
fn settings_of(
    context: &Context<'_, '_>,
    paths: &[PathBuf],
    mut settings: BTreeSet<PathBuf>,
) -> Result<Option<PathBuf>, Error> {
    if let Some(path) = &context.common.config {
        return Ok(Some(path.clone()));
    }
    let first = paths.first().map_or(Path::new("."), PathBuf::as_path);
    settings.extend(context.world.nearest_above(first, config::NAME));
    let mut settings = settings.into_iter();
    let (chosen, other) = (settings.next(), settings.next());
    if let (Some(one), Some(other)) = (&chosen, other) {
        // Taking one would ignore the other in silence.
        return Err(two_settings(one, &other));
    }
    Ok(chosen)
}

/// Refuses two files of settings that would count for the same policies.
pub(super) fn two_settings(one: &Path, other: &Path) -> Error {
    let (one, other) = (Shown::from(one), Shown::from(other));
    Error::Usage {
        message: format!("both `{one}` and `{other}` would set how these policies are judged"),
        help: "check one folder after the other, or name the settings with `--config`".to_owned(),
    }
}

/// Lists what is known of each rule.
pub fn rules() -> Vec<RuleText<'static>> {
    let rules = lint::rules::ALL.iter();
    let text = |rule: &&lint::Rule| RuleText {
        code: rule.code,
        severity: rule.severity,
        page: rule.page,
    };
    rules.map(text).collect()
}

/// Lists the words that `lint.rules` of the settings may name: names, codes and groups.
fn rule_names() -> Vec<&'static str> {
    let rules = lint::rules::ALL.iter();
    let own = rules.flat_map(|rule| [rule.code.name, rule.code.id]);
    own.chain(lint::Group::ALL.map(lint::Group::name)).collect()
}

fn read(world: &World, found: Found) -> Result<Document, Error> {
    let Found { path, kind } = found;
    let text = match kind {
        Kind::Json => world.json(&path)?,
        Kind::Policy => world.text(&path)?,
    };
    Ok(Document { path, kind, text })
}
