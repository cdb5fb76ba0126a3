//! Resource groups, resources and their children: one scope per instance.

mod azure_names;
mod children;
mod groups;
mod ids;
mod instances;
mod links;
mod same_thing;

use smol_str::SmolStr;

use super::Resolver;
use super::environments::{bare_scope, labels, text_of};
use super::names::path;
use super::properties::{find, properties};
use super::templates::Placed;
use crate::model::scope::Setting;
use crate::model::{DeclaredId, EnvironmentId, Kind, Scope, ScopeId};
use crate::syntax::ast::{Declaration, Property, Thing};
use links::LINKS;

pub(super) use links::references;

/// Properties that are read into fields of their own.
const READ_ELSEWHERE: [&str; 9] = [
    "name",
    "resource-group",
    "subscription",
    "label",
    "runs-as",
    "within",
    "federated",
    "object-id",
    "app-id",
];

impl Resolver<'_> {
    /// Makes the scopes of resource groups, then of resources, then of computes and endpoints.
    pub(super) fn resources(&mut self, placed: &[Placed<'_>]) {
        let things: Vec<_> = placed.iter().filter_map(resource).collect();
        for (one, thing, declared) in &things {
            if thing.kind.text == "resource-group" {
                self.step(one, |this| this.declared_group(thing, *declared));
            }
        }
        for (one, thing, declared) in &things {
            let kind = Kind::of(&thing.kind.text);
            if let Some(kind) = kind.filter(|kind| is_top_level(*kind)) {
                self.step(one, |this| this.top_level(thing, kind, *declared));
            }
        }
        for (one, thing, declared) in &things {
            let kind = Kind::of(&thing.kind.text);
            if let Some(kind) = kind.filter(|kind| kind.parent() == Some(Kind::Workspace)) {
                self.step(one, |this| this.workspace_child(thing, kind, *declared));
            }
        }
    }

    fn top_level(&mut self, thing: &Thing, kind: Kind, declared: DeclaredId) {
        self.check_body(&thing.kind.text, thing.body.as_ref());
        for environment in self.instances(thing) {
            self.resource(thing, kind, declared, environment);
        }
    }

    /// Makes one instance of a resource; also of a managed identity, which is a resource too.
    pub(super) fn resource(
        &mut self,
        thing: &Thing,
        kind: Kind,
        declared: DeclaredId,
        environment: EnvironmentId,
    ) -> Option<ScopeId> {
        let environment_name = self.environment_name(environment);
        let written = properties(thing.body.as_ref(), &environment_name);
        let name = self.azure_name(thing, &written, environment);
        let group = self.group_scope(thing, &written, environment)?;
        let id = match find(&written, "id")
            .filter(|_| kind == Kind::Resource)
            .and_then(text_of)
        {
            Some(text) => self.text(text, Some(environment)),
            None => self.resource_id(thing, kind, (&written, environment), (group, &name))?,
        };
        let settings = self.settings(&written, environment);
        let scope = self.add_scope(Scope {
            kind,
            declared: Some(declared),
            environment: Some(environment),
            labels: labels(&written),
            properties: settings,
            ..bare_scope(path(thing), id, Some(group), thing.name.span)
        });
        self.children(thing, scope, environment);
        Some(scope)
    }

    pub(super) fn environment_name(&self, id: EnvironmentId) -> SmolStr {
        self.model
            .environment(id)
            .map(|found| found.name.clone())
            .unwrap_or_default()
    }

    fn settings(&mut self, written: &[&Property], environment: EnvironmentId) -> Vec<Setting> {
        let mut settings = Vec::new();
        for property in written {
            let key = property.key.text.as_str();
            let links = LINKS.contains(&key);
            if links || READ_ELSEWHERE.contains(&key) {
                continue;
            }
            let values: Vec<_> = property
                .values
                .iter()
                .map(|value| self.value_text(value, Some(environment)))
                .collect();
            let value = values.join(", ").into();
            settings.push(Setting {
                key: property.key.text.clone(),
                value,
                span: property.span,
            });
        }
        settings
    }
}

fn resource<'p, 'a>(placed: &'p Placed<'a>) -> Option<(&'p Placed<'a>, &'p Thing, DeclaredId)> {
    match (&placed.item.declaration, placed.declared) {
        (Declaration::Resource(thing), Some(declared)) => Some((placed, thing, declared)),
        _ => None,
    }
}

/// Tells whether a kind is declared in an environment and not inside something else.
fn is_top_level(kind: Kind) -> bool {
    let grouping = matches!(
        kind,
        Kind::ManagementGroup | Kind::Environment | Kind::ResourceGroup
    );
    !grouping && kind.parent().is_none()
}
