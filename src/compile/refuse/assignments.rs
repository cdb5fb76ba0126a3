//! Assignments that Azure would not take.

use std::collections::BTreeMap;

use super::roles::{LONGEST_DESCRIPTION, utf16};
use super::{Limits, place};
use crate::compile::place::Place;
use crate::compile::{Assignment, Compiled, codes, names};
use crate::diagnostic::{Diagnostic, Severity};
use crate::model::Model;
use crate::support::hash::HashMap;

/// Lists what is wrong with the assignments, their scopes aside.
pub fn refuse_assignments(model: &Model, compiled: &Compiled, limits: Limits) -> Vec<Diagnostic> {
    let mut found = same(model, compiled);
    let assignments = compiled.assignments.iter();
    found.extend(assignments.filter_map(|one| too_long(model, compiled, one)));
    found.extend(too_many(model, compiled, limits));
    found
}

fn too_long(model: &Model, compiled: &Compiled, assignment: &Assignment) -> Option<Diagnostic> {
    let length = utf16(&assignment.description);
    (length > LONGEST_DESCRIPTION).then(|| {
        let place = place::of_assignment(model, compiled, assignment);
        let message = format!(
            "the assignment's description has {length} characters with its ownership marker"
        );
        Diagnostic::new(codes::DESCRIPTION_TOO_LONG, Severity::Error, place, message)
            .note(format!(
                "Azure takes {LONGEST_DESCRIPTION}; descriptions are never cut"
            ))
            .help("shorten the text after `because`")
    })
}

/// Two names of the policy may mean one thing in Azure: one resource or one object id.
fn same(model: &Model, compiled: &Compiled) -> Vec<Diagnostic> {
    let scopes = meant(&model.scopes, |one| names::scope_in_name(&one.id));
    let roles = meant(&compiled.roles, |one| one.guid.to_lowercase());
    let principals = meant(&model.principals, |one| match &one.object_id {
        Some(known) => known.to_lowercase(),
        None => names::parameter_name(model, one),
    });
    let tuple = |one: &Assignment| {
        let scope = scopes.get(one.scope.index())?;
        let principal = principals.get(one.principal.index())?;
        Some((scope, principal, roles.get(one.role.index())?))
    };
    let mut first: HashMap<_, &Assignment> = HashMap::default();
    first.reserve(compiled.assignments.len());
    let mut found = Vec::new();
    for assignment in &compiled.assignments {
        let known = tuple(assignment).and_then(|tuple| first.insert(tuple, assignment));
        found.extend(known.and_then(|other| twice(model, compiled, assignment, other)));
    }
    found
}

/// Numbers things so that those have one number that are one thing in Azure.
fn meant<Named>(all: &[Named], key: impl Fn(&Named) -> String) -> Vec<usize> {
    let mut known = HashMap::default();
    known.reserve(all.len());
    let numbered = all.iter().map(|one| {
        let next = known.len();
        *known.entry(key(one)).or_insert(next)
    });
    numbered.collect()
}

fn twice(
    model: &Model,
    compiled: &Compiled,
    assignment: &Assignment,
    other: &Assignment,
) -> Option<Diagnostic> {
    let who = &model.principal(assignment.principal)?.name;
    let scope = &model.scope(assignment.scope)?.id;
    let message = format!("`{who}` gets the same role at `{scope}` under two names");
    let here = place::of_assignment(model, compiled, assignment);
    let there = place::of_assignment(model, compiled, other);
    let found = Diagnostic::new(codes::SAME_ASSIGNMENT, Severity::Error, here, message)
        .related(there, "the other grant")
        .note("Azure takes one assignment per principal, role and scope (`RoleAssignmentExists`)")
        .help("declare the principal or the resource once, and refer to it by one name");
    Some(found)
}

fn too_many(model: &Model, compiled: &Compiled, limits: Limits) -> Vec<Diagnostic> {
    let mut counted: BTreeMap<(bool, String), Vec<&Assignment>> = BTreeMap::new();
    let assignments = &compiled.assignments;
    for at_one in assignments.chunk_by(|left, right| left.scope == right.scope) {
        let scope = at_one.first().and_then(|one| model.scope(one.scope));
        let id = scope.map(|scope| scope.id.as_str());
        let key = match id.and_then(Place::of) {
            Some(Place::ManagementGroup { name }) => (true, name.to_lowercase()),
            Some(place) => (
                false,
                place.subscription().unwrap_or_default().to_lowercase(),
            ),
            None => continue,
        };
        counted.entry(key).or_default().extend(at_one);
    }
    let over = counted
        .into_iter()
        .filter_map(|((high, name), assignments)| {
            let (what, limit) = if high {
                ("management group", limits.assignments_per_management_group)
            } else {
                ("subscription", limits.assignments_per_subscription)
            };
            let one_more = assignments.get(limit)?;
            let message = format!(
                "{} role assignments are more than the {limit} that {what} `{name}` takes",
                assignments.len()
            );
            let place = place::of_assignment(model, compiled, one_more);
            let found = Diagnostic::new(codes::MANY_ASSIGNMENTS, Severity::Error, place, message)
                .note(
                    "Azure does not raise this limit, and assignments that others made there count too",
                );
            let setting = format!("the limit is the setting `limits.assignments-per-subscription` of rolewright.toml, {limit} here");
            let found = if high { found } else { found.note(setting) };
            Some(found.help("grant to groups instead of single identities, or higher in the tree"))
        });
    over.collect()
}
