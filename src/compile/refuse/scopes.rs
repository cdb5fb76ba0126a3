//! Scopes at which a role could not be assigned.

use std::collections::BTreeSet;

use super::place;
use crate::compile::place::{Place, is_at_or_below};
use crate::compile::{Compiled, CompiledRole, codes, names};
use crate::diagnostic::{Diagnostic, Edit, Severity};
use crate::model::{Level, Model, ScopeId};

/// Most assignable scopes of a role.
const MOST: usize = 2_000;

/// Lists what is wrong with assignable scopes, and with scopes of assignments.
pub fn refuse_scopes(model: &Model, compiled: &Compiled) -> Vec<Diagnostic> {
    let custom = compiled.roles.iter().filter(|role| role.is_custom());
    let mut found: Vec<_> = custom.flat_map(|role| assignable(model, role)).collect();
    let assigned_at: BTreeSet<_> = compiled.assignments.iter().map(|one| one.scope).collect();
    found.extend(
        assigned_at
            .iter()
            .filter_map(|scope| malformed(model, *scope)),
    );
    found.extend(assigned(model, compiled));
    found
}

/// Tells whether a text is the id of a scope whose GUIDs are GUIDs.
fn is_scope(id: &str) -> bool {
    Place::of(id).is_some_and(|place| place.subscription().is_none_or(names::is_guid))
}

fn malformed(model: &Model, scope: ScopeId) -> Option<Diagnostic> {
    let scope = model.scope(scope)?;
    (!is_scope(&scope.id)).then(|| malformed_scope(&scope.id, scope.span))
}

fn malformed_scope(id: &str, span: crate::source::Span) -> Diagnostic {
    let message = format!("`{id}` is not the id of a scope");
    Diagnostic::new(codes::MALFORMED_SCOPE, Severity::Error, span, message)
        .note("an id begins with /subscriptions/GUID or /providers/Microsoft.Management/managementGroups/NAME, and below a resource group names follow types in pairs")
        .help("copy the id from the portal or from `az resource show --query id`")
}

fn assignable(model: &Model, role: &CompiledRole) -> Vec<Diagnostic> {
    let scopes = &role.assignable_scopes;
    let name = &role.display_name;
    let here = place::of_role(model, role);
    if scopes.is_empty() {
        let message = format!("role `{name}` has no assignable scope");
        let found = Diagnostic::new(codes::NO_ASSIGNABLE_SCOPE, Severity::Error, here, message)
            .note("a custom role names at least one scope at which it can be assigned")
            .help("grant it somewhere, or write `assignable-scopes \"/subscriptions/…\"`");
        return vec![found];
    }
    let each = scopes
        .iter()
        .filter_map(|scope| unassignable(model, role, scope));
    let mut found: Vec<_> = each.collect();
    if scopes.len() > MOST {
        let message = format!("role `{name}` has {} assignable scopes", scopes.len());
        let finding = Diagnostic::new(
            codes::MANY_ASSIGNABLE_SCOPES,
            Severity::Error,
            here,
            message,
        )
        .note(format!("Azure takes {MOST}"))
        .help("name scopes above them in `assignable-scopes`");
        found.push(finding);
    }
    found.extend(management_groups(model, role));
    found
}

fn unassignable(model: &Model, role: &CompiledRole, scope: &str) -> Option<Diagnostic> {
    let span = place::of_assignable(model, role, scope);
    let everywhere = match scope {
        "/" => "the root cannot be an assignable scope of a custom role",
        other if other.contains('*') => "an assignable scope cannot hold a wildcard",
        other if is_scope(other) => return None,
        other => return Some(malformed_scope(other, span)),
    };
    let found = Diagnostic::new(
        codes::ASSIGNABLE_EVERYWHERE,
        Severity::Error,
        span,
        everywhere,
    )
    .note("custom roles name management groups, subscriptions and resource groups");
    let management = "\"/providers/Microsoft.Management/managementGroups/NAME\"";
    Some(found.help(format!(
        "name a management group, {management}, or subscriptions"
    )))
}

fn management_groups(model: &Model, role: &CompiledRole) -> Option<Diagnostic> {
    let scopes = role.assignable_scopes.iter();
    let mut groups =
        scopes.filter(|scope| Place::of(scope).is_some_and(|place| place.is_management_group()));
    let first = groups.next()?;
    let name = &role.display_name;
    if let Some(second) = groups.next() {
        let message = format!("role `{name}` is assignable at more than one management group");
        let span = place::of_assignable(model, role, second);
        let found = Diagnostic::new(
            codes::SEVERAL_MANAGEMENT_GROUPS,
            Severity::Error,
            span,
            message,
        );
        return Some(
            found
                .related(place::of_assignable(model, role, first), "the first one")
                .note("Azure takes one management group among the assignable scopes of a role")
                .help("name the management group above them, or subscriptions"),
        );
    }
    has_data_actions(role).then(|| {
        let span = place::of_assignable(model, role, first);
        let message = format!("role `{name}` has data actions and names a management group");
        let code = codes::DATA_ACTIONS_BELOW_MANAGEMENT_GROUP;
        Diagnostic::new(code, Severity::Warning, span, message)
            .note("the portal refuses that, and Azure's interface has changed its mind about it")
            .help("name the subscriptions below it instead")
    })
}

fn has_data_actions(role: &CompiledRole) -> bool {
    role.blocks
        .iter()
        .any(|block| !block.data_actions.is_empty())
}

/// Checks every assignment against what its role allows.
fn assigned(model: &Model, compiled: &Compiled) -> Vec<Diagnostic> {
    let allowed: Vec<_> = compiled
        .roles
        .iter()
        .map(|one| allowed(model, one))
        .collect();
    let mut found = Vec::new();
    for assignment in &compiled.assignments {
        let role = compiled.roles.get(assignment.role.index());
        let (Some(role), Some(scope)) = (role, model.scope(assignment.scope)) else {
            continue;
        };
        if role.is_built_in() {
            continue;
        }
        let place = || place::of_assignment(model, compiled, assignment);
        if scope.level == Level::ManagementGroup && has_data_actions(role) {
            found.push(data_at_management_group(role, &scope.id, place()));
        }
        let known = allowed.get(assignment.role.index());
        let mut known = known.into_iter().flatten().peekable();
        let limited = known.peek().is_some();
        if limited && !known.any(|above| covers(model, above, assignment.scope)) {
            found.push(outside(model, role, &scope.id, place()));
        }
    }
    found
}

/// Lists where a role may be assigned; nothing where it does not say so.
fn allowed<'all>(model: &'all Model, role: &'all CompiledRole) -> Vec<&'all str> {
    let said = place::written(model, role).map_or(&[][..], |role| &role.assignable_scopes);
    let said = said.iter().map(|(id, _)| id.as_str());
    let compiled = role.assignable_scopes.iter().map(AsRef::as_ref);
    let known: Vec<_> = said.chain(compiled).collect();
    // What is wrong with an id that is none has been said, and it may have meant this scope.
    if known.iter().all(|id| is_scope(id)) {
        known
    } else {
        Vec::new()
    }
}

/// Tells whether a scope may lie at or below an id. A management group whose children the policy
/// does not name may hold anything.
fn covers(model: &Model, above: &str, below: ScopeId) -> bool {
    let mut ids = model.ancestors(below).map(|(_, scope)| &scope.id);
    if ids.any(|id| is_at_or_below(id, above)) {
        return true;
    }
    let place = model.scope(below).and_then(|scope| Place::of(&scope.id));
    let high = Place::of(above).is_some_and(|place| place.is_management_group());
    let known = model
        .ancestors(below)
        .any(|(_, scope)| scope.level == Level::ManagementGroup);
    high && !known && place.is_some()
}

fn data_at_management_group(
    role: &CompiledRole,
    scope: &str,
    place: crate::source::Span,
) -> Diagnostic {
    let message = format!(
        "role `{}` has data actions and is granted at management group `{scope}`",
        role.display_name
    );
    let code = codes::DATA_ACTIONS_AT_MANAGEMENT_GROUP;
    Diagnostic::new(code, Severity::Error, place, message)
        .note("custom roles with data actions cannot be assigned above subscriptions")
        .help("grant it on the subscriptions below, or grant a built-in role")
}

fn outside(
    model: &Model,
    role: &CompiledRole,
    scope: &str,
    place: crate::source::Span,
) -> Diagnostic {
    let message = format!(
        "role `{}` is granted at `{scope}`, outside its assignable scopes",
        role.display_name
    );
    let code = codes::OUTSIDE_ASSIGNABLE_SCOPES;
    let found = Diagnostic::new(code, Severity::Error, place, message)
        .note("Azure assigns a custom role only at or below one of its assignable scopes");
    let said = place::written(model, role).and_then(|role| role.assignable_scopes.first());
    match said {
        Some((_, span)) => {
            let edit = Edit::insert_before(*span, format!("\"{scope}\", "));
            let found = found.related(*span, "its assignable scopes");
            found.suggest("add the scope to them", vec![edit])
        }
        None => found.help("grant it where it can be assigned"),
    }
}
