//! The built-in roles, read from the catalogue.

use serde::Serialize;

use super::role::Permission;
use crate::catalog::{BuiltinRole, Catalog, Plane};

/// When the built-in roles say that they were made; the catalogue does not hold their real dates.
const MADE: &str = "2015-02-02T21:55:09.8806423Z";

/// A role definition as it is shown.
#[derive(Debug, Serialize)]
pub(in crate::sandbox) struct Shown<'role> {
    pub(super) id: String,
    pub(super) name: &'role str,
    #[serde(rename = "type")]
    pub(super) kind: &'static str,
    pub(super) properties: ShownProperties<'role>,
}

/// The properties of a role definition as they are shown.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct ShownProperties<'role> {
    pub(super) role_name: &'role str,
    #[serde(rename = "type")]
    pub(super) kind: &'static str,
    pub(super) description: &'role str,
    pub(super) assignable_scopes: Vec<&'role str>,
    pub(super) permissions: Vec<Permission>,
    pub(super) created_on: &'role str,
    pub(super) updated_on: &'role str,
    pub(super) created_by: Option<&'role str>,
    pub(super) updated_by: Option<&'role str>,
}

/// The type of role definitions.
pub(super) const TYPE: &str = "Microsoft.Authorization/roleDefinitions";

/// Finds a built-in role by its GUID.
pub(super) fn find(guid: &str) -> Option<BuiltinRole<'static>> {
    Catalog::embedded().builtin_by_id(guid)
}

/// Tells whether a built-in role has a display name.
pub(super) fn is_named(name: &str) -> bool {
    Catalog::embedded().builtin_by_name(name).is_some()
}

/// Lists the blocks of a built-in role; an unknown GUID has none.
pub(super) fn permissions(guid: &str) -> Vec<Permission> {
    find(guid).map(blocks).unwrap_or_default()
}

fn blocks(role: BuiltinRole<'static>) -> Vec<Permission> {
    let decoded = role.block_views().map(|view| {
        let granted = |plane| view.granted(plane).map(|one| one.text.to_owned()).collect();
        let cut = |plane| view.cut(plane).map(|one| one.text.to_owned()).collect();
        Permission {
            actions: granted(Plane::Control),
            not_actions: cut(Plane::Control),
            data_actions: granted(Plane::Data),
            not_data_actions: cut(Plane::Data),
            condition: view.condition().map(str::to_owned),
            condition_version: view.condition_version().map(str::to_owned),
        }
    });
    decoded.collect()
}

/// Shows a built-in role below the prefix of a scope.
pub(super) fn shown(role: BuiltinRole<'static>, prefix: &str) -> Shown<'static> {
    Shown {
        id: format!("{prefix}/providers/{TYPE}/{}", role.id()),
        name: role.id(),
        kind: TYPE,
        properties: ShownProperties {
            role_name: role.name(),
            kind: "BuiltInRole",
            description: "",
            assignable_scopes: vec!["/"],
            permissions: blocks(role),
            created_on: MADE,
            updated_on: MADE,
            created_by: None,
            updated_by: None,
        },
    }
}
