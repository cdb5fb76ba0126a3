//! Scopes to declared places.

use std::collections::{BTreeMap, BTreeSet};

use smol_str::SmolStr;

use super::reading::Placed;
use super::scope::{Resource, Scope};
use super::tree::{self, Called, called};
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
    /// The names of environments that are a resource group each, by its id.
    groups: BTreeMap<String, SmolStr>,
    /// The ids of the places of the policy set; nothing is written inside what declares them.
    known: BTreeSet<String>,
    /// How each place is called.
    references: BTreeMap<String, Called>,
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

    /// Uses a place of the policy set, by the reference that names it.
    pub(super) fn know(&mut self, id: &str, reference: &str) {
        let reference = called(reference);
        match Scope::parse(id) {
            Some(Scope::Subscription(subscription)) => {
                self.know_environment(&subscription, &reference.0);
            }
            Some(Scope::ResourceGroup { .. }) if reference.1.is_none() => {
                self.groups.insert(key(id), reference.0.clone());
            }
            _ => {}
        }
        self.known.insert(key(id));
        self.references.insert(key(id), reference);
    }

    /// Returns how the language says a resource; inside what is declared already nothing is written.
    fn said(&self, id: &str, resource: &Resource) -> Said {
        match said(resource) {
            Said::Inside(_, up) if self.known.contains(&key(ancestor(id, up))) => Said::Otherwise,
            Said::Within(..) if self.known.contains(&key(ancestor(id, 1))) => Said::Otherwise,
            said => said,
        }
    }

    /// Returns the environment that is the resource group of a scope.
    fn group_of(&self, scope: &Scope) -> Option<&SmolStr> {
        let (Scope::ResourceGroup {
            subscription,
            group,
        }
        | Scope::Resource(Resource {
            subscription,
            group: Some(group),
            ..
        })) = scope
        else {
            return None;
        };
        self.groups.get(&key(&format!(
            "/subscriptions/{subscription}/resourceGroups/{group}"
        )))
    }

    /// Adds a scope and what it is part of; `false` where the language cannot say it.
    pub(super) fn add(&mut self, id: &Placed, stand_in: bool) -> bool {
        let Some(scope) = Scope::parse(&id.text) else {
            return false;
        };
        if self.known.contains(&key(&id.text)) {
            return true;
        }
        match &scope {
            Scope::Root | Scope::Resource(Resource { group: None, .. }) => return false,
            Scope::Resource(resource) => {
                let up = match self.said(&id.text, resource) {
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
        let called = self.references.get(&key(&id.text))?;
        Some(tree::reference(called, id.span))
    }
}
