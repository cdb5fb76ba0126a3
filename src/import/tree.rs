//! What was found to trees.

use std::collections::BTreeMap;

use smol_str::SmolStr;

use super::assignment::Assignment;
use super::identity::Identities;
use super::name::{Names, slug_or};
use super::place::Places;
use super::reading::{Placed, Policy, Reading};
use super::role::Role;
use super::scope::{Scope, last_segment};
use super::{BuiltIn, Document, Known, codes};
use crate::source::FileId;
use crate::support::sort;
use crate::syntax::ast;

mod assigned;
mod declared;
mod node;
mod role;

pub(super) use node::{Called, called, member, name, reference, text_property, word_property};

use node::item;

/// Makes the trees of all documents, in their order.
pub(super) fn grow(
    reading: &mut Reading,
    documents: &[Document<'_>],
    known: Known<'_>,
    built_in: BuiltIn<'_>,
) -> Vec<ast::File> {
    let mut garden = Garden::default();
    declared::learn(known, &mut garden);
    let mut roles = std::mem::take(&mut reading.roles);
    let mut assignments = std::mem::take(&mut reading.assignments);
    assigned::name_built_in(&mut assignments, built_in);
    roles.extend(assigned::missing(&garden, &roles, &assignments, reading));
    garden.name_roles(&roles);
    let assignments = garden.place(assignments, reading);
    let mut items: Vec<_> = reading.policy.as_ref().map(policy).into_iter().collect();
    items.extend(garden.declare(reading));
    for (index, role) in roles.iter().enumerate() {
        items.extend(garden.role(index, role, reading));
    }
    for assignment in &assignments {
        items.extend(garden.grant(assignment));
    }
    let mut by_file: BTreeMap<FileId, Vec<ast::Item>> = BTreeMap::new();
    for item in items {
        by_file.entry(item.span.file).or_default().push(item);
    }
    let of_file = |document: &Document<'_>| ast::File {
        file: document.file,
        items: by_file.remove(&document.file).unwrap_or_default(),
        ..ast::File::default()
    };
    documents.iter().map(of_file).collect()
}

/// Declares the policy that a snapshot becomes.
fn policy(policy: &Policy) -> ast::Item {
    let span = policy.tenant.span;
    let tenant = text_property("tenant", &policy.tenant.text, span);
    let cloud = policy.cloud.iter();
    let cloud = cloud.map(|cloud| word_property("cloud", &cloud.text, cloud.span));
    let members = std::iter::once(tenant).chain(cloud).collect();
    let thing = ast::Thing {
        kind: name("policy", span),
        name: name(&policy.name, span),
        within: Vec::new(),
        body: Some(ast::Body { members, span }),
        span,
    };
    item(ast::Declaration::Policy(Box::new(thing)), None, span)
}

/// Everything that has or gets a name.
#[derive(Debug, Default)]
pub(super) struct Garden {
    names: Names,
    places: Places,
    identities: Identities,
    /// Roles by GUID in lower case.
    by_id: BTreeMap<String, SmolStr>,
    /// Roles by display name in lower case.
    by_display: BTreeMap<String, SmolStr>,
    /// The names of the roles that were read, in their order.
    role_names: Vec<SmolStr>,
}

impl Garden {
    /// Claims names by slug and id, so that the order of the input does not matter.
    fn name_roles(&mut self, roles: &[Role]) {
        let id = |role: &Role| {
            role.id
                .as_ref()
                .map_or("", |id| id.text.as_str())
                .to_ascii_lowercase()
        };
        let mut order: Vec<_> = roles.iter().enumerate().collect();
        sort::by_key(&mut order, |(_, role)| {
            (role.display.text.clone(), id(role), role.span)
        });
        self.role_names = vec![SmolStr::default(); roles.len()];
        for (index, role) in order {
            let name = self
                .names
                .claim(&slug_or(&role.display.text, "role", &id(role)));
            if let Some(place) = self.role_names.get_mut(index) {
                place.clone_from(&name);
            }
            if !role.built_in {
                if role.id.is_some() {
                    self.by_id.entry(id(role)).or_insert_with(|| name.clone());
                }
                self.by_display
                    .entry(role.display.text.to_lowercase())
                    .or_insert(name);
            }
        }
    }

    /// Adds scopes and principals; keeps the assignments that can be said.
    fn place(&mut self, assignments: Vec<Assignment>, reading: &mut Reading) -> Vec<Assignment> {
        let mut kept = Vec::new();
        for mut assignment in assignments {
            let stand_in = assignment.scope.text.contains('\0');
            if stand_in {
                let text = reading.stand_in(&assignment.scope);
                assignment.scope.text = text;
            }
            if self.what(&assignment).is_none() {
                reading.unknown_role(&assignment);
            } else if self.places.add(&assignment.scope, stand_in) {
                self.identities.add(&assignment);
                kept.push(assignment);
            } else {
                report_scope(&assignment.scope, reading);
            }
        }
        kept
    }

    /// Declares places, then identities, each kind by name.
    fn declare(&mut self, reading: &mut Reading) -> Vec<ast::Item> {
        let mut things = self.places.declare(&mut self.names);
        let identities = self.identities.declare(&mut self.names, reading);
        things.extend(identities.into_iter().map(|thing| super::place::Declared {
            thing,
            identity: true,
        }));
        let mut items: Vec<_> = things
            .into_iter()
            .map(|one| {
                let order = (
                    one.identity,
                    rank(&one.thing.kind.text),
                    one.thing.name.text.clone(),
                );
                let span = one.thing.span;
                let thing = Box::new(one.thing);
                let declaration = if one.identity {
                    ast::Declaration::Identity(thing)
                } else {
                    ast::Declaration::Resource(thing)
                };
                (order, item(declaration, None, span))
            })
            .collect();
        items.sort_by(|left, right| left.0.cmp(&right.0));
        items.into_iter().map(|(_, item)| item).collect()
    }

    fn grant(&self, assignment: &Assignment) -> Option<ast::Item> {
        let to = self.identities.reference(&assignment.principal)?;
        let on = self.places.reference(&assignment.scope)?;
        let mut options = Vec::new();
        let mut option = |term, span| options.push(ast::GrantOption { term, span });
        if let Some(text) = &assignment.condition {
            option(
                ast::GrantTerm::Condition(ast::Text::plain(text.text.clone(), text.span)),
                text.span,
            );
        }
        if let Some(text) = &assignment.description {
            option(
                ast::GrantTerm::Because(ast::Text::plain(text.text.clone(), text.span)),
                text.span,
            );
        }
        let grant = ast::Grant {
            what: self.what(assignment)?,
            to: vec![ast::Selector::Reference(to)],
            on: vec![ast::Selector::Reference(on)],
            options,
            span: assignment.span,
        };
        let declaration = ast::Declaration::Grant(grant.into());
        Some(item(declaration, None, assignment.span))
    }

    /// A role of the input by its name, else one of Azure's own in quotes.
    fn what(&self, assignment: &Assignment) -> Option<ast::What> {
        let id = assignment.role_id.as_ref();
        let guid = id.map(|id| Placed::new(last_segment(&id.text), id.span));
        let by_id = guid.as_ref().and_then(|guid| {
            let name = self.by_id.get(&guid.text.to_ascii_lowercase())?;
            Some(ast::What::Named(super::tree::name(name, guid.span)))
        });
        let by_name = assignment.role_name.as_ref().map(|written| {
            match self.by_display.get(&written.text.to_lowercase()) {
                Some(known) if !assignment.built_in => ast::What::Named(name(known, written.span)),
                _ => ast::What::Quoted(ast::Text::plain(written.text.clone(), written.span)),
            }
        });
        let quoted = |guid: Placed| ast::What::Quoted(ast::Text::plain(guid.text, guid.span));
        by_id
            .or(by_name)
            .or_else(|| guid.filter(|guid| !guid.text.contains('\0')).map(quoted))
    }
}

/// In which order kinds of places and identities stand in a file.
fn rank(kind: &str) -> usize {
    let order = [
        "management-group",
        "environment",
        "resource-group",
        "workspace",
        "registry",
        "storage",
        "key-vault",
        "container-registry",
        "log-analytics",
        "app-insights",
        "subnet",
        "resource",
        "compute",
        "endpoint",
        "group",
        "user",
        "service-principal",
        "agent",
        "managed-identity",
    ];
    order
        .iter()
        .position(|word| *word == kind)
        .unwrap_or(order.len())
}

fn report_scope(scope: &Placed, reading: &mut Reading) {
    let message = match Scope::parse(&scope.text) {
        Some(Scope::Root) => {
            "an assignment at `/`, the root of the tenant, cannot be said in policy text".to_owned()
        }
        Some(_) => format!("the scope `{}` cannot be said in policy text", scope.text),
        None => format!("`{}` is not the id of a scope", scope.text),
    };
    let help = "assign the role at a management group, a subscription, a resource group or a resource in one";
    reading.error(codes::NOT_REPRESENTABLE, scope.span, message, help);
}
