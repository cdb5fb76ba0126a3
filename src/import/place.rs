//! Scopes to declared places.

use std::collections::BTreeMap;

use smol_str::SmolStr;

use super::reading::Placed;
use super::scope::{Resource, Scope};
use super::tree;
use crate::source::Span;
use crate::syntax::ast;

mod declare;
mod said;

pub(super) use said::kind_of;

use said::{Said, said};

/// A scope that assignments name.
#[derive(Debug)]
struct Place {
    scope: Scope,
    /// The id as it is written.
    id: SmolStr,
    span: Span,
    /// It stands for what a template does not say.
    stand_in: bool,
}

/// The places of all documents.
#[derive(Debug, Default)]
pub(super) struct Places {
    /// By id in lower case.
    found: BTreeMap<String, Place>,
    /// The names of environments by subscription in lower case.
    environments: BTreeMap<String, SmolStr>,
    /// How each place is called.
    references: BTreeMap<String, (SmolStr, Option<SmolStr>)>,
}

/// A declaration that has to be made, and where it came from.
pub(super) struct Declared {
    pub(super) thing: ast::Thing,
    pub(super) identity: bool,
}

fn key(id: &str) -> String {
    id.trim_end_matches('/').to_ascii_lowercase()
}

/// Returns the id of the resource some types up.
fn ancestor(id: &str, types: usize) -> &str {
    let mut id = id.trim_end_matches('/');
    for _ in 0..types * 2 {
        id = id.rsplit_once('/').map_or("", |(before, _)| before);
    }
    id
}

impl Places {
    /// Uses an environment of the policy set for a subscription.
    pub(super) fn know_environment(&mut self, subscription: &str, name: &SmolStr) {
        let known = self.environments.entry(subscription.to_ascii_lowercase());
        known.or_insert_with(|| name.clone());
    }

    /// Uses a management group of the policy set.
    pub(super) fn know_group(&mut self, id: &str, name: &SmolStr) {
        let id = format!(
            "/providers/microsoft.management/managementgroups/{}",
            id.to_ascii_lowercase()
        );
        self.references
            .entry(id)
            .or_insert_with(|| (name.clone(), None));
    }

    /// Adds a scope and what it is part of; `false` where the language cannot say it.
    pub(super) fn add(&mut self, id: &Placed, stand_in: bool) -> bool {
        let Some(scope) = Scope::parse(&id.text) else {
            return false;
        };
        match &scope {
            Scope::Root | Scope::Resource(Resource { group: None, .. }) => return false,
            Scope::Resource(resource) => {
                let up = match said(resource) {
                    Said::Inside(_, up) => up,
                    Said::Within(..) => 1,
                    _ => 0,
                };
                if up > 0 {
                    let parent = Placed::new(ancestor(&id.text, up), id.span);
                    self.add(&parent, stand_in);
                }
            }
            _ => {}
        }
        let place = Place {
            scope,
            id: id.text.clone(),
            span: id.span,
            stand_in,
        };
        self.found.entry(key(&id.text)).or_insert(place);
        true
    }

    /// Returns the reference to a scope that was added.
    pub(super) fn reference(&self, id: &Placed) -> Option<ast::Reference> {
        let (path, environment) = self.references.get(&key(&id.text))?;
        let environment = environment.as_ref().map(|name| tree::name(name, id.span));
        Some(ast::Reference {
            path: path.clone(),
            environment,
            span: id.span,
        })
    }
}
