//! What a resource is linked to, and whom it runs as.

use crate::model::scope::Link;
use crate::model::{EnvironmentId, ScopeId};
use crate::resolve::Resolver;
use crate::resolve::names::path;
use crate::resolve::properties::properties;
use crate::resolve::selectors::path_span;
use crate::syntax::ast::{Property, Reference, Thing, Value};

/// The properties of a workspace that link it to what it uses.
pub(super) const LINKS: [&str; 7] = [
    "storage",
    "key-vault",
    "container-registry",
    "app-insights",
    "log-analytics",
    "registry",
    "hub",
];

impl Resolver<'_> {
    /// Fills in links and `runs-as`, once every scope and identity is known.
    pub(in crate::resolve) fn link(&mut self, thing: &Thing) {
        let instances = self
            .names
            .scopes
            .get(&path(thing))
            .cloned()
            .unwrap_or_default();
        for (environment, scope) in instances {
            let name = environment
                .map(|id| self.environment_name(id))
                .unwrap_or_default();
            for property in properties(thing.body.as_ref(), &name) {
                if LINKS.contains(&property.key.text.as_str()) {
                    self.links_of(property, scope, environment);
                } else if property.key.text == "runs-as" {
                    self.runs_as(property, scope, environment);
                } else if property.key.text == "subnet" {
                    for reference in references(property) {
                        self.subnet(reference, environment);
                    }
                } else if property.key.text == "assigned-to" {
                    for reference in references(property) {
                        self.principal_instance(reference, environment);
                    }
                }
            }
        }
    }

    fn links_of(
        &mut self,
        property: &Property,
        scope: ScopeId,
        environment: Option<EnvironmentId>,
    ) {
        let wanted = if property.key.text == "hub" {
            "workspace"
        } else {
            &property.key.text
        };
        for reference in references(property) {
            let Some(target) = self.scope_instance(reference, environment) else {
                continue;
            };
            let kind = self.model.scope(target).map(|found| found.kind.keyword());
            if kind.is_some_and(|kind| kind != wanted) {
                self.unknown(&reference.path, path_span(reference), wanted);
            } else if let Some(found) = self.model.scopes.get_mut(scope.index()) {
                found.links.push(Link {
                    target,
                    span: reference.span,
                    property: property.span,
                });
            }
        }
    }

    fn subnet(&mut self, reference: &Reference, environment: Option<EnvironmentId>) {
        let target = self.scope_instance(reference, environment);
        self.is_kind(reference, target, "subnet");
    }

    /// Checks that a reference means something of a kind.
    pub(in crate::resolve) fn linked_to(&mut self, reference: &Reference, kind: &str) {
        let target = self.scope_instance(reference, None);
        self.is_kind(reference, target, kind);
    }

    fn is_kind(&mut self, reference: &Reference, target: Option<ScopeId>, wanted: &str) {
        let kind = target
            .and_then(|id| self.model.scope(id))
            .map(|one| one.kind);
        if kind.is_some_and(|kind| kind.keyword() != wanted) {
            self.unknown(&reference.path, path_span(reference), wanted);
        }
    }

    fn runs_as(&mut self, property: &Property, scope: ScopeId, environment: Option<EnvironmentId>) {
        for reference in references(property) {
            let Some(principal) = self.principal_instance(reference, environment) else {
                continue;
            };
            if let Some(found) = self.model.scopes.get_mut(scope.index()) {
                found.identity = Some(principal);
                found.runs_as = Some(property.span);
            }
        }
    }
}

/// Lists the references among a property's values.
pub(in crate::resolve) fn references(property: &Property) -> impl Iterator<Item = &Reference> {
    property.values.iter().filter_map(|value| match value {
        Value::Reference(reference) => Some(reference),
        _ => None,
    })
}
