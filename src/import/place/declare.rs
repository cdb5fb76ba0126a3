//! Names and declarations of the places that were found.

use std::collections::BTreeMap;

use smol_str::SmolStr;

use super::said::Said;
use super::{Declared, Place, Places, ancestor};
use crate::import::name::{Names, short, slug_or};
use crate::import::scope::{Resource, Scope, last_segment};
use crate::import::tree;
use crate::source::Span;
use crate::syntax::ast;

impl Places {
    /// Gives every place its name and returns what must be declared, sorted by kind and name.
    pub(in crate::import) fn declare(&mut self, names: &mut Names) -> Vec<Declared> {
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
                && let Said::Inside(_, up) = self.said(id, resource)
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
            if self.group_of(&place.scope).is_some() {
                continue;
            }
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
            Scope::Resource(resource) => {
                let said = self.said(id, resource);
                resource_body(&place.id, (resource, said), place.span)?
            }
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
        if let Some(name) = self.group_of(scope) {
            return Some(name.clone());
        }
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
            let Said::Inside(word, _) = self.said(id, resource) else {
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
        let Said::Within(word, kind) = self.said(id, resource) else {
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
    (resource, said): (&Resource, Said),
    span: Span,
) -> Option<(&'static str, SmolStr, Vec<ast::Member>)> {
    let azure = resource.names.last()?.clone();
    let group = resource.group.as_ref()?;
    let mut body = vec![tree::text_property("resource-group", group, span)];
    let word = match said {
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
