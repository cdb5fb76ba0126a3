//! From trees to a model, what it compiles to, and every finding.

use super::trees::Trees;
use crate::catalog::Catalog;
use crate::compile::{Compiled, compile};
use crate::diagnostic::{Diagnostic, Severity};
use crate::import;
use crate::lint::{self, Accepted, Settings, View};
use crate::model::Model;
use crate::model::date::Day;
use crate::report::{Allowed, Findings};
use crate::resolve::{self, Resolved};
use crate::source::{FileId, Sources};

/// What is known of a policy set.
#[derive(Debug, Default)]
pub struct Analysis {
    /// The policy set, resolved.
    pub model: Model,
    /// What it compiles to.
    pub compiled: Compiled,
    /// Every finding.
    pub findings: Findings,
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
    /// The texts that are JSON of Azure.
    json: Vec<FileId>,
}

impl Understood {
    /// Resolves and compiles trees. What was found before goes with what is wrong with the texts;
    /// without a day no grant has ended.
    pub fn of(trees: &Trees, found: Vec<Diagnostic>, today: Option<Day>) -> Self {
        let mut read = found;
        read.extend(trees.troubles().cloned());
        let catalog = Catalog::embedded();
        let Resolved {
            mut model,
            diagnostics: resolved,
        } = resolve::resolve(trees.files(), trees.standard(), catalog);
        model.partial = read.iter().chain(&resolved).any(hides_something);
        let compiled = compile(&model, catalog, today);
        Self {
            model,
            compiled,
            read,
            resolved,
            json: trees.json().to_vec(),
        }
    }

    /// Asks every rule.
    pub fn judged(self, settings: &Settings, sources: &Sources) -> Analysis {
        let view = View::new(&self.model, &self.compiled, Catalog::embedded(), settings);
        let mut linted = lint::lint(&view);
        drop(view);
        if self.model.partial {
            uncertain(&mut linted.open);
        }
        self.with(linted.open, linted.accepted, sources)
    }

    /// Asks no rule, for questions about the policy set.
    pub fn unjudged(self, sources: &Sources) -> Analysis {
        self.with(Vec::new(), Vec::new(), sources)
    }

    fn with(self, linted: Vec<Diagnostic>, accepted: Vec<Accepted>, sources: &Sources) -> Analysis {
        let mut judged = self.resolved;
        judged.extend(linted);
        without_policy_text_in_json(&mut judged, &self.json);
        let mut found = self.read;
        found.extend(judged);
        let accepted = accepted.into_iter();
        let allowed = accepted.filter_map(|accepted| allowed(&self.model, accepted));
        Analysis {
            findings: Findings::new(found, allowed.collect(), sources),
            model: self.model,
            compiled: self.compiled,
        }
    }
}

fn allowed(model: &Model, accepted: Accepted) -> Option<Allowed> {
    let allow = model.allows.get(accepted.allow)?;
    let because = allow.because.as_ref().map(ToString::to_string);
    Some(Allowed {
        finding: accepted.finding,
        because: because.unwrap_or_default(),
        until: allow.until.map(|day| day.to_string()),
        annotation: allow.span,
    })
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
