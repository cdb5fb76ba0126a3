//! Principals to declared identities.

use std::collections::BTreeMap;

use super::arm::{Unknown, Unknowns};
use super::assignment::Assignment;
use super::codes;
use super::name::{Names, short, slug};
use super::reading::{Placed, Reading};
use super::scope::{is_guid, last_segment};
use super::tree::{self, Called, called};
use crate::diagnostic::{Diagnostic, Edit, Severity};
use crate::source::Span;
use crate::syntax::ast;

/// The principals of all documents, by id in lower case.
#[derive(Debug, Default)]
pub(super) struct Identities {
    found: BTreeMap<String, Identity>,
    /// How each is called, with its environment where it has one.
    names: BTreeMap<String, Called>,
}

/// What all assignments together say about a principal.
#[derive(Debug)]
struct Identity {
    id: Placed,
    kind: Option<Placed>,
    names: Vec<Placed>,
}

impl Identities {
    /// Uses an identity of the policy set, by the reference that names it.
    pub(super) fn know(&mut self, id: &str, reference: &str) {
        self.names
            .entry(id.to_ascii_lowercase())
            .or_insert_with(|| called(reference));
    }

    /// Adds the principal of an assignment.
    pub(super) fn add(&mut self, assignment: &Assignment) {
        let key = assignment.principal.text.to_ascii_lowercase();
        let fresh = || Identity {
            id: assignment.principal.clone(),
            kind: None,
            names: Vec::new(),
        };
        let found = self.found.entry(key).or_insert_with(fresh);
        if found.kind.is_none() {
            found.kind.clone_from(&assignment.kind);
        }
        if found.names.is_empty() {
            found.names.clone_from(&assignment.names);
        }
    }

    /// Returns the reference to a principal that was added.
    pub(super) fn reference(&self, id: &Placed) -> Option<ast::Reference> {
        let called = self.names.get(&id.text.to_ascii_lowercase())?;
        Some(tree::reference(called, id.span))
    }

    /// Gives every principal its name and returns what must be declared.
    pub(super) fn declare(&mut self, names: &mut Names, reading: &mut Reading) -> Vec<ast::Thing> {
        let mut declared = Vec::new();
        for (key, identity) in std::mem::take(&mut self.found) {
            if self.names.contains_key(&key) {
                continue;
            }
            let Some(word) = word_of(&identity, reading) else {
                continue;
            };
            let name = names.claim(&wanted(&identity, word, &reading.unknowns));
            declared.push(thing(&identity, word, &name));
            self.names.insert(key, (name, None));
        }
        declared
    }
}

/// Returns the keyword of a kind of principal; `None` where the language has none.
fn word_of(identity: &Identity, reading: &mut Reading) -> Option<&'static str> {
    let Some(kind) = &identity.kind else {
        let edit = Edit::insert_after(
            identity.id.span,
            ", \"principalType\": \"ServicePrincipal\"",
        );
        return Some(unsaid(identity.id.span, edit, None, reading));
    };
    match kind.text.to_ascii_lowercase().as_str() {
        "group" | "foreigngroup" => Some("group"),
        "user" => Some("user"),
        "serviceprincipal" | "managedidentity" | "msi" => Some("service-principal"),
        "agentserviceprincipal" | "agentuser" => Some("agent"),
        "unknown" => {
            let edit = Edit::replace(kind.span, "\"ServicePrincipal\"");
            let gone = "Azure's tools write that where the principal is gone: such an assignment is left over and can be removed";
            Some(unsaid(kind.span, edit, Some(gone), reading))
        }
        _ => {
            let message = format!(
                "the language has no word for principals of type `{}`",
                kind.text
            );
            reading.error(
                codes::NOT_REPRESENTABLE,
                kind.span,
                message,
                "assign a group instead",
            );
            None
        }
    }
}

fn unsaid(
    span: Span,
    edit: Edit,
    note: Option<&'static str>,
    reading: &mut Reading,
) -> &'static str {
    let message = "whether this is a user, a group or a service principal is not said; it is read as a service principal";
    let mut found = Diagnostic::new(codes::UNKNOWN_PRINCIPAL, Severity::Warning, span, message);
    if let Some(note) = note {
        found = found.note(note);
    }
    reading.report(found.suggest(
        "say which it is: `\"principalType\": \"Group\"`, `\"User\"` or `\"ServicePrincipal\"`",
        vec![edit],
    ));
    "service-principal"
}

fn wanted(identity: &Identity, word: &str, unknowns: &Unknowns) -> String {
    let readable = identity.names.iter().find(|name| !is_guid(&name.text));
    let from_name = readable
        .map(|name| slug(spoken(&name.text)))
        .unwrap_or_default();
    if !from_name.is_empty() {
        return from_name;
    }
    let id = &identity.id.text;
    if !id.contains('\0') {
        return format!("{word}-{}", short(id));
    }
    let spoken = match unknowns.only(id) {
        Some(Unknown::Parameter(_, parameter)) => slug(shortened(parameter)),
        Some(Unknown::Runtime(expression)) => slug(referenced(expression)),
        _ => String::new(),
    };
    if spoken.is_empty() {
        word.to_owned()
    } else {
        spoken
    }
}

/// Returns the name of the resource that `reference('…/name').principalId` is about.
fn referenced(expression: &str) -> &str {
    let inside = expression.strip_prefix("reference('");
    inside
        .and_then(|inside| inside.split_once('\''))
        .map_or("", |(id, _)| last_segment(id))
}

/// Returns the part of a user principal name that people say: what stands before `@`, for guests
/// before `#EXT#`.
fn spoken(name: &str) -> &str {
    let guest = name.split_once("#EXT#").map(|(before, _)| before);
    let local = name.split_once('@').map(|(before, _)| before);
    guest.or(local).unwrap_or(name)
}

/// Leaves out what says in a parameter's name that it is an id.
fn shortened(parameter: &str) -> &str {
    let ends = ["PrincipalId", "ObjectId", "principalId", "objectId", "Id"];
    let name = parameter.strip_prefix("principalId_").unwrap_or(parameter);
    let short = ends.iter().find_map(|end| name.strip_suffix(end));
    short.filter(|short| !short.is_empty()).unwrap_or(name)
}

fn thing(identity: &Identity, word: &'static str, name: &str) -> ast::Thing {
    let id = &identity.id;
    let span = identity.names.first().map_or(id.span, |name| name.span);
    let mut members = Vec::new();
    for written in &identity.names {
        let key = match word {
            "user" if written.text.contains('@') => "upn",
            "service-principal" | "agent" if is_guid(&written.text) => "app-id",
            _ => "name",
        };
        let is_new = !members.iter().any(|(other, _)| *other == key);
        if is_new && !(key == "name" && written.text == name) {
            members.push((key, written));
        }
    }
    let known = !id.text.contains('\0');
    members.extend(known.then_some(("object-id", id)));
    let property =
        |(key, value): (&str, &Placed)| tree::text_property(key, &value.text, value.span);
    let members: Vec<_> = members.into_iter().map(property).collect();
    ast::Thing {
        kind: tree::name(word, span),
        name: tree::name(name, span),
        within: Vec::new(),
        body: (!members.is_empty()).then_some(ast::Body { members, span }),
        span,
    }
}
