//! Resource groups, resources and their children: one scope per instance.

use smol_str::{SmolStr, format_smolstr};

use super::environments::{bare_scope, labels, text_of, word_of};
use super::names::path;
use super::properties::{find, properties};
use super::selectors::path_span;
use super::templates::Placed;
use super::{Resolver, codes};
use crate::diagnostic::{Diagnostic, Severity};
use crate::model::scope::{Link, Setting};
use crate::model::{DeclaredId, EnvironmentId, Kind, Level, Scope, ScopeId};
use crate::source::Span;
use crate::support::hash::HashMap;
use crate::syntax::ast::{
    Body, Declaration, MemberKind, Name, Property, Reference, Text, Thing, Value,
};

/// The properties of a workspace that link it to what it uses.
const LINKS: [&str; 7] = [
    "storage",
    "key-vault",
    "container-registry",
    "app-insights",
    "log-analytics",
    "registry",
    "hub",
];

/// How many bytes an Azure name may have; no type of Azure allows more than 260, and the name of a
/// nested resource holds those above it.
const LONGEST_NAME: usize = 1_024;

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

    /// Lists the environments that a declaration has instances in.
    pub(super) fn instances(&mut self, thing: &Thing) -> Vec<EnvironmentId> {
        if thing.within.is_empty() {
            let message = format!(
                "{} `{}` is in no environment",
                thing.kind.text, thing.name.text
            );
            let found = Diagnostic::new(
                codes::MISSING_PROPERTY,
                Severity::Error,
                thing.name.span,
                message,
            );
            let only = self.model.environments.first().map(|one| one.name.clone());
            let example = only.unwrap_or_else(|| "dev".into());
            self.report(found.suggest(
                format!("say where it is: `in {example}`"),
                vec![crate::diagnostic::Edit::insert_after(
                    thing.name.span,
                    format!(" in {example}"),
                )],
            ));
        }
        let mut found = Vec::new();
        for reference in &thing.within {
            let name = Name {
                text: reference.path.clone(),
                span: reference.span,
            };
            self.bare_place(reference);
            let environment = self.find_environment(&name);
            found.extend(environment.filter(|one| !found.contains(one)));
        }
        let places = thing.within.iter();
        let listed: Vec<_> = places.map(|one| (one.path.clone(), one.span)).collect();
        self.repeated(&listed);
        let here: Vec<_> = thing.within.iter().map(|one| one.path.clone()).collect();
        self.overrides_elsewhere(&thing.name, &here, thing.body.as_ref());
        found
    }

    /// Reports an `@…` after `in`: a declaration stands for all its instances.
    fn bare_place(&mut self, reference: &Reference) {
        if let Some(environment) = &reference.environment {
            let message = format!("`@{}` has no meaning after `in`", environment.text);
            let span = reference.span;
            let found = Diagnostic::new(codes::MISPLACED, Severity::Error, span, message);
            let path = reference.path.as_str();
            let edit = crate::diagnostic::Edit::replace(span, path);
            self.report(found.suggest(format!("write `in {path}`"), vec![edit]));
        }
    }

    /// Reports each `override` for an environment that has no instance of the thing.
    fn overrides_elsewhere(&mut self, thing: &Name, here: &[SmolStr], body: Option<&Body>) {
        for member in body.into_iter().flat_map(|body| &body.members) {
            let over = match &member.kind {
                MemberKind::Child(child) => {
                    self.overrides_elsewhere(thing, here, child.body.as_ref());
                    continue;
                }
                MemberKind::Override(over) => over,
                _ => continue,
            };
            for name in &over.environments {
                if !here.contains(&name.text) && self.names.environments.contains_key(&name.text) {
                    let message = format!("`{}` is not in `{}`", thing.text, name.text);
                    let code = codes::NOT_IN_ENVIRONMENT;
                    let found = Diagnostic::new(code, Severity::Error, name.span, message).help(
                        format!("add `{}` after `in`, or override another", name.text),
                    );
                    self.report(found);
                }
            }
        }
    }

    fn declared_group(&mut self, thing: &Thing, declared: DeclaredId) {
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

    fn resource_id(
        &mut self,
        thing: &Thing,
        kind: Kind,
        (written, environment): (&[&Property], EnvironmentId),
        (group, name): (ScopeId, &str),
    ) -> Option<SmolStr> {
        let above = self.model.scope(group)?.id.clone();
        let azure_type = match (kind, kind.azure_type()) {
            (Kind::Subnet, _) => {
                let Some(network) = find(written, "network").and_then(text_of) else {
                    self.missing(thing, "network", "network \"vnet-name\"");
                    return None;
                };
                let network = self.text(network, Some(environment));
                format_smolstr!("Microsoft.Network/virtualNetworks/{network}/subnets")
            }
            (_, Some(azure_type)) => azure_type.into(),
            (_, None) => {
                let Some(written_type) = find(written, "type").and_then(text_of) else {
                    self.missing(thing, "type", "type \"Microsoft.Example/things\"");
                    return None;
                };
                let azure_type = self.text(written_type, Some(environment));
                if !azure_type.contains('/') || azure_type.split('/').any(str::is_empty) {
                    let wanted = "a provider and a type, such as \"Microsoft.Cache/redis\"";
                    self.wrong_value(written_type.span, "type", wanted);
                    return None;
                }
                self.nested_name(&azure_type, name, written_type.span);
                azure_type
            }
        };
        Some(interleave(&above, &azure_type, name))
    }

    /// Reports a name that does not name as many things as its type has parts.
    fn nested_name(&mut self, azure_type: &str, name: &str, span: Span) {
        let (types, names) = (azure_type.split('/').count() - 1, name.split('/').count());
        if names != 1 && names != types {
            let message = format!("`{azure_type}` takes {types} names, and `{name}` is {names}");
            let found = Diagnostic::new(codes::WRONG_VALUE, Severity::Error, span, message);
            self.report(found.help("write one name for each part of the type, with `/` between"));
        }
    }

    fn children(&mut self, parent: &Thing, scope: ScopeId, environment: EnvironmentId) {
        for member in parent.body.iter().flat_map(|body| &body.members) {
            let MemberKind::Child(child) = &member.kind else {
                continue;
            };
            let Some(kind) = Kind::of(&child.kind.text).filter(|kind| kind.parent().is_some())
            else {
                continue;
            };
            let full = format_smolstr!("{}.{}", parent.name.text, child.name.text);
            let declared = self.names.declared.get(&full).copied();
            self.child(child, kind, (declared, scope, environment), full);
        }
    }

    fn child(
        &mut self,
        child: &Thing,
        kind: Kind,
        (declared, parent, environment): (Option<DeclaredId>, ScopeId, EnvironmentId),
        full: SmolStr,
    ) {
        let environment_name = self.environment_name(environment);
        let written = properties(child.body.as_ref(), &environment_name);
        let name = self.azure_name(child, &written, environment);
        let above = self
            .model
            .scope(parent)
            .map_or("", |scope| scope.id.as_str());
        let batch = find(&written, "kind")
            .and_then(word_of)
            .is_some_and(|word| word == "batch");
        let azure_type = if batch {
            "batchEndpoints"
        } else {
            kind.azure_type().unwrap_or("")
        };
        let id = format_smolstr!("{above}/{azure_type}/{name}");
        let settings = self.settings(&written, environment);
        self.add_scope(Scope {
            kind,
            declared,
            environment: Some(environment),
            labels: labels(&written),
            properties: settings,
            ..bare_scope(full, id, Some(parent), child.name.span)
        });
    }

    fn workspace_child(&mut self, thing: &Thing, kind: Kind, declared: DeclaredId) {
        self.check_body(&thing.kind.text, thing.body.as_ref());
        let Some(parent) = thing.within.first() else {
            let message = format!(
                "{} `{}` is in no workspace",
                thing.kind.text, thing.name.text
            );
            let found = Diagnostic::new(
                codes::MISSING_PROPERTY,
                Severity::Error,
                thing.name.span,
                message,
            );
            return self.report(found.help("say where it is: `in WORKSPACE`"));
        };
        self.bare_place(parent);
        if let Some(second) = thing.within.get(1) {
            let message = format!("{} is in one workspace", super::names::a(&thing.kind.text));
            let found = Diagnostic::new(codes::MISPLACED, Severity::Error, second.span, message);
            self.report(found.help("declare one more for each other workspace"));
        }
        self.refer(&parent.path);
        let instances = self
            .names
            .scopes
            .get(&parent.path)
            .cloned()
            .unwrap_or_default();
        let of_workspace = |id: &ScopeId| {
            self.model
                .scope(*id)
                .is_some_and(|scope| scope.kind == Kind::Workspace)
        };
        if !instances.iter().any(|(_, id)| of_workspace(id)) {
            return self.unknown(&parent.path, parent.span, "workspace");
        }
        let here: Vec<_> = instances
            .iter()
            .filter_map(|(environment, _)| *environment)
            .map(|id| self.environment_name(id))
            .collect();
        self.overrides_elsewhere(&thing.name, &here, thing.body.as_ref());
        for (environment, scope) in instances {
            let Some(environment) = environment else {
                continue;
            };
            let full = path(thing);
            self.child(thing, kind, (Some(declared), scope, environment), full);
        }
    }

    /// Reports declarations that are one thing in Azure: what is granted on one of them holds on
    /// the other, and nobody would see it.
    pub(super) fn same_things(&mut self) {
        let mut first: HashMap<String, ScopeId> = HashMap::default();
        let mut found = Vec::new();
        for (index, scope) in self.model.scopes.iter().enumerate() {
            if scope.declared.is_none() {
                continue;
            }
            let id = ScopeId::new(index);
            let known = *first.entry(scope.id.to_ascii_lowercase()).or_insert(id);
            let Some(other) = self.model.scope(known).filter(|_| known != id) else {
                continue;
            };
            // Environments of different tiers in one place are told as such.
            let tiers = [known, id].map(|id| self.model.tier(id));
            if scope.kind == Kind::Environment && tiers[0] != tiers[1] {
                continue;
            }
            let (one, two) = (self.model.scope_name(known), self.model.scope_name(id));
            let message = format!("`{one}` and `{two}` are one thing in Azure");
            let code = codes::SAME_THING;
            let same = Diagnostic::new(code, Severity::Error, scope.span, message)
                .related(other.span, "the other one is declared here")
                .note(format!("both are `{}`", scope.id))
                .help("declare it once, or give one of them its own `name`");
            found.push(same);
        }
        self.diagnostics.extend(found);
    }

    /// Fills in links and `runs-as`, once every scope and identity is known.
    pub(super) fn link(&mut self, thing: &Thing) {
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
    pub(super) fn linked_to(&mut self, reference: &Reference, kind: &str) {
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

    /// Returns the resource group that a resource is in; it is added when it is first named.
    fn group_scope(
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
    pub(super) fn other_group(&mut self, environment: ScopeId, named: Option<(SmolStr, Span)>) {
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

    pub(super) fn environment_name(&self, id: EnvironmentId) -> SmolStr {
        self.model
            .environment(id)
            .map(|found| found.name.clone())
            .unwrap_or_default()
    }

    pub(super) fn azure_name(
        &mut self,
        thing: &Thing,
        written: &[&Property],
        environment: EnvironmentId,
    ) -> SmolStr {
        let Some(text) = find(written, "name").and_then(text_of) else {
            return thing.name.text.clone();
        };
        let name = self.text(text, Some(environment));
        // Only the name of a nested resource names those above it as well.
        if !is_azure_name(&name) || (name.contains('/') && thing.kind.text != "resource") {
            return self.no_azure_name(name, text.span);
        }
        name
    }

    /// Reads the Azure name of one thing.
    pub(super) fn single_name(
        &mut self,
        text: &Text,
        environment: Option<EnvironmentId>,
    ) -> SmolStr {
        let name = self.text(text, environment);
        if !is_single_name(&name) {
            return self.no_azure_name(name, text.span);
        }
        name
    }

    /// Reports a name that no resource can have: it would change which one an id means. Returns as
    /// much of it as an id may hold, since each thing below repeats it.
    fn no_azure_name(&mut self, name: SmolStr, span: Span) -> SmolStr {
        if name.len() > LONGEST_NAME {
            let message = format!(
                "this name has {} bytes, and {LONGEST_NAME} are the limit",
                name.len()
            );
            let found = Diagnostic::new(codes::WRONG_VALUE, Severity::Error, span, message);
            self.report(found.help("write the name that the thing has in Azure"));
            let end = name.floor_char_boundary(LONGEST_NAME);
            return name.get(..end).unwrap_or_default().into();
        }
        let message = format!("`{name}` is not the name of one thing in Azure");
        let found = Diagnostic::new(codes::WRONG_VALUE, Severity::Error, span, message).note(
            "a name is not empty and holds no `/`, no blanks at its ends and no control characters",
        );
        self.report(found.help("write the last part of its id"));
        name
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

/// Lists the references among a property's values.
pub(super) fn references(property: &Property) -> impl Iterator<Item = &Reference> {
    property.values.iter().filter_map(|value| match value {
        Value::Reference(reference) => Some(reference),
        _ => None,
    })
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

/// Tells whether a text may be the name of a resource, or the names of nested ones.
fn is_azure_name(text: &str) -> bool {
    text.len() <= LONGEST_NAME && text.split('/').all(is_single_name)
}

/// Tells whether a text may be one segment of a resource id.
fn is_single_name(text: &str) -> bool {
    let odd = |char: char| char == '/' || char.is_control();
    let fits = !text.is_empty() && text.len() <= LONGEST_NAME;
    fits && text.trim() == text && !text.contains(odd) && !matches!(text, "." | "..")
}

/// Joins type and name: `A/b/c` and `x/y` make `…/providers/A/b/x/c/y`.
fn interleave(above: &str, azure_type: &str, name: &str) -> SmolStr {
    let mut segments = azure_type.split('/');
    let provider = segments.next().unwrap_or("");
    let types: Vec<_> = segments.collect();
    let names: Vec<_> = name.split('/').collect();
    let above = format!("{above}/providers/{provider}");
    if names.len() == 1 {
        // The names of the types above, if any, stand in the type already (a subnet's network).
        return format_smolstr!("{above}/{}/{name}", types.join("/"));
    }
    let pairs = types.iter().zip(&names);
    pairs.fold(above.into(), |id, (kind, name)| {
        format_smolstr!("{id}/{kind}/{name}")
    })
}
