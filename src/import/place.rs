//! Scopes to declared places.

use std::collections::{BTreeMap, BTreeSet};

use smol_str::SmolStr;

use super::name::{Names, short, slug_or};
use super::reading::Placed;
use super::scope::{Resource, Scope, last_segment};
use super::tree;
use crate::source::Span;
use crate::syntax::ast;

/// How the language says a resource type.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Said {
    /// A declaration of its own.
    Alone(&'static str),
    /// Inside the body of its parent, which is `usize` types up.
    Inside(&'static str, usize),
    /// `KIND x in WORKSPACE`, with a `kind` where the type says one.
    Within(&'static str, Option<&'static str>),
    /// A subnet, which names its network.
    Subnet,
    /// `resource` with type and id.
    Otherwise,
}

/// The resource types that the language has a word for, in lower case.
const KINDS: &[(&str, Said)] = &[
    (
        "microsoft.machinelearningservices/workspaces",
        Said::Alone("workspace"),
    ),
    (
        "microsoft.machinelearningservices/workspaces/computes",
        Said::Within("compute", None),
    ),
    (
        "microsoft.machinelearningservices/workspaces/onlineendpoints",
        Said::Within("endpoint", Some("online")),
    ),
    (
        "microsoft.machinelearningservices/workspaces/batchendpoints",
        Said::Within("endpoint", Some("batch")),
    ),
    (
        "microsoft.machinelearningservices/registries",
        Said::Alone("registry"),
    ),
    ("microsoft.storage/storageaccounts", Said::Alone("storage")),
    (
        "microsoft.storage/storageaccounts/blobservices/containers",
        Said::Inside("container", 2),
    ),
    (
        "microsoft.storage/storageaccounts/fileservices/shares",
        Said::Inside("file-share", 2),
    ),
    (
        "microsoft.storage/storageaccounts/fileservices/fileshares",
        Said::Inside("file-share", 2),
    ),
    (
        "microsoft.storage/storageaccounts/queueservices/queues",
        Said::Inside("queue", 2),
    ),
    ("microsoft.keyvault/vaults", Said::Alone("key-vault")),
    (
        "microsoft.keyvault/vaults/secrets",
        Said::Inside("secret", 1),
    ),
    (
        "microsoft.containerregistry/registries",
        Said::Alone("container-registry"),
    ),
    (
        "microsoft.operationalinsights/workspaces",
        Said::Alone("log-analytics"),
    ),
    ("microsoft.insights/components", Said::Alone("app-insights")),
    (
        "microsoft.managedidentity/userassignedidentities",
        Said::Alone("managed-identity"),
    ),
    ("microsoft.network/virtualnetworks/subnets", Said::Subnet),
];

fn said(resource: &Resource) -> Said {
    let kind = resource.kind.to_ascii_lowercase();
    let known = KINDS
        .iter()
        .find(|(name, _)| *name == kind)
        .map(|(_, said)| *said);
    match known {
        // The service between an account and its container is always called `default`.
        Some(Said::Inside(_, 2)) if resource.names.get(1).is_none_or(|name| name != "default") => {
            Said::Otherwise
        }
        Some(said) if !resource.extends => said,
        _ => Said::Otherwise,
    }
}

/// Returns the kind of scope that a role with these assignable scopes is for.
pub(super) fn kind_of(scopes: &[Scope]) -> &'static str {
    let word = |scope: &Scope| match scope {
        Scope::ManagementGroup(_) => (0, "management-group"),
        Scope::Root | Scope::Subscription(_) => (1, "environment"),
        Scope::ResourceGroup { .. } => (2, "resource-group"),
        Scope::Resource(resource) => match said(resource) {
            Said::Alone(word) | Said::Inside(word, _) | Said::Within(word, _) => (3, word),
            Said::Subnet => (3, "subnet"),
            Said::Otherwise => (3, "resource"),
        },
    };
    let words: BTreeSet<_> = scopes.iter().map(word).collect();
    match words.iter().collect::<Vec<_>>().as_slice() {
        [] => "environment",
        [(3, _), _, ..] => "resource-group",
        [(_, word), ..] => word,
    }
}

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

    /// Gives every place its name and returns what must be declared, sorted by kind and name.
    pub(super) fn declare(&mut self, names: &mut Names) -> Vec<Declared> {
        let mut declared = self.declare_environments(names);
        let places = std::mem::take(&mut self.found);
        for (id, place) in &places {
            if let Scope::ManagementGroup(group) = &place.scope
                && !self.references.contains_key(id)
            {
                let name = names.claim(&slug_or(group, "management-group", group));
                let body = vec![tree::text_property("id", group, place.span)];
                declared.push(thing("management-group", &name, place.span, &[], body));
                self.references.insert(id.clone(), (name, None));
            }
        }
        let mut inside: BTreeMap<&str, Vec<(&String, &Place)>> = BTreeMap::new();
        for (id, place) in &places {
            if let Scope::Resource(resource) = &place.scope
                && let Said::Inside(_, up) = said(resource)
            {
                inside
                    .entry(ancestor(id, up))
                    .or_default()
                    .push((id, place));
            }
        }
        for (id, place) in &places {
            let children = inside.get(id.as_str()).map_or(&[][..], Vec::as_slice);
            declared.extend(self.declare_resource(id, place, children, names));
        }
        let mut taken = BTreeMap::new();
        for (id, place) in &places {
            declared.extend(self.declare_within(id, place, &mut taken));
        }
        declared
    }

    fn declare_environments(&mut self, names: &mut Names) -> Vec<Declared> {
        let mut declared = Vec::new();
        let mut first: BTreeMap<String, (&SmolStr, Span, bool)> = BTreeMap::new();
        for place in self.found.values() {
            let Some(subscription) = place.scope.subscription() else {
                continue;
            };
            let found = (subscription, place.span, place.stand_in);
            let entry = first
                .entry(subscription.to_ascii_lowercase())
                .or_insert(found);
            entry.1 = entry.1.min(place.span);
        }
        for (subscription, (written, span, stand_in)) in first {
            if !self.environments.contains_key(&subscription) {
                let wanted = format!("sub-{}", short(&subscription));
                let name = names.claim(if stand_in { "deployment" } else { &wanted });
                let body = vec![tree::text_property("subscription", written, span)];
                declared.push(thing("environment", &name, span, &[], body));
                self.environments.insert(subscription.clone(), name);
            }
            if let Some(name) = self.environments.get(&subscription) {
                let id = format!("/subscriptions/{subscription}");
                self.references.insert(id, (name.clone(), None));
            }
        }
        declared
    }

    /// Declares resource groups and resources that stand in an environment.
    fn declare_resource(
        &mut self,
        id: &str,
        place: &Place,
        children: &[(&String, &Place)],
        names: &mut Names,
    ) -> Option<Declared> {
        let (word, azure, mut body) = match &place.scope {
            Scope::ResourceGroup { group, .. } => ("resource-group", group.clone(), Vec::new()),
            Scope::Resource(resource) => resource_body(&place.id, resource, place.span)?,
            _ => return None,
        };
        let environment = self.environment_of(&place.scope)?;
        let name = names.claim(&slug_or(&azure, word, id));
        if word != "resource" && name != azure {
            body.insert(0, tree::text_property("name", &azure, place.span));
        }
        body.extend(self.declare_children(&name, &environment, children));
        self.references
            .insert(id.to_owned(), (name.clone(), Some(environment.clone())));
        Some(thing(word, &name, place.span, &[(environment, None)], body))
    }

    fn environment_of(&self, scope: &Scope) -> Option<SmolStr> {
        let subscription = scope.subscription()?.to_ascii_lowercase();
        self.environments.get(&subscription).cloned()
    }

    fn declare_children(
        &mut self,
        parent: &SmolStr,
        environment: &SmolStr,
        children: &[(&String, &Place)],
    ) -> Vec<ast::Member> {
        let mut names = Names::default();
        let mut members = Vec::new();
        for (id, place) in children {
            let Scope::Resource(resource) = &place.scope else {
                continue;
            };
            let Said::Inside(word, _) = said(resource) else {
                continue;
            };
            let azure =
                last_segment(&resource.names.last().cloned().unwrap_or_default()).to_owned();
            let name = names.claim(&slug_or(&azure, word, id));
            let body = own_name(&name, &azure, place.span);
            let child = thing(word, &name, place.span, &[], body).thing;
            members.push(tree::member(ast::MemberKind::Child(child), place.span));
            let path = smol_str::format_smolstr!("{parent}.{name}");
            self.references
                .insert((*id).clone(), (path, Some(environment.clone())));
        }
        members
    }

    /// Declares computes and endpoints, which stand in a workspace.
    fn declare_within(
        &mut self,
        id: &str,
        place: &Place,
        taken: &mut BTreeMap<SmolStr, Names>,
    ) -> Option<Declared> {
        let Scope::Resource(resource) = &place.scope else {
            return None;
        };
        let Said::Within(word, kind) = said(resource) else {
            return None;
        };
        let (parent, environment) = self.references.get(ancestor(id, 1))?.clone();
        let azure = resource.names.last()?;
        let name = taken
            .entry(parent.clone())
            .or_default()
            .claim(&slug_or(azure, word, id));
        let mut body = own_name(&name, azure, place.span);
        body.extend(kind.map(|kind| tree::word_property("kind", kind, place.span)));
        let path = smol_str::format_smolstr!("{parent}.{name}");
        self.references
            .insert(id.to_owned(), (path, environment.clone()));
        Some(thing(word, &name, place.span, &[(parent, None)], body))
    }
}

fn own_name(name: &str, azure: &str, span: Span) -> Vec<ast::Member> {
    let differs = (name != azure).then(|| tree::text_property("name", azure, span));
    differs.into_iter().collect()
}

/// Returns word, name and properties of a resource that is declared on its own.
fn resource_body(
    id: &str,
    resource: &Resource,
    span: Span,
) -> Option<(&'static str, SmolStr, Vec<ast::Member>)> {
    let azure = resource.names.last()?.clone();
    let group = resource.group.as_ref()?;
    let mut body = vec![tree::text_property("resource-group", group, span)];
    let word = match said(resource) {
        Said::Alone(word) => word,
        Said::Subnet => {
            body.push(tree::text_property(
                "network",
                resource.names.first()?,
                span,
            ));
            "subnet"
        }
        Said::Otherwise => {
            body.insert(0, tree::text_property("type", &resource.kind, span));
            body.push(tree::text_property("id", id, span));
            "resource"
        }
        Said::Inside(..) | Said::Within(..) => return None,
    };
    Some((word, azure, body))
}

fn thing(
    word: &str,
    name: &str,
    span: Span,
    within: &[(SmolStr, Option<SmolStr>)],
    members: Vec<ast::Member>,
) -> Declared {
    let within = within.iter().map(|(path, environment)| ast::Reference {
        path: path.clone(),
        environment: environment.as_ref().map(|name| tree::name(name, span)),
        span,
    });
    let thing = ast::Thing {
        kind: tree::name(word, span),
        name: tree::name(name, span),
        within: within.collect(),
        body: (!members.is_empty()).then_some(ast::Body { members, span }),
        span,
    };
    Declared {
        thing,
        identity: word == "managed-identity",
    }
}
