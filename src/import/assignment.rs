//! Role assignments, as the CLI, PowerShell and Resource Manager write them.

use super::codes;
use super::json::Json;
use super::reading::{Placed, Reading};
use super::role::{OF_RESOURCE, read_condition};
use crate::source::Span;

/// A role assignment.
#[derive(Debug, Clone)]
pub(super) struct Assignment {
    pub(super) span: Span,
    /// The object id; may hold marks of unknown values.
    pub(super) principal: Placed,
    /// What the directory calls the principal, the best name first.
    pub(super) names: Vec<Placed>,
    pub(super) kind: Option<Placed>,
    /// The id of the role definition; may hold marks of unknown values.
    pub(super) role_id: Option<Placed>,
    pub(super) role_name: Option<Placed>,
    /// The role is one of Azure's own.
    pub(super) built_in: bool,
    /// The id of the scope; may hold marks of unknown values.
    pub(super) scope: Placed,
    pub(super) condition: Option<Placed>,
    pub(super) description: Option<Placed>,
}

/// What is read, or says nothing that Azure would not set by itself.
const KNOWN: &[&str] = &[
    "id",
    "name",
    "type",
    "properties",
    "scope",
    "principalId",
    "objectId",
    "principalName",
    "displayName",
    "signInName",
    "principalType",
    "objectType",
    "roleDefinitionId",
    "roleDefinitionName",
    "roleAssignmentName",
    "roleAssignmentId",
    "condition",
    "conditionVersion",
    "description",
    "createdOn",
    "createdBy",
    "updatedOn",
    "updatedBy",
    "etag",
    "systemData",
    "resourceGroup",
    "subscriptionId",
    "tenantId",
];

/// Tells whether an object is a role assignment.
pub(super) fn is_one(object: &Json) -> bool {
    let properties = object.get("properties").filter(|inner| inner.is_object());
    let inner = properties.unwrap_or(object);
    let kind = object.get("type").and_then(Json::text).unwrap_or("");
    let has = |keys: [&str; 2]| keys.iter().any(|key| inner.get(key).is_some());
    kind.eq_ignore_ascii_case("Microsoft.Authorization/roleAssignments")
        || (has(["principalId", "objectId"]) && has(["roleDefinitionId", "roleDefinitionName"]))
}

/// Reads a role assignment from a list or a file of its own.
pub(super) fn read(object: &Json, reading: &mut Reading) {
    let properties = object.get("properties").filter(|inner| inner.is_object());
    let inner = properties.unwrap_or(object);
    let Some(scope) = inner.get("scope").or_else(|| object.get("scope")) else {
        return match scope_of_id(object) {
            Some(scope) => take(object, inner, scope, reading),
            None => missing(object.span, "scope", reading),
        };
    };
    if let Some(scope) = reading.id(scope) {
        take(object, inner, scope, reading);
    }
}

/// Reads a role assignment that is a resource of a template, its expressions evaluated.
pub(super) fn read_resource(object: &Json, scope: Placed, reading: &mut Reading) {
    match object.get("properties").filter(|inner| inner.is_object()) {
        Some(inner) => take(object, inner, scope, reading),
        None => missing(object.span, "properties", reading),
    }
}

fn missing(span: Span, key: &str, reading: &mut Reading) {
    let message = format!("this role assignment has no `{key}`");
    reading.error(
        codes::MISSING_PROPERTY,
        span,
        message,
        "export the assignment again",
    );
}

/// The id of an assignment begins with its scope.
fn scope_of_id(object: &Json) -> Option<Placed> {
    let id = object.get("id")?;
    let text = id.text()?;
    let end = text
        .to_ascii_lowercase()
        .rfind("/providers/microsoft.authorization/roleassignments/")?;
    let scope = text
        .get(..end)
        .filter(|scope| !scope.is_empty())
        .unwrap_or("/");
    Some(Placed::new(scope, id.span))
}

fn take(outer: &Json, inner: &Json, scope: Placed, reading: &mut Reading) {
    if inner.span != outer.span {
        reading.name_leftovers(outer, &[KNOWN, OF_RESOURCE].concat());
    }
    reading.name_leftovers(inner, KNOWN);
    let Some(principal) = inner.get("principalId").or_else(|| inner.get("objectId")) else {
        return missing(outer.span, "principalId", reading);
    };
    let Some(principal) = reading.id(principal) else {
        return;
    };
    let optional = |key| inner.get(key).filter(|value| !value.is_blank());
    let role_id = optional("roleDefinitionId").and_then(|value| reading.id(value));
    let role_name = optional("roleDefinitionName").and_then(|value| reading.plain(value));
    if role_id.is_none() && role_name.is_none() {
        return missing(outer.span, "roleDefinitionId", reading);
    }
    if repeats(outer, reading) {
        return;
    }
    let names = ["signInName", "principalName", "displayName"];
    let names = names.iter().filter_map(|key| optional(key));
    let kind = optional("principalType").or_else(|| optional("objectType"));
    let Ok(condition) = read_condition(inner, reading) else {
        return;
    };
    let assignment = Assignment {
        span: outer.span,
        principal,
        names: names.filter_map(|name| reading.plain(name)).collect(),
        kind: kind.and_then(|value| reading.plain(value)),
        role_id,
        role_name,
        built_in: false,
        scope,
        condition,
        description: reading.description(inner),
    };
    reading.assignments.push(assignment);
}

fn repeats(outer: &Json, reading: &mut Reading) -> bool {
    let id = outer.get("id").or_else(|| outer.get("roleAssignmentId"));
    let Some(id) = id.and_then(Json::text).filter(|id| id.contains('/')) else {
        return false;
    };
    let id = id.to_owned();
    reading.is_repeated(&id, outer.span)
}
