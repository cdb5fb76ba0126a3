//! Snapshots of Azure as rolewright writes them: what is there, as declarations.
//!
//! What the language cannot say, and what has an owner already, is named and left out: planning what
//! is left against the same world adopts, and changes nobody's access.

mod held;
mod roles;

use std::collections::BTreeMap;

use super::codes;
use super::comment::owner;
use super::json::{Json, Kind};
use super::reading::{Placed, Policy, Reading};
use super::{BuiltIn, Known};
use crate::diagnostic::{Code, Diagnostic, Severity};
use crate::source::Span;

/// Tells whether an object is a snapshot.
pub(super) fn is_one(object: &Json) -> bool {
    let has = |key: &str| object.get(key).is_some_and(|value| value.list().is_some());
    object.get("form").is_some() && has("roleAssignments") && has("roleDefinitions") && has("tree")
}

/// A snapshot while it is read.
struct Snapshot<'s> {
    root: &'s Json,
    known: Known<'s>,
    built_in: BuiltIn<'s>,
    /// The scopes that it is of, as they are compared.
    tops: Vec<String>,
    /// Role definitions by GUID.
    roles: BTreeMap<&'s str, &'s Json>,
    /// Principals by object id.
    directory: BTreeMap<&'s str, &'s Json>,
    /// Where the roles are held that a grant needs, by GUID.
    needed: BTreeMap<String, Vec<Placed>>,
}

/// Reads a snapshot.
pub(super) fn read(root: &Json, known: Known<'_>, built_in: BuiltIn<'_>, reading: &mut Reading) {
    let by_id = |key: &str| {
        let all = list(root, key).iter();
        let named = all.filter_map(|one| Some((text(one, "id")?, one)));
        named.collect()
    };
    let tops = list(root, "scopes").iter().filter_map(Json::text);
    let mut snapshot = Snapshot {
        root,
        known,
        built_in,
        tops: tops.map(compared).collect(),
        roles: by_id("roleDefinitions"),
        directory: by_id("principals"),
        needed: BTreeMap::new(),
    };
    policy(root, known, reading);
    snapshot.assignments(reading);
    snapshot.roles(reading);
    elsewhere(root, reading);
}

/// Notes the policy that it becomes.
fn policy(root: &Json, known: Known<'_>, reading: &mut Reading) {
    let placed = |key| {
        let value = root.get(key)?;
        Some(Placed::new(value.text()?, value.span))
    };
    if let (Some(name), Some(tenant)) = (known.policy, placed("tenant")) {
        reading.policy = Some(Policy {
            name: name.into(),
            tenant,
            cloud: placed("cloud").filter(|cloud| cloud.text != "public"),
        });
    }
}

/// Names what is about access beside roles and assignments, and what was not read.
fn elsewhere(root: &Json, reading: &mut Reading) {
    for one in list(root, "denyAssignments") {
        let name = text(one, "name").unwrap_or_default();
        let message = format!("the deny assignment `{name}` cannot be said in policy text");
        left(codes::NOT_REPRESENTABLE, one.span, message, reading);
    }
    for one in list(root, "federatedCredentials") {
        let (name, identity) = (text(one, "name"), text(one, "identity"));
        let (name, identity) = (name.unwrap_or_default(), identity.unwrap_or_default());
        let message = format!("that `{identity}` trusts the tokens of `{name}` is not written");
        left(codes::LEFT_OUT, one.span, message, reading);
    }
    for one in list(root, "absent") {
        let scope = one.text().unwrap_or_default();
        let message = format!("`{scope}` is not there, so that nothing was read of it");
        let found = Diagnostic::new(codes::LEFT_OUT, Severity::Note, one.span, message);
        reading.report(found.help("check its id, if something was expected there"));
    }
    let missing = root.get("completeness");
    let missing = missing.map_or(&[][..], |one| list(one, "missing"));
    for one in missing {
        let of = |key| text(one, key).unwrap_or_default();
        let (what, scope, reason) = (of("what"), of("of"), of("reason"));
        let message = format!("the {what} of `{scope}` were not read: {reason}");
        left(codes::LEFT_OUT, one.span, message, reading);
    }
}

/// Names something that is left out: what gives or limits access and cannot be said is an error.
fn left(code: Code, span: Span, message: String, reading: &mut Reading) {
    let (severity, help) = if code == codes::NOT_REPRESENTABLE {
        (
            Severity::Error,
            "it stays as it is in Azure; a plan lists it as not ours",
        )
    } else {
        (
            Severity::Note,
            "nothing has to be done for it to stay as it is",
        )
    };
    reading.report(Diagnostic::new(code, severity, span, message).help(help));
}

fn list<'j>(object: &'j Json, key: &str) -> &'j [Json] {
    object.get(key).and_then(Json::list).unwrap_or_default()
}

fn text<'j>(object: &'j Json, key: &str) -> Option<&'j str> {
    object.get(key)?.text()
}

fn is_true(object: &Json, key: &str) -> bool {
    object
        .get(key)
        .is_some_and(|value| value.kind == Kind::Bool(true))
}

/// Returns a scope as it is compared.
fn compared(scope: &str) -> String {
    scope.trim_end_matches('/').to_ascii_lowercase()
}

impl Snapshot<'_> {
    /// Tells whether a scope is one that the snapshot is of, or lies below one.
    fn covers(&self, scope: &str) -> bool {
        let scope = compared(scope);
        let covers = |top: &String| {
            let rest = scope.strip_prefix(top.as_str());
            rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
        };
        self.tops.iter().any(covers)
    }
}

/// Says whose something is by its description.
fn owner_of(object: &Json) -> Option<&str> {
    owner(text(object, "description")?)
}
