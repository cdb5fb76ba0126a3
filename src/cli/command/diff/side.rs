//! One side, read and worked out.

use std::collections::BTreeSet;

use smol_str::{SmolStr, format_smolstr};

use crate::access::{Access, World};
use crate::catalog::Catalog;
use crate::cli::analysis::{Analysis, analyse_for_questions};
use crate::cli::session::{self, Session};
use crate::cli::side::{Content, Side, Texts};
use crate::cli::{Context, Error};
use crate::diagnostic::Severity;
use crate::diff;
use crate::model::FROM_OTHERS;
use crate::observed::Snapshot;
use crate::reach::Reach;
use crate::report::{self, Findings, Report, Style};
use crate::source::Span;

/// One side as far as it is read.
#[derive(Default)]
pub(super) struct Read {
    /// Its texts and settings; none of a snapshot.
    pub(super) session: Session,
    /// What is known of it.
    pub(super) analysis: Analysis,
    /// What was left alone and may hold more.
    pub(super) passed_over: Vec<String>,
    /// The files that pin its names.
    pub(super) locks: BTreeSet<Vec<u8>>,
    /// The catalogue that it names, whichever it is read by.
    pub(super) catalog: &'static Catalog,
    /// It is policy text, which may hold what judges it.
    pub(super) judges: bool,
    snapshot: Option<Box<Snapshot>>,
}

impl Read {
    /// Works out what a side holds, by the catalogue of the old side where this is the new one: what a
    /// change makes of the facts must not judge it.
    pub(super) fn of(
        (side, content): (&Side, Content),
        judge: Option<&'static Catalog>,
        context: &Context<'_, '_>,
    ) -> Self {
        let texts = match content {
            Content::Texts(texts) => *texts,
            Content::Snapshot(snapshot) => {
                return Self {
                    snapshot: Some(snapshot),
                    ..Self::default()
                };
            }
        };
        let Texts {
            mut session,
            passed_over,
            locks,
        } = texts;
        let catalog = session.trees.catalog();
        session.trees.know(judge.unwrap_or(catalog));
        let analysis = analyse_for_questions(&mut session, context.today.into());
        Self {
            session,
            analysis,
            passed_over,
            locks,
            catalog,
            judges: !matches!(side, Side::Import(_)),
            snapshot: None,
        }
    }

    /// Returns it for a comparison.
    pub(super) fn side<'a>(&'a self, reach: &'a Reach<'a>) -> diff::Side<'a> {
        diff::Side {
            model: &self.analysis.model,
            compiled: &self.analysis.compiled,
            reach,
            judges: self.judges,
        }
    }

    /// Refuses a side of which something could not be read: what it lacks would count as no access.
    pub(super) fn refuse_errors(
        &self,
        which: &str,
        context: &mut Context<'_, '_>,
    ) -> Result<(), Error> {
        if !self.analysis.model.partial {
            return Ok(());
        }
        let findings = self.analysis.findings.open().iter();
        let errors = findings.filter(|one| one.severity == Severity::Error);
        let findings = Findings::new(errors.cloned().collect(), Vec::new(), &self.session.sources);
        let rules = session::rules();
        let report = Report {
            findings: &findings,
            sources: &self.session.sources,
            rules: &rules,
        };
        let style = Style {
            colour: false,
            width: context.width(),
        };
        report::human(&report, style, context.console.err())?;
        Err(Error::Usage {
            message: format!(
                "the {which} side has errors, and what they hide would count as no access"
            ),
            help: "run `rolewright lint` there and mend what it finds".to_owned(),
        })
    }

    /// Lists what was left alone of this side and may hold more than the other one has.
    pub(super) fn unread_beyond(&self, old: &Self) -> Vec<SmolStr> {
        let passed = self.passed_over.iter();
        let passed = passed.filter(|path| !old.passed_over.contains(path));
        let later = self.analysis.model.later.iter();
        // What another policy set makes of them may change without a word of it here.
        let foreign = later.filter(|one| one.feature == FROM_OTHERS);
        let foreign = foreign.filter_map(|one| self.place(one.span));
        let foreign = foreign.map(|place| format_smolstr!("{place}: {FROM_OTHERS}"));
        passed
            .map(|path| format_smolstr!("`{path}`"))
            .chain(foreign)
            .collect()
    }

    /// Writes where something stands, as `file:line`.
    pub(super) fn place(&self, span: Span) -> Option<String> {
        let file = self.session.sources.get(span.file)?;
        let line = file.place(span.start).line;
        Some(format!("{}:{line}", file.name().display()))
    }

    /// Returns what is written at a place, on one line.
    pub(super) fn written(&self, span: Span) -> String {
        let text = self.session.sources.slice(span);
        text.split_whitespace().collect::<Vec<_>>().join(" ")
    }

    /// Builds its world, with what steps may gain.
    pub(super) fn world(&self) -> World {
        let (model, compiled) = (&self.analysis.model, &self.analysis.compiled);
        let world = match &self.snapshot {
            Some(snapshot) => World::default().under(model, snapshot),
            None => World::of(model, compiled, compiled.catalog),
        };
        world.with_gains()
    }
}

/// Prepares a world for questions.
pub(super) fn access<'w>(world: &'w World, catalog: &'static Catalog) -> Access<'w> {
    Access::new(world, catalog)
}
