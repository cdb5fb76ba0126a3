//! From texts to a model, what it compiles to, and every finding: pure, whatever the command.

use rayon::prelude::*;

use super::session::{Input, Session};
use super::world::Kind;
use crate::catalog::Catalog;
use crate::compile::{Compiled, compile};
use crate::diagnostic::{Diagnostic, Severity};
use crate::import;
use crate::lint::{self, Settings, View};
use crate::model::Model;
use crate::model::date::Day;
use crate::report::{Allowed, Findings};
use crate::resolve::{self, Resolved, standard};
use crate::source::{FileId, Origin, Sources};
use crate::syntax::{self, Parsed, ast};

/// What is known of a policy set.
#[derive(Debug, Default)]
pub struct Analysis {
    /// The policy set, resolved.
    pub model: Model,
    /// What it compiles to.
    pub compiled: Compiled,
    /// Every finding.
    pub findings: Findings,
    /// Kept so that nobody waits until they are taken apart, piece by piece.
    _trees: Trees,
}

/// A policy set as it is written, before any rule looks at it.
#[derive(Debug, Default)]
pub struct Understood {
    /// The policy set, resolved.
    pub model: Model,
    /// What it compiles to.
    pub compiled: Compiled,
    /// What is wrong with its texts.
    read: Vec<Diagnostic>,
    /// What is wrong with its names and values.
    resolved: Vec<Diagnostic>,
    trees: Trees,
}

/// Reads, resolves and compiles the files of a session.
pub fn understand(session: &mut Session, today: Day, library: Library) -> Understood {
    let (trees, told) = trees(session, library);
    let mut read = std::mem::take(&mut session.found);
    read.extend(told);
    let catalog = Catalog::embedded();
    let Resolved {
        mut model,
        diagnostics: resolved,
    } = resolve::resolve(&trees.files, &trees.standard, catalog);
    model.partial = read.iter().chain(&resolved).any(hides_something);
    let compiled = compile(&model, catalog, Some(today));
    Understood {
        model,
        compiled,
        read,
        resolved,
        trees,
    }
}

/// Reads, resolves, compiles and lints the files of a session.
pub fn analyse(session: &mut Session, today: Day) -> Analysis {
    let Understood {
        model,
        compiled,
        read: mut found,
        resolved: mut judged,
        trees,
    } = understand(session, today, Library::IfNamed);
    let settings = settings(session, today);
    let view = View::new(&model, &compiled, Catalog::embedded(), &settings);
    let mut linted = lint::lint(&view);
    if model.partial {
        uncertain(&mut linted.open);
    }
    judged.extend(linted.open);
    without_policy_text_in_json(&mut judged, &of_kind(&session.inputs, Kind::Json));
    found.extend(judged);
    let allowed = linted.accepted.into_iter().filter_map(|accepted| {
        let allow = model.allows.get(accepted.allow)?;
        Some(Allowed {
            finding: accepted.finding,
            because: allow
                .because
                .as_ref()
                .map(ToString::to_string)
                .unwrap_or_default(),
            until: allow.until.map(|day| day.to_string()),
            annotation: allow.span,
        })
    });
    let findings = Findings::new(found, allowed.collect(), &session.sources);
    Analysis {
        model,
        compiled,
        findings,
        _trees: trees,
    }
}

/// Reads, resolves and compiles the files of a session, for questions about them: every capability
/// of the standard library has a meaning, and no rule is asked.
pub fn analyse_for_questions(session: &mut Session, today: Day) -> Analysis {
    let Understood {
        model,
        compiled,
        read: mut found,
        resolved: mut judged,
        trees,
    } = understand(session, today, Library::Always);
    without_policy_text_in_json(&mut judged, &of_kind(&session.inputs, Kind::Json));
    found.extend(judged);
    Analysis {
        model,
        compiled,
        findings: Findings::new(found, Vec::new(), &session.sources),
        _trees: trees,
    }
}

/// When the standard library is read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Library {
    /// Where the policy set names something that it may hold.
    IfNamed,
    /// Always: a question may name what the policy set does not.
    Always,
}

/// Tells whether the model lacks what a finding is about. What an import passes over is missing even
/// where that is only a warning.
fn hides_something(finding: &Diagnostic) -> bool {
    finding.severity == Severity::Error || import::ALL.contains(&finding.code)
}

/// Leaves the remedies of rules to people: what a model that lacks something seems to say may be wrong.
fn uncertain(found: &mut [Diagnostic]) {
    for remedy in found.iter_mut().flat_map(|finding| &mut finding.remedies) {
        remedy.certain = false;
    }
}

/// Takes back edits that would write policy text into Azure's JSON; the advice itself stays.
fn without_policy_text_in_json(found: &mut [Diagnostic], json: &[FileId]) {
    for remedy in found.iter_mut().flat_map(|finding| &mut finding.remedies) {
        if remedy
            .edits
            .iter()
            .any(|edit| json.contains(&edit.span.file))
        {
            remedy.edits.clear();
            remedy.certain = false;
        }
    }
}

/// The trees of a session.
#[derive(Debug, Default)]
struct Trees {
    files: Vec<ast::File>,
    standard: Vec<ast::File>,
}

/// Reads the texts of a session; returns what is wrong with them as well.
fn trees(session: &mut Session, wanted: Library) -> (Trees, Vec<Diagnostic>) {
    let policies = of_kind(&session.inputs, Kind::Policy);
    let parsed = parse_all(&session.sources, &policies);
    let mut found: Vec<Diagnostic> = Vec::new();
    let mut files: Vec<ast::File> = Vec::with_capacity(parsed.len());
    for one in parsed {
        found.extend(one.diagnostics);
        files.push(one.file);
    }
    let json = of_kind(&session.inputs, Kind::Json);
    let is_needed = wanted == Library::Always || !json.is_empty() || standard::is_needed(&files);
    let standard = if is_needed {
        library(&mut session.sources)
    } else {
        Vec::new()
    };
    let sources = &session.sources;
    let json = of_kind(&session.inputs, Kind::Json);
    if !json.is_empty() {
        let documents: Vec<_> = json
            .iter()
            .map(|file| import::Document {
                file: *file,
                text: text(sources, *file),
            })
            .collect();
        let catalog = Catalog::embedded();
        let built_in = |id: &str| catalog.builtin_by_id(id).map(|role| role.name());
        let declared: Vec<_> = files.iter().chain(&standard).collect();
        let imported = import::read(&documents, &declared, &built_in);
        found.extend(imported.diagnostics);
        files.extend(imported.files);
    }
    (Trees { files, standard }, found)
}

/// Reads the standard library.
fn library(sources: &mut Sources) -> Vec<ast::File> {
    let added = standard::FILES
        .iter()
        .map(|(name, text)| sources.add(*name, *text, Origin::Standard));
    let added: Vec<FileId> = added.collect();
    let parsed = parse_all(sources, &added);
    parsed.into_iter().map(|one| one.file).collect()
}

/// Resolves the standard library alone.
pub fn standard_model(catalog: &Catalog) -> Model {
    let files = standard::FILES.iter();
    let trees = files.map(|(_, text)| syntax::parse(FileId::default(), text).file);
    let trees: Vec<_> = trees.collect();
    resolve::resolve(&[], &trees, catalog).model
}

fn parse_all(sources: &Sources, files: &[FileId]) -> Vec<Parsed> {
    let parsed = files.par_iter().map(|file| parse(sources, *file));
    parsed.collect()
}

fn of_kind(inputs: &[Input], kind: Kind) -> Vec<FileId> {
    inputs
        .iter()
        .filter(|input| input.kind == kind)
        .map(|input| input.file)
        .collect()
}

fn parse(sources: &Sources, file: FileId) -> Parsed {
    syntax::parse(file, text(sources, file))
}

fn text(sources: &Sources, file: FileId) -> &str {
    sources.get(file).map_or("", |found| found.text())
}

/// Returns what the settings say to rules.
pub fn settings(session: &Session, today: Day) -> Settings {
    let levels = session.config.levels.iter();
    Settings {
        levels: levels
            .map(|level| (level.rule.clone(), level.severity))
            .collect(),
        max_allow_days: i64::from(session.config.max_allow_days),
        today: Some(today),
    }
}
