//! Tree to model: every name looked up, every template instantiated, every clause bound.
//!
//! In: the trees of all files of a policy set and of the standard library. Out: a
//! [`Model`] of what could be resolved, and a diagnostic for each thing that could not; it never
//! fails. Absent on purpose: judging what is resolved (`lint`), and reading files.

mod access;
mod binding;
mod circles;
pub mod codes;
mod environments;
mod given;
mod grants;
mod guarantees;
mod identities;
mod management;
mod names;
mod properties;
mod resources;
mod roles;
mod selectors;
mod stages;
pub mod standard;
mod substitute;
mod templates;
mod texts;

use crate::catalog::Catalog;
use crate::diagnostic::Diagnostic;
use crate::model::Model;
use crate::syntax::ast;
use names::Names;

/// A model and what was wrong on the way to it.
#[derive(Debug, Default)]
pub struct Resolved {
    /// What could be resolved.
    pub model: Model,
    /// What could not.
    pub diagnostics: Vec<Diagnostic>,
}

/// Resolves a policy set.
///
/// `standard` holds the trees of the standard library; a declaration of the same name in `files`
/// replaces the standard one.
pub fn resolve(files: &[ast::File], standard: &[ast::File], catalog: &Catalog) -> Resolved {
    let mut resolver = Resolver {
        model: Model::default(),
        diagnostics: Vec::new(),
        names: Names::default(),
        catalog,
    };
    let mut placed = templates::expand(files, &mut resolver.diagnostics);
    let mut library = templates::expand(standard, &mut resolver.diagnostics);
    resolver.declare(&mut placed, false);
    resolver.declare(&mut library, true);
    resolver.policy(&placed);
    resolver.environments(&placed);
    resolver.resources(&placed);
    resolver.identities(&placed);
    resolver.connect(&placed);
    resolver.given_by_azure();
    resolver.capabilities(&library, &placed);
    resolver.stages(&placed);
    resolver.roles(&placed);
    resolver.grants(&placed);
    resolver.guarantees(&placed);
    resolver.annotations(&placed);
    Resolved {
        model: resolver.model,
        diagnostics: resolver.diagnostics,
    }
}

/// The state that the steps share.
struct Resolver<'a> {
    model: Model,
    diagnostics: Vec<Diagnostic>,
    names: Names,
    catalog: &'a Catalog,
}

impl Resolver<'_> {
    fn report(&mut self, diagnostic: Diagnostic) {
        self.diagnostics.push(diagnostic);
    }
}
