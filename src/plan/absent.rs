//! Scopes that are not there, and at which the policy asks for something.

use std::collections::{BTreeMap, BTreeSet};

use super::Work;
use super::change::{Change, Kind, Subject};
use super::refusal::{Guard, Refusal};
use super::roles::Roles;
use super::slips::nearest;
use crate::compile::CompiledRole;
use crate::compile::place::Place;
use crate::source::Span;

/// Says that a scope is not there, or one above it; none where that is not known.
pub(super) fn at(work: &Work<'_>, scope: &str) -> Option<String> {
    let absent = work.index.absent(scope)?;
    let (what, _) = what(absent);
    if absent.eq_ignore_ascii_case(scope) {
        return Some(format!("this {what} is not there"));
    }
    let name = absent.rsplit('/').next()?;
    Some(format!("its {what} `{name}` is not there"))
}

/// Says that a scope is not there at which a role is to be assignable.
pub(super) fn of_role(work: &Work<'_>, role: &CompiledRole) -> Option<String> {
    let mut scopes = role.assignable_scopes.iter();
    let absent = scopes.find_map(|scope| work.index.absent(scope))?;
    let (what, _) = what(absent);
    Some(format!(
        "{what} `{absent}`, at which it is to be assignable, is not there"
    ))
}

/// What the policy asks for at a scope that is not there, and below it.
#[derive(Default)]
struct Asked {
    assignments: usize,
    roles: usize,
    /// Where the scopes at which it is asked for are declared, or the roles.
    places: Vec<Span>,
}

/// Refuses each scope that is not there once, whatever is asked for at it.
pub(super) fn refusals(work: &Work<'_>, roles: &Roles<'_>, changes: &[Change]) -> Vec<Refusal> {
    // What is refused for something else says so itself.
    let is_ours = |one: &&Change| one.kind == Kind::Refused && one.refusal.is_none();
    let refused = changes.iter().filter(is_ours);
    let mut found: BTreeMap<&str, Asked> = BTreeMap::new();
    for change in refused {
        match &change.subject {
            Subject::Assignment { scope, .. } => {
                if let Some(absent) = work.index.absent(scope) {
                    let asked = found.entry(absent).or_default();
                    asked.assignments += 1;
                    asked.places.extend(declared(work, scope));
                }
            }
            Subject::Role { id, .. } => {
                let scopes = roles.assignable_scopes(work, id).iter();
                let absent: BTreeSet<_> = scopes.filter_map(|id| work.index.absent(id)).collect();
                for scope in absent {
                    let asked = found.entry(scope).or_default();
                    asked.roles += 1;
                    asked.places.extend(&change.places);
                }
            }
        }
    }
    let found = found.into_iter();
    found
        .map(|(absent, asked)| asked.refusal(work, absent))
        .collect()
}

/// Lists where a scope is declared.
fn declared(work: &Work<'_>, id: &str) -> Vec<Span> {
    let scopes = work.input.model.scopes.iter();
    let scopes = scopes.filter(|one| one.id.eq_ignore_ascii_case(id));
    scopes.map(|one| one.span).collect()
}

impl Asked {
    fn refusal(self, work: &Work<'_>, absent: &str) -> Refusal {
        let (what, code) = what(absent);
        // The line that names it is the one to correct; else those of what lies below it.
        let own = declared(work, absent);
        let mut places = if own.is_empty() { self.places } else { own };
        places.sort_unstable();
        places.dedup();
        let count = |count: usize, word: &str| match count {
            0 => None,
            1 => Some(format!("1 {word}")),
            _ => Some(format!("{count} {word}s")),
        };
        let asked = [
            count(self.assignments, "role assignment"),
            count(self.roles, "role"),
        ];
        let asked: Vec<_> = asked.into_iter().flatten().collect();
        let near = beside(work, absent);
        let near = near.map(|near| format!(" (`{near}` is there)"));
        Refusal::new(
            Guard::NoSuchScope,
            places,
            format!(
                "there is no {what} `{absent}`, and Azure would refuse {} that the policy asks for there (`{code}`)",
                asked.join(" and ")
            ),
            format!(
                "create it and plan again, correct its id{}, or take out what is granted there",
                near.unwrap_or_default()
            ),
        )
    }
}

/// Says what an id stands for, and the code with which Azure refuses what is written there.
fn what(id: &str) -> (&'static str, &'static str) {
    match Place::of(id) {
        Some(Place::ManagementGroup { .. }) => ("management group", "ManagementGroupNotFound"),
        Some(Place::Subscription { .. }) => ("subscription", "SubscriptionNotFound"),
        Some(Place::ResourceGroup { .. }) => ("resource group", "ResourceGroupNotFound"),
        Some(Place::Resource { .. }) | None => ("resource", "ResourceNotFound"),
    }
}

/// Finds the name, among those that were seen beside a scope, that is most like its own.
fn beside<'a>(work: &Work<'a>, absent: &str) -> Option<&'a str> {
    let (above, name) = absent.rsplit_once('/')?;
    nearest(name, below(work, above))
}

/// Lists the names of everything that was seen right below the start of an id.
fn below<'a>(work: &Work<'a>, above: &str) -> BTreeSet<&'a str> {
    let snapshot = work.input.snapshot;
    let tree = snapshot.tree.iter().map(|one| &one.id);
    let held = snapshot.role_assignments.iter().map(|one| &one.scope);
    let locked = snapshot.locks.iter().map(|one| &one.scope);
    let denied = snapshot.deny_assignments.iter().map(|one| &one.scope);
    let seen = tree.chain(held).chain(locked).chain(denied);
    let names = seen.filter_map(|id| {
        let start = id.get(..above.len())?;
        let rest = id.get(above.len()..)?.strip_prefix('/')?;
        let name = rest.split('/').next()?;
        start.eq_ignore_ascii_case(above).then_some(name)
    });
    names.collect()
}
