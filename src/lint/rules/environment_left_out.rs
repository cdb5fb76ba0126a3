#![doc = include_str!("environment_left_out.md")]

use std::collections::{HashMap, HashSet};

use crate::diagnostic::{Code, Diagnostic, Edit, Severity};
use crate::lint::{Group, Judges, Rule, View};
use crate::model::{DeclaredId, EnvironmentId, Grant, ScopeId, PrincipalId, Statement};

pub(crate) static RULE: Rule = Rule {
    code: Code {
        id: "RW707",
        name: "environment-left-out",
    },
    group: Group::Environments,
    severity: Severity::Note,
    judges: Judges::Meaning,
    page: include_str!("environment_left_out.md"),
    check,
};

fn check(view: &View<'_>, found: &mut Vec<Diagnostic>) {
    if view.model.partial {
        return;
    }
    let granted = granted_environments(view);
    let mut elsewhere: HashMap<DeclaredId, &Grant> = HashMap::new();
    for grant in &view.model.grants {
        if let Some(declared) = view.model.scope(grant.on).and_then(|on| on.declared) {
            elsewhere.entry(declared).or_insert(grant);
        }
    }
    let bare = granted.iter().enumerate().filter(|(_, granted)| !**granted);
    found.extend(bare.filter_map(|(index, _)| finding(view, EnvironmentId::new(index), &elsewhere)));
}

fn finding(
    view: &View<'_>,
    id: EnvironmentId,
    elsewhere: &HashMap<DeclaredId, &Grant>,
) -> Option<Diagnostic> {
    let environment = view.model.environments.get(id.index())?;
    let scopes = view.model.scopes.iter();
    let mut own = scopes.filter(|scope| scope.environment == Some(id));
    let (name, grant) = own.find_map(|scope| {
        let grant = elsewhere.get(&scope.declared?)?;
        Some((&scope.name, *grant))
    })?;
    let declared = view.model.declaration(environment.declared)?;
    let message = format!("nobody may do anything in environment `{}`", environment.name);
    let other = view.scope_name(grant.on);
    let place = format!("{name}@{}", environment.name);
    let label = format!("`{other}` is granted here, and `{place}` nowhere");
    let finding = RULE.at(declared.name_span, message).related(grant.on_span, label);
    Some(finding.suggest(
        format!("grant it on `{place}` too"),
        granted_too(view, grant, (id, &place)),
    ))
}

/// Grants the same to the same identity in another environment; empty where it has terms of its
/// own, or where the identity does not exist there.
fn granted_too(
    view: &View<'_>,
    grant: &Grant,
    (environment, place): (EnvironmentId, &str),
) -> Vec<Edit> {
    let statement = view.model.statement(grant.statement);
    let bare = |one: &&Statement| {
        let terms = one.terms.is_empty() && one.until.is_none() && !one.keep;
        terms && one.made_by.is_none()
    };
    let (Some(statement), Some(principal)) = (
        statement.filter(bare),
        view.model.principal(grant.principal),
    ) else {
        return Vec::new();
    };
    let everyone = view.model.principals.iter().enumerate();
    let mut twins = everyone.filter(|(_, one)| one.name == principal.name);
    let there = twins.find(|(_, one)| one.environment.is_none_or(|own| own == environment));
    let Some((index, _)) = there else {
        return Vec::new();
    };
    let what = view.granted_name(&statement.what);
    let who = view.principal_name(PrincipalId::new(index));
    let line = format!("\ngrant {what} to {who} on {place}");
    vec![Edit::insert_after(statement.span, line)]
}

/// Tells for each environment whether anything is granted in it, on it or above it.
fn granted_environments(view: &View<'_>) -> Vec<bool> {
    let mut granted = vec![false; view.model.environments.len()];
    let mut seen = HashSet::new();
    for id in view.model.grants.iter().flat_map(places) {
        let Some(scope) = view.model.scope(id).filter(|_| seen.insert(id)) else {
            continue;
        };
        match scope.environment {
            Some(environment) => {
                if let Some(slot) = granted.get_mut(environment.index()) {
                    *slot = true;
                }
            }
            None => mark_below(view, id, &mut granted),
        }
    }
    granted
}

/// Lists where a grant holds; where a stage grants nothing, at least where it is meant to.
fn places(grant: &Grant) -> impl Iterator<Item = ScopeId> {
    let bound = grant.bindings.iter().map(|binding| binding.scope);
    std::iter::once(grant.on).chain(bound)
}

fn mark_below(view: &View<'_>, above: ScopeId, granted: &mut [bool]) {
    for (slot, environment) in granted.iter_mut().zip(&view.model.environments) {
        let mut scopes = environment.scopes.iter();
        *slot |= scopes.any(|scope| view.model.covers(above, *scope));
    }
}
