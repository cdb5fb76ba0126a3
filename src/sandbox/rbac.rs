//! Role definitions, role assignments, and what they let a caller do.

mod assignment;
mod assignments;
mod built_in;
mod condition;
mod definitions;
mod facts;
mod filter;
mod listing;
mod pattern;
mod permit;
mod principal;
mod role;
mod rules;
mod shape;

pub(super) use assignment::{Assignment, Assignments};
pub(super) use condition::Facts;
pub(super) use filter::{Clause, clauses};
pub(super) use permit::Caller;
pub(super) use role::{Permission, Role};

use crate::support::guid::guid;

/// Finds the GUID of a built-in role by its display name.
pub(super) fn built_in_named(name: &str) -> Option<String> {
    let catalog = crate::catalog::Catalog::embedded();
    catalog
        .builtin_by_name(name)
        .map(|role| role.id().to_owned())
}

/// Shows all built-in roles.
pub(super) fn built_in_shown() -> Vec<built_in::Shown<'static>> {
    let roles = crate::catalog::Catalog::embedded().builtin_roles();
    roles.map(|role| built_in::shown(role, "")).collect()
}

/// Computes the name that Azure's own tools give to an assignment.
pub(super) fn name_of_assignment(scope: &str, principal: &str, role: &str) -> String {
    guid(&[scope, principal, role]).to_string()
}
