//! The scopes of environments: subscriptions, and resource groups in them.

use smol_str::{SmolStr, format_smolstr};

use crate::model::{DeclaredId, EnvironmentId, Kind, Level, Scope, ScopeId};
use crate::resolve::Resolver;
use crate::source::Span;
use crate::syntax::ast::Thing;

impl Resolver<'_> {
    pub(super) fn environment_scope(
        &mut self,
        thing: &Thing,
        (environment, declared): (EnvironmentId, DeclaredId),
        (subscription, group, above): (&SmolStr, Option<&SmolStr>, Option<ScopeId>),
        labels: Vec<SmolStr>,
    ) {
        let mut id = format_smolstr!("/subscriptions/{subscription}");
        let mut level = Level::Subscription;
        let mut above = above;
        if let Some(group) = group {
            above = self.environment_of(&id).or(above);
            id = format_smolstr!("{id}/resourceGroups/{group}");
            level = Level::ResourceGroup;
        }
        let scope = self.add_scope(Scope {
            kind: Kind::Environment,
            level,
            declared: Some(declared),
            environment: Some(environment),
            labels,
            ..bare_scope(thing.name.text.clone(), id, above, thing.name.span)
        });
        if level == Level::ResourceGroup {
            let key = self
                .model
                .scope(scope)
                .map(|one| one.id.to_ascii_lowercase());
            self.names
                .groups
                .entry(key.unwrap_or_default().into())
                .or_insert(scope);
        }
        if let Some(found) = self.model.environments.get_mut(environment.index()) {
            found.scopes.push(scope);
        }
    }

    /// Finds the environment that is a subscription.
    fn environment_of(&self, subscription: &str) -> Option<ScopeId> {
        let mut all = self.model.environments.iter().flat_map(|one| &one.scopes);
        let is_it = |id: &&ScopeId| {
            let scope = self.model.scope(**id);
            scope.is_some_and(|scope| scope.id == subscription)
        };
        all.find(is_it).copied()
    }

    /// Adds a scope and makes it known under its name.
    pub(in crate::resolve) fn add_scope(&mut self, scope: Scope) -> ScopeId {
        let id = ScopeId::new(self.model.scopes.len());
        let instances = self.names.scopes.entry(scope.name.clone()).or_default();
        instances.push((scope.environment, id));
        self.model.scopes.push(scope);
        id
    }
}

/// Makes a scope without anything that only some have.
pub(in crate::resolve) fn bare_scope(
    name: SmolStr,
    id: SmolStr,
    parent: Option<ScopeId>,
    span: Span,
) -> Scope {
    Scope {
        kind: Kind::Resource,
        declared: None,
        name,
        environment: None,
        parent,
        level: Level::Resource,
        id,
        labels: Vec::new(),
        links: Vec::new(),
        properties: Vec::new(),
        identity: None,
        runs_as: None,
        span,
    }
}
