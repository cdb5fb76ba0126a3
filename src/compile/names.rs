//! Names that Azure and rolewright compute alike: `guid()` and what is built on it.

use uuid::Uuid;

use crate::model::{Guid, Model, Principal};
pub use crate::support::guid::guid;
use crate::support::guid::uuid;

/// Returns a scope's id as it goes into an assignment's name.
pub fn scope_in_name(scope: &str) -> String {
    scope.trim_end_matches('/').to_lowercase()
}

/// Computes the name that Azure's own tools give an assignment.
pub fn assignment_name(scope: &str, principal_id: &str, role_guid: &str) -> Guid {
    let name = uuid(&[
        &scope_in_name(scope),
        &principal_id.to_lowercase(),
        &role_guid.to_lowercase(),
    ]);
    name.into()
}

/// Names the template parameter that stands for an object id nobody knows yet.
///
/// `-` becomes `_`, `.` becomes `__` and the environment follows `___`: names of the language hold
/// no two hyphens in a row, so no two principals share a parameter.
pub fn parameter_name(model: &Model, principal: &Principal) -> String {
    let mut name = format!("principalId_{}", identifier(&principal.name));
    let environment = principal.environment.and_then(|id| model.environment(id));
    if let Some(environment) = environment {
        name.push_str("___");
        name.push_str(&identifier(&environment.name));
    }
    name
}

fn identifier(name: &str) -> String {
    let mut text = String::with_capacity(name.len());
    for char in name.chars() {
        match char {
            '-' => text.push('_'),
            '.' => text.push_str("__"),
            char if char.is_ascii_alphanumeric() => text.push(char),
            other => text.push_str(&["_x", &format!("{:x}", u32::from(other)), "_"].concat()),
        }
    }
    text
}

/// Tells whether a text is a GUID in the form with hyphens.
pub fn is_guid(text: &str) -> bool {
    text.len() == 36 && Uuid::try_parse(text).is_ok()
}
