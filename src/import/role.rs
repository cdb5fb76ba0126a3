//! Role definitions, as the CLI, PowerShell and Resource Manager write them.

use super::codes;
use super::json::{Json, Kind};
use super::reading::{Placed, Reading};
use super::scope::{is_guid, last_segment};
use crate::diagnostic::{Diagnostic, Severity};
use crate::source::Span;

mod block;

pub(super) use block::{Block, read_blocks, read_condition};

use block::{BlockText, LISTS};

/// A role definition.
#[derive(Debug, Clone)]
pub(super) struct Role {
    pub(super) span: Span,
    /// The display name.
    pub(super) display: Placed,
    /// The GUID; may hold marks of unknown values.
    pub(super) id: Option<Placed>,
    pub(super) description: Option<Placed>,
    pub(super) scopes: Vec<Placed>,
    pub(super) blocks: Vec<Block>,
    /// It is one of Azure's own.
    pub(super) built_in: bool,
    /// It is assigned and its definition is not in the input.
    pub(super) missing: bool,
}

impl Role {
    /// Returns what it allows, without places.
    fn says(&self) -> (&str, Vec<BlockText<'_>>) {
        (
            &self.display.text,
            self.blocks.iter().map(Block::says).collect(),
        )
    }
}

/// What is read, or says nothing that Azure would not set by itself.
const KNOWN: &[&str] = &[
    "id",
    "name",
    "roleName",
    "description",
    "type",
    "roleType",
    "isCustom",
    "assignableScopes",
    "permissions",
    "properties",
    "createdOn",
    "createdBy",
    "updatedOn",
    "updatedBy",
    "etag",
    "isServiceRole",
    "systemData",
    "actions",
    "notActions",
    "dataActions",
    "notDataActions",
    "condition",
    "conditionVersion",
    "tenantId",
    "subscriptionId",
];

/// Properties of a template's resource that are the template's own.
pub(super) const OF_RESOURCE: &[&str] = &[
    "id",
    "name",
    "type",
    "apiVersion",
    "properties",
    "scope",
    "dependsOn",
    "condition",
    "comments",
    "metadata",
    "location",
    "copy",
    "resources",
];

/// Tells whether an object is a role definition.
pub(super) fn is_one(object: &Json) -> bool {
    if let Some(properties) = object.get("properties").filter(|inner| inner.is_object()) {
        return has_list(properties, "permissions") || is_type(object);
    }
    let marks = ["name", "roleName", "assignableScopes", "isCustom"];
    let named = marks.iter().any(|key| object.get(key).is_some());
    has_list(object, "permissions")
        || is_type(object)
        || (named && LISTS.iter().any(|(_, key)| has_list(object, key)))
}

fn is_type(object: &Json) -> bool {
    let kind = object.get("type").and_then(Json::text).unwrap_or("");
    kind.eq_ignore_ascii_case("Microsoft.Authorization/roleDefinitions")
}

fn has_list(object: &Json, key: &str) -> bool {
    object.get(key).is_some_and(|value| value.list().is_some())
}

/// Reads a role definition from a list or a file of its own.
pub(super) fn read(object: &Json, reading: &mut Reading) {
    let properties = object.get("properties").filter(|inner| inner.is_object());
    reading.name_leftovers(object, KNOWN);
    take(object, properties.unwrap_or(object), reading);
}

/// Reads a role definition that is a resource of a template, its expressions evaluated.
pub(super) fn read_resource(object: &Json, reading: &mut Reading) {
    reading.name_leftovers(object, OF_RESOURCE);
    match object.get("properties").filter(|inner| inner.is_object()) {
        Some(properties) => take(object, properties, reading),
        None => missing(object.span, "properties", reading),
    }
}

fn missing(span: Span, key: &str, reading: &mut Reading) {
    let message = format!("this role definition has no `{key}`");
    reading.error(
        codes::MISSING_PROPERTY,
        span,
        message,
        "export the role again",
    );
}

fn take(outer: &Json, inner: &Json, reading: &mut Reading) {
    if inner.span != outer.span {
        reading.name_leftovers(inner, KNOWN);
    }
    let role_name = inner.get("roleName").or_else(|| outer.get("roleName"));
    let Some(display) = role_name.or_else(|| outer.get("name")) else {
        return missing(outer.span, "roleName", reading);
    };
    let Some(display) = reading.plain(display) else {
        return;
    };
    let id = read_id(outer, role_name.is_some(), reading);
    let scopes = inner.get("assignableScopes");
    let role = Role {
        span: outer.span,
        display,
        id,
        description: reading.description(inner),
        scopes: scopes.map(|value| reading.ids(value)).unwrap_or_default(),
        blocks: read_blocks(inner, reading),
        built_in: is_built_in(outer, inner),
        missing: false,
    };
    if let Some(first) = first_of(&role, reading) {
        return repeated(&role, &first, reading);
    }
    if role.built_in {
        note_built_in(&role, reading);
    }
    reading.roles.push(role);
}

/// Finds the role that was read under the same id; the first one is entered.
fn first_of(role: &Role, reading: &mut Reading) -> Option<Role> {
    let id = role.id.as_ref()?.text.to_ascii_lowercase();
    let next = reading.roles.len();
    let first = *reading.roles_by_id.entry(id).or_insert(next);
    reading.roles.get(first).cloned()
}

fn repeated(role: &Role, first: &Role, reading: &mut Reading) {
    let (severity, message) = if role.says() == first.says() {
        (
            Severity::Note,
            "this role definition was read before and is left out here",
        )
    } else {
        (
            Severity::Error,
            "this role has the id of another one that says something else; it is left out",
        )
    };
    reading.report(
        Diagnostic::new(codes::LEFT_OUT, severity, role.span, message)
            .related(first.span, "the other one")
            .help("keep one of the two"),
    );
}

/// With a display name of its own, `name` is the GUID; else `id` holds it.
fn read_id(object: &Json, has_role_name: bool, reading: &mut Reading) -> Option<Placed> {
    let name = object.get("name").filter(|_| has_role_name);
    let value = name
        .or_else(|| object.get("id"))
        .filter(|value| !value.is_blank())?;
    let full = reading.id(value)?;
    let id = Placed::new(last_segment(&full.text), full.span);
    if is_guid(&id.text) || id.text.contains('\0') {
        return Some(id);
    }
    let message = format!(
        "`{}` is not the id of a role definition; it is left out",
        id.text
    );
    reading.report(
        Diagnostic::new(codes::BAD_VALUE, Severity::Warning, value.span, message)
            .help("write the GUID of the role"),
    );
    None
}

fn is_built_in(outer: &Json, inner: &Json) -> bool {
    let says = |object: &Json, key| {
        let word = object.get(key).and_then(Json::text).unwrap_or("");
        word.eq_ignore_ascii_case("BuiltInRole")
    };
    let custom = outer
        .get("isCustom")
        .is_some_and(|value| value.kind == Kind::Bool(false));
    custom || says(inner, "type") || says(outer, "type") || says(outer, "roleType")
}

fn note_built_in(role: &Role, reading: &mut Reading) {
    let message = format!(
        "the built-in role `{}` is read as a role of your own",
        role.display.text
    );
    reading.report(
        Diagnostic::new(codes::LEFT_OUT, Severity::Note, role.display.span, message)
            .help("export with `--custom-role-only` to leave Azure's own roles out"),
    );
}
