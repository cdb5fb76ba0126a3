//! Tree to model: every name looked up, every template instantiated, every clause bound.
//!
//! In: the trees of all files of a policy set and of the standard library. Out: a
//! [`Model`] of what could be resolved, and a diagnostic for each thing that could not; it never
//! fails. Absent on purpose: judging what is resolved (`lint`), and reading files.

mod access;
mod baselines;
mod binding;
mod circles;
pub mod codes;
mod environments;
mod former;
mod given;
mod grants;
mod guarantees;
mod identities;
mod kept;
mod management;
mod names;
mod nearest;
mod properties;
mod resources;
mod roles;
mod room;
mod selectors;
mod stages;
pub mod standard;
mod substitute;
mod template_checks;
mod templates;
mod terms;
mod texts;

use crate::catalog::Catalog;
use crate::diagnostic::{Bounded, Diagnostic, Label};
use crate::model::{Model, RoleId};
use crate::source::Span;
use crate::support::hash::HashSet;
use crate::syntax::ast;
pub use kept::Kept;
use names::Names;
pub use nearest::nearest;
use room::Room;
use templates::Placed;

/// How much text the `${…}` of a policy set may make together, in bytes.
const MOST_TEXT: usize = 256 * 1024 * 1024;

/// How much looking for names that were meant may take, in pairs of letters.
const MOST_SEARCHED: usize = 40_000_000;

/// A model and what was wrong on the way to it.
#[derive(Debug, Default)]
pub struct Resolved {
    /// What could be resolved.
    pub model: Model,
    /// What could not.
    pub diagnostics: Vec<Diagnostic>,
    /// The roles whose lists a later resolving may keep.
    pub plain: Vec<RoleId>,
}

/// Resolves a policy set.
///
/// `standard` holds the trees of the standard library; a declaration of the same name in `files`
/// replaces the standard one.
pub fn resolve(files: &[ast::File], standard: &[ast::File], catalog: &Catalog) -> Resolved {
    resolve_again(files, standard, catalog, Kept::default())
}

/// Resolves a policy set of which something is kept from an earlier resolving; what comes out is
/// the same as if nothing were.
pub fn resolve_again(
    files: &[ast::File],
    standard: &[ast::File],
    catalog: &Catalog,
    kept: Kept,
) -> Resolved {
    let mut diagnostics = Bounded::default();
    let expanded = templates::expand(files, &mut diagnostics);
    let library = templates::expand(standard, &mut diagnostics);
    let mut resolver = Resolver::new(catalog);
    let broken = files.iter().flat_map(|file| &file.broken);
    resolver.names.broken = broken.map(|name| name.text.clone()).collect();
    resolver.diagnostics = diagnostics;
    resolver.kept = kept;
    resolver.run(expanded.placed, library.placed);
    let Resolver {
        model,
        mut diagnostics,
        plain,
        ..
    } = resolver;
    diagnostics.extend(template_checks::idle(
        &expanded.idle,
        (files, standard),
        catalog,
    ));
    settle(diagnostics.kept());
    Resolved {
        model,
        diagnostics: diagnostics.finish(),
        plain,
    }
}

/// Drops what follows from a hole that could not be filled.
fn settle(diagnostics: &mut Vec<Diagnostic>) {
    let unfilled = diagnostics
        .iter()
        .filter(|one| one.code == codes::TEMPLATE_VALUE);
    let unfilled: HashSet<Span> = unfilled.map(|one| one.primary.span).collect();
    diagnostics
        .retain(|one| one.code == codes::TEMPLATE_VALUE || !unfilled.contains(&one.primary.span));
}

/// The state that the steps share.
struct Resolver<'a> {
    model: Model,
    diagnostics: Bounded,
    /// How much looking for names that were meant may still take.
    search: Room,
    names: Names,
    /// How much text `${…}` may still make.
    room: Room,
    catalog: &'a Catalog,
    kept: Kept,
    plain: Vec<RoleId>,
}

impl<'a> Resolver<'a> {
    fn new(catalog: &'a Catalog) -> Self {
        Self {
            model: Model::default(),
            diagnostics: Bounded::default(),
            search: Room::new(MOST_SEARCHED),
            names: Names::default(),
            room: Room::new(MOST_TEXT),
            catalog,
            kept: Kept::default(),
            plain: Vec::new(),
        }
    }

    /// Resolves the items of a policy set and of the standard library.
    fn run(&mut self, mut placed: Vec<Placed<'_>>, mut library: Vec<Placed<'_>>) {
        self.declare(&mut placed, false);
        self.declare(&mut library, true);
        self.policy(&placed);
        self.environments(&placed);
        self.resources(&placed);
        self.identities(&placed);
        self.connect(&placed);
        self.given_by_azure();
        self.capabilities(&library, &placed);
        self.stages(&placed);
        self.roles(&placed);
        self.former_names(&placed);
        self.grants(&placed);
        self.guarantees(&placed);
        self.annotations(&placed);
    }

    /// Takes one step with an item; what it finds shows the `use` that made the item as well.
    fn step(&mut self, one: &Placed<'_>, step: impl FnOnce(&mut Self)) {
        let before = self.diagnostics.kept().len();
        step(self);
        let (Some(used), Some(template)) = (one.made_by, one.template) else {
            return;
        };
        for found in self.diagnostics.kept().iter_mut().skip(before) {
            let (other, text) = if used.contains(found.primary.span) {
                (template, "this template puts it in its place")
            } else {
                (used, "the template is used here")
            };
            if found.related.iter().all(|label| label.span != other) {
                found.related.push(Label {
                    span: other,
                    message: text.to_owned(),
                });
            }
        }
    }

    fn report(&mut self, diagnostic: Diagnostic) {
        self.diagnostics.push(diagnostic);
    }
}
