//! A policy set that is checked again and again: texts in, the whole analysis out.
//!
//! In: the text of each file under its path, and [`Settings`]; a text may be replaced or taken out
//! at any time. Out: an [`Analysis`], which is the same as if all texts were new. Absent on purpose:
//! finding and reading files, settings files, and drawing findings (`report`).
//!
//! [`Project`] is the door for whoever checks the same policy set more than once, such as an editor;
//! the command line goes through its parts, [`Trees`] and [`Understood`], once.

mod analysis;
mod trees;

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use thiserror::Error;

pub use analysis::{Analysis, Understood};
pub use trees::{Library, Trees};

use crate::catalog::Catalog;
use crate::lint::Settings;
use crate::model::Model;
use crate::resolve::{self, standard};
use crate::source::{FileId, Origin, Sources};
use crate::syntax;

/// What a text holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
    /// Policy text.
    Policy,
    /// JSON of Azure.
    Json,
}

impl Kind {
    /// Tells by the end of a path what the text there holds: `.rw` is policy text, `.json` and
    /// `.jsonc` are JSON of Azure, anything else is neither.
    pub fn of(path: &Path) -> Option<Self> {
        match path.extension()?.to_str()? {
            "rw" => Some(Self::Policy),
            end if ["json", "jsonc"]
                .iter()
                .any(|one| end.eq_ignore_ascii_case(one)) =>
            {
                Some(Self::Json)
            }
            _ => None,
        }
    }
}

/// A text to be checked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Input {
    /// The file.
    pub file: FileId,
    /// What it holds.
    pub kind: Kind,
}

/// Why a text is not taken.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum Refused {
    /// The path does not tell what the text holds.
    #[error("`{}` ends neither in `.rw` nor in `.json` or `.jsonc`", path.display())]
    Kind {
        /// The path as it was given.
        path: PathBuf,
    },
    /// The text is longer than any that is read.
    #[error("`{}` has {length} bytes, and at most {} are read", path.display(), syntax::MAX_FILE)]
    Length {
        /// The path as it was given.
        path: PathBuf,
        /// The length in bytes.
        length: usize,
    },
}

/// A policy set whose texts change.
///
/// A path is a name: it is shown in findings as it was given, two spellings of one place are two
/// files, and the order of paths is the order of the policy set. Places are a file of
/// [`Project::sources`] and half-open ranges of bytes in its text as it was at the last
/// [`Project::check`]; [`SourceFile::place`](crate::source::SourceFile::place) makes lines and
/// columns of them, both counted from 1, columns in characters.
///
/// ```
/// use rolewright::lint::Settings;
/// use rolewright::project::Project;
///
/// let mut project = Project::new(Settings::default());
/// project.set_text("main.rw", "group readers\ngroup readers")?;
/// project.check();
/// let finding = &project.analysis().findings.open()[0];
/// assert_eq!(finding.code.name, "duplicate-name");
/// let file = project.sources().get(finding.primary.span.file).unwrap();
/// assert_eq!(file.name().to_str(), Some("main.rw"));
/// assert_eq!(file.place(finding.primary.span.start).line, 2);
///
/// project.set_text("main.rw", "group readers")?;
/// let findings = &project.check().findings;
/// assert!(findings.open().iter().all(|one| one.code.name != "duplicate-name"));
/// # Ok::<(), rolewright::project::Refused>(())
/// ```
#[derive(Debug, Default)]
pub struct Project {
    settings: Settings,
    sources: Sources,
    /// The files by path; the order of their ids is that of their paths.
    files: BTreeMap<PathBuf, Input>,
    /// The files whose text is not read yet.
    stale: BTreeSet<FileId>,
    trees: Trees,
    analysis: Analysis,
    /// Whether nothing changed since the last check.
    is_checked: bool,
}

impl Project {
    /// Makes a policy set without any text.
    ///
    /// Without a day in the settings no grant has ended and no acceptance is past its day.
    pub fn new(settings: Settings) -> Self {
        Self {
            settings,
            ..Self::default()
        }
    }

    /// Changes the settings, such as the day.
    pub fn set_settings(&mut self, settings: Settings) {
        self.settings = settings;
        self.is_checked = false;
    }

    /// Adds a text, or replaces the one of the same path; nothing is read before
    /// [`Project::check`].
    ///
    /// # Errors
    ///
    /// Refuses a path that tells no [`Kind`], and a text of more than [`syntax::MAX_FILE`] bytes;
    /// the policy set stays as it was. What is wrong with a text is a finding and no error.
    pub fn set_text(
        &mut self,
        path: impl Into<PathBuf>,
        text: impl Into<String>,
    ) -> Result<(), Refused> {
        let (path, text): (PathBuf, String) = (path.into(), text.into());
        let Some(kind) = Kind::of(&path) else {
            return Err(Refused::Kind { path });
        };
        let length = text.len();
        if length > syntax::MAX_FILE {
            return Err(Refused::Length { path, length });
        }
        let Some(Input { file, .. }) = self.files.get(&path).copied() else {
            self.add(path, text, kind);
            return Ok(());
        };
        if self
            .sources
            .get(file)
            .is_none_or(|known| known.text() != text)
        {
            self.sources.set_text(file, text);
            self.stale.insert(file);
            self.is_checked = false;
        }
        Ok(())
    }

    /// Takes a text out; tells whether there was one.
    pub fn remove(&mut self, path: impl AsRef<Path>) -> bool {
        let Some(input) = self.files.remove(path.as_ref()) else {
            return false;
        };
        self.sources.remove(input.file);
        self.stale.insert(input.file);
        self.is_checked = false;
        true
    }

    /// Checks the policy set as it is now; what did not change is not read again.
    pub fn check(&mut self) -> &Analysis {
        if !self.is_checked {
            self.check_again();
        }
        &self.analysis
    }

    /// Returns what the last check came to; nothing before the first.
    pub fn analysis(&self) -> &Analysis {
        &self.analysis
    }

    /// Returns the files that findings point into: those of the policy set, and those of the
    /// standard library once it was needed.
    pub fn sources(&self) -> &Sources {
        &self.sources
    }

    fn check_again(&mut self) {
        let inputs: Vec<_> = self.files.values().copied().collect();
        let stale: Vec<_> = std::mem::take(&mut self.stale).into_iter().collect();
        let (mut old, today) = (std::mem::take(&mut self.analysis), self.settings.today);
        let Self { trees, sources, .. } = self;
        trees.read(sources, &inputs, &stale, Library::IfNamed);
        let legacy =
            old.leave(|file| trees.is_of_policy(file) && stale.binary_search(&file).is_err());
        let understand = || Understood::again(trees, Vec::new(), today, legacy);
        // The last analysis is many small pieces, and there is a core that has nothing to do.
        let (understood, ()) = rayon::join(understand, || drop(old));
        (self.analysis, ()) = understood.judged_again(None, &self.settings, sources, |_, _| ());
        self.is_checked = true;
    }

    /// Adds a file between the one before it and the one behind it.
    fn add(&mut self, path: PathBuf, text: String, kind: Kind) {
        let before = self.files.range(path.clone()..).next();
        let after = self.files.range(..path.clone()).next_back();
        let [after, before] = [after, before].map(|one| one.map(|(_, input)| input.file));
        let free = Sources::id_between(after, before);
        let file = free.unwrap_or_default();
        self.files.insert(path.clone(), Input { file, kind });
        if free.is_none() {
            self.number_anew();
        }
        let file = self.files.get(&path).map_or(file, |input| input.file);
        self.sources.put(file, path, text, Origin::Policy);
        // The id may be that of a file that was taken out.
        self.stale.insert(file);
        self.is_checked = false;
    }

    /// Gives each file another id, where too many were added at one place; all are read again.
    fn number_anew(&mut self) {
        let old = std::mem::take(&mut self.sources);
        let ids = Sources::ids_apart(self.files.len());
        for ((path, input), id) in self.files.iter_mut().zip(ids) {
            // The one that is being added has no text yet.
            if let Some(known) = old.get(input.file).filter(|known| known.name() == path) {
                let text = known.text().to_owned();
                self.sources.put(id, path.clone(), text, Origin::Policy);
            }
            input.file = id;
            self.stale.insert(id);
        }
        self.trees = Trees::default();
    }
}

/// Resolves the standard library alone.
pub fn standard_model(catalog: &Catalog) -> Model {
    let files = standard::FILES.iter();
    let trees = files.map(|(_, text)| syntax::parse(FileId::default(), text).file);
    let trees: Vec<_> = trees.collect();
    resolve::resolve(&[], &trees, catalog).model
}
