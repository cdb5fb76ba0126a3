//! Roles that assignments name and nobody defines.

use std::collections::{BTreeMap, BTreeSet};

use super::Garden;
use crate::diagnostic::{Diagnostic, Severity};
use crate::import::assignment::Assignment;
use crate::import::reading::{Placed, Reading};
use crate::import::role::Role;
use crate::import::scope::{is_guid, last_segment};
use crate::import::{BuiltIn, codes};
use crate::support::sort;

/// Calls built-in roles by the names that they have today.
pub(super) fn name_built_in(assignments: &mut [Assignment], built_in: BuiltIn<'_>) {
    for assignment in assignments {
        let name = guid(assignment).and_then(|guid| built_in(&guid));
        if let (Some(name), Some(id)) = (name, &assignment.role_id) {
            let span = assignment
                .role_name
                .as_ref()
                .map_or(id.span, |name| name.span);
            assignment.role_name = Some(Placed::new(name, span));
            assignment.built_in = true;
        }
    }
}

/// Lists the custom roles whose definitions are not in the input; they can be assigned, and what
/// they allow is not known.
pub(super) fn missing(
    garden: &Garden,
    roles: &[Role],
    assignments: &[Assignment],
    reading: &mut Reading,
) -> Vec<Role> {
    let id = |role: &Role| role.id.as_ref().map(|id| id.text.to_ascii_lowercase());
    let defined: BTreeSet<String> = roles.iter().filter_map(id).collect();
    let mut missing: BTreeMap<String, Role> = BTreeMap::new();
    for assignment in assignments.iter().filter(|one| !one.built_in) {
        let (Some(guid), Some(id)) = (guid(assignment), &assignment.role_id) else {
            continue;
        };
        let known = defined.contains(&guid) || garden.by_id.contains_key(&guid);
        let named = assignment.role_name.as_ref();
        let declared =
            named.is_some_and(|name| garden.by_display.contains_key(&name.text.to_lowercase()));
        if !known && !declared {
            let role = missing
                .entry(guid)
                .or_insert_with_key(|guid| nameless(guid, named, id));
            role.scopes.push(assignment.scope.clone());
        }
    }
    missing
        .into_values()
        .map(|role| reported(role, reading))
        .collect()
}

/// Returns the GUID of the assigned role in lower case, where it is known.
fn guid(assignment: &Assignment) -> Option<String> {
    let id = last_segment(&assignment.role_id.as_ref()?.text);
    is_guid(id).then(|| id.to_ascii_lowercase())
}

fn nameless(guid: &str, named: Option<&Placed>, id: &Placed) -> Role {
    let id = Placed::new(guid, id.span);
    Role {
        span: id.span,
        display: named.unwrap_or(&id).clone(),
        id: Some(id),
        description: None,
        scopes: Vec::new(),
        blocks: Vec::new(),
        built_in: false,
        missing: true,
    }
}

fn reported(mut role: Role, reading: &mut Reading) -> Role {
    let name = &role.display.text;
    let message = format!(
        "the definition of role `{name}` is not among these files, so what it allows is not known"
    );
    reading.report(
        Diagnostic::new(
            codes::MISSING_PROPERTY,
            Severity::Warning,
            role.span,
            message,
        )
        .help("import what `az role definition list --custom-role-only` prints as well"),
    );
    sort::by_key(&mut role.scopes, |scope| scope.text.to_ascii_lowercase());
    role.scopes
        .dedup_by(|left, right| left.text.eq_ignore_ascii_case(&right.text));
    role
}
