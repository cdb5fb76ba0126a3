//! The resource group and the subscription that a resource is in.

use smol_str::{SmolStr, format_smolstr};

use crate::diagnostic::{Diagnostic, Severity};
use crate::model::{DeclaredId, EnvironmentId, Kind, Level, Scope, ScopeId};
use crate::resolve::environments::{bare_scope, labels, text_of};
use crate::resolve::properties::{find, properties};
use crate::resolve::{Resolver, codes};
use crate::source::Span;
use crate::syntax::ast::{Property, Thing};

impl Resolver<'_> {
    pub(super) fn declared_group(&mut self, thing: &Thing, declared: DeclaredId) {
        self.check_body("resource-group", thing.body.as_ref());
        for environment in self.instances(thing) {
            let environment_name = self.environment_name(environment);
            let written = properties(thing.body.as_ref(), &environment_name);
            let name = self.azure_name(thing, &written, environment);
            if let Some(parent) = self.subscription_scope(thing, &written, environment) {
                let above = self
                    .model
                    .scope(parent)
                    .map_or("", |scope| scope.id.as_str());
                let id = format_smolstr!("{above}/resourceGroups/{name}");
                let key: SmolStr = id.to_ascii_lowercase().into();
                let scope = self.add_scope(Scope {
                    kind: Kind::ResourceGroup,
                    level: Level::ResourceGroup,
                    declared: Some(declared),
                    environment: Some(environment),
                    labels: labels(&written),
                    ..bare_scope(thing.name.text.clone(), id, Some(parent), thing.name.span)
                });
                self.names.groups.insert(key, scope);
            }
        }
    }

    /// Returns the resource group that a resource is in; it is added when it is first named.
    pub(super) fn group_scope(
        &mut self,
        thing: &Thing,
        written: &[&Property],
        environment: EnvironmentId,
    ) -> Option<ScopeId> {
        let own = find(written, "resource-group").and_then(text_of);
        let own = own.map(|text| (self.single_name(text, Some(environment)), text.span));
        let found = self.subscription_scope(thing, written, environment)?;
        if self.model.scope(found)?.level == Level::ResourceGroup {
            self.other_group(found, own);
            return Some(found);
        }
        let default = self.default_group(environment);
        let Some((name, span)) = own.or(default) else {
            self.missing(thing, "resource-group", "resource-group \"rg-name\"");
            return None;
        };
        let id = format_smolstr!("{}/resourceGroups/{name}", self.model.scope(found)?.id);
        Some(self.implicit_group(name, id, (found, environment), span))
    }

    /// Reports a resource group that is named in an environment which is another one.
    pub(in crate::resolve) fn other_group(
        &mut self,
        environment: ScopeId,
        named: Option<(SmolStr, Span)>,
    ) {
        let id = self.model.scope(environment).map(|scope| &scope.id);
        let group = id.and_then(|id| id.rsplit('/').next()).unwrap_or_default();
        let Some((name, span)) = named.filter(|(name, _)| !name.eq_ignore_ascii_case(group)) else {
            return;
        };
        let message = format!("the environment is the resource group `{group}`, and not `{name}`");
        let found = Diagnostic::new(codes::MISPLACED, Severity::Error, span, message);
        self.report(found.help("remove this, or the environment's `within resource-group`"));
    }

    fn implicit_group(
        &mut self,
        name: SmolStr,
        id: SmolStr,
        (parent, environment): (ScopeId, EnvironmentId),
        span: Span,
    ) -> ScopeId {
        let key: SmolStr = id.to_ascii_lowercase().into();
        let known = self.names.groups.get(&key).copied();
        known.unwrap_or_else(|| {
            let scope = Scope {
                kind: Kind::ResourceGroup,
                level: Level::ResourceGroup,
                environment: Some(environment),
                ..bare_scope(name, id, Some(parent), span)
            };
            let added = ScopeId::new(self.model.scopes.len());
            self.model.scopes.push(scope);
            self.names.groups.insert(key, added);
            added
        })
    }

    fn default_group(&mut self, environment: EnvironmentId) -> Option<(SmolStr, Span)> {
        self.names.default_groups.get(&environment).cloned()
    }

    /// Returns the environment's own scope, or the one of its subscriptions that is named.
    fn subscription_scope(
        &mut self,
        thing: &Thing,
        written: &[&Property],
        environment: EnvironmentId,
    ) -> Option<ScopeId> {
        let scopes = self.model.environment(environment)?.scopes.clone();
        let Some(property) = find(written, "subscription") else {
            if scopes.len() > 1 {
                let first = scopes.first().and_then(|id| self.model.scope(*id));
                let first = first.and_then(|scope| scope.id.split('/').nth(2));
                let example = format!("subscription \"{}\"", first.unwrap_or_default());
                self.missing(thing, "subscription", &example);
            }
            return scopes.first().copied().filter(|_| scopes.len() == 1);
        };
        let wanted = self.only_guid(property)?;
        let found = scopes.iter().copied().find(|id| {
            self.model
                .scope(*id)
                .is_some_and(|scope| scope.id.to_ascii_lowercase().contains(wanted.as_str()))
        });
        if found.is_none() {
            let name = self.environment_name(environment);
            let message = format!("environment `{name}` does not hold this subscription");
            let found =
                Diagnostic::new(codes::WRONG_VALUE, Severity::Error, property.span, message);
            self.report(found.help("name one of the environment's own subscriptions"));
        }
        found
    }
}
