//! From trees to a model, what it compiles to, and every finding.

use super::trees::Trees;
use crate::access::World;
use crate::compile::{Compiled, CompiledRole, compile};
use crate::diagnostic::{Diagnostic, Severity};
use crate::import;
use crate::lint::{self, Accepted, Facts, Settings, View};
use crate::model::date::Day;
use crate::model::{Model, RoleId};
use crate::report::{Allowed, Findings};
use crate::resolve::{self, Kept, Resolved};
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
    /// The roles whose lists may be kept.
    plain: Vec<RoleId>,
    /// What is known of the compiled roles.
    facts: Facts,
}

/// What an analysis leaves to the next one of the same policy set.
#[derive(Debug, Default)]
pub(super) struct Legacy {
    lists: Kept,
    roles: Vec<CompiledRole>,
    facts: Facts,
}

impl Analysis {
    /// Takes out what the next analysis may keep, where only other files than those that are the
    /// same changed.
    pub(super) fn leave(&mut self, is_same: impl Fn(FileId) -> bool) -> Legacy {
        Legacy {
            lists: Kept::of(&mut self.model, &self.plain, is_same),
            roles: std::mem::take(&mut self.compiled.roles),
            facts: std::mem::take(&mut self.facts),
        }
    }
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
    /// The roles whose lists may be kept.
    plain: Vec<RoleId>,
    /// What is known of the compiled roles already.
    facts: Facts,
}

impl Understood {
    /// Resolves and compiles trees. What was found before goes with what is wrong with the texts;
    /// without a day no grant has ended.
    pub fn of(trees: &Trees, found: Vec<Diagnostic>, today: Option<Day>) -> Self {
        Self::again(trees, found, today, Legacy::default())
    }

    /// The same with what an earlier analysis left.
    pub(super) fn again(
        trees: &Trees,
        found: Vec<Diagnostic>,
        today: Option<Day>,
        legacy: Legacy,
    ) -> Self {
        let mut read = found;
        read.extend(trees.troubles().cloned());
        let catalog = trees.catalog();
        let Resolved {
            mut model,
            diagnostics: resolved,
            plain,
        } = resolve::resolve_again(trees.files(), trees.standard(), catalog, legacy.lists);
        model.partial = read.iter().chain(&resolved).any(hides_something);
        let compiled = compile(&model, catalog, today);
        Self {
            facts: legacy.facts.moved(&legacy.roles, &compiled.roles),
            model,
            compiled,
            read,
            resolved,
            json: trees.json().to_vec(),
            plain,
        }
    }

    /// Adds what is wrong with what the texts are read by.
    pub fn add(&mut self, found: impl IntoIterator<Item = Diagnostic>) {
        self.read.extend(found);
    }

    /// Tells whether the model is not what the texts say: nothing should be made of it.
    pub fn is_broken(&self) -> bool {
        let mut found = self.read.iter().chain(&self.resolved);
        found.any(|finding| finding.severity == Severity::Error)
    }

    /// Asks every rule; invariants and tests are judged in the world given, where there is one.
    pub fn judged(self, world: Option<World>, settings: &Settings, sources: &Sources) -> Analysis {
        self.judged_beside(world, settings, sources, |_, _| ()).0
    }

    /// The same, while something is made of the policy set, whatever the rules will say of it.
    pub fn judged_beside<T: Send>(
        self,
        world: Option<World>,
        settings: &Settings,
        sources: &Sources,
        make: impl FnOnce(&Model, &Compiled) -> T + Send,
    ) -> (Analysis, T) {
        let (analysis, made) = self.judged_again(world, settings, sources, make);
        // Nobody checks this policy set again.
        let facts = Facts::default();
        (Analysis { facts, ..analysis }, made)
    }

    /// The same, keeping what the rules found out about roles.
    pub(super) fn judged_again<T: Send>(
        mut self,
        world: Option<World>,
        settings: &Settings,
        sources: &Sources,
        make: impl FnOnce(&Model, &Compiled) -> T + Send,
    ) -> (Analysis, T) {
        let view = View::new(&self.model, &self.compiled, self.compiled.catalog, settings);
        let mut view = view.knowing(std::mem::take(&mut self.facts));
        if let Some(world) = world {
            view = view.in_world(world);
        }
        let (mut linted, made) =
            rayon::join(|| lint::lint(&view), || make(&self.model, &self.compiled));
        self.facts = view.into_facts();
        if self.model.partial {
            uncertain(&mut linted.open);
        }
        (self.with(linted.open, linted.accepted, sources), made)
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
            plain: self.plain,
            facts: self.facts,
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
