#![doc = include_str!("grant_spans_tiers.md")]

use std::collections::BTreeSet;

use crate::catalog::Access;
use crate::compile::Assignment;
use crate::diagnostic::{Code, Diagnostic, Edit, Severity};
use crate::lint::grade::{Class, at_scope, witnesses};
use crate::lint::mend::without;
use crate::lint::words::listed;
use crate::lint::{Group, Judges, Rule, View};
use crate::model::{Environment, Kind, Level, ScopeId, Tier};

pub(crate) static RULE: Rule = Rule {
    code: Code {
        id: "RW320",
        name: "grant-spans-tiers",
    },
    group: Group::Assignments,
    severity: Severity::Error,
    judges: Judges::Meaning,
    page: include_str!("grant_spans_tiers.md"),
    check,
};

fn check(view: &View<'_>, found: &mut Vec<Diagnostic>) {
    let mut told = BTreeSet::new();
    for (index, scope) in view.model.scopes.iter().enumerate() {
        if scope.level != Level::ManagementGroup {
            continue;
        }
        let id = ScopeId::new(index);
        let mut below: Option<Vec<(Tier, &Environment)>> = None;
        for assignment in view.assignments_at(id).filter(|one| counts(view, one)) {
            let below = below.get_or_insert_with(|| environments(view, id));
            let mixed = below.first().map(|(tier, _)| tier) != below.last().map(|(tier, _)| tier);
            let Some(grant) = view.grant_of(assignment).filter(|_| mixed) else {
                continue;
            };
            if told.insert((grant.statement, id)) {
                found.push(finding(view, assignment, below));
            }
        }
    }
}

/// Tells whether a grant does more than look; what owns or changes everything there is told by
/// other rules.
fn counts<'v>(view: &View<'v>, assignment: &'v Assignment) -> bool {
    let grade = view.grade(assignment.role);
    grade.is_some_and(|grade| grade.class == Class::Limited && grade.changes())
}

/// Lists the environments below a management group that have a tier, by tier.
fn environments<'v>(view: &View<'v>, above: ScopeId) -> Vec<(Tier, &'v Environment)> {
    let all = view.model.environments.iter();
    let inside = all.filter(|one| {
        one.scopes
            .iter()
            .any(|scope| view.model.covers(above, *scope))
    });
    let mut found: Vec<_> = inside.filter_map(|one| Some((one.tier?, one))).collect();
    found.sort_by_key(|(tier, one)| (*tier, one.name.clone()));
    found
}

fn finding<'v>(
    view: &View<'v>,
    assignment: &'v Assignment,
    below: &[(Tier, &Environment)],
) -> Diagnostic {
    let who = view.principal_name(assignment.principal);
    let group = view.scope_name(assignment.scope);
    let names = listed(below.iter().map(|(_, one)| one.name.to_string()));
    let message = format!("one grant lets `{who}` change environments of different tiers: {names}");
    let levels = [Access::Write, Access::Delete, Access::Permissions];
    let operations = at_scope(view, (assignment.role, assignment.scope), &levels);
    let mut finding = RULE
        .at(view.place(assignment), message)
        .note(view.chain(assignment.principal, assignment));
    for (tier, one) in below.iter().take(4) {
        finding = finding.note(format!("`{group}` -> `{}`, {}", one.name, tier.keyword()));
    }
    finding = finding.note(format!("by {}", witnesses(view.catalog, &operations)));
    let Some(grant) = view.grant_of(assignment) else {
        return finding;
    };
    let first = below
        .first()
        .map(|(_, one)| one.name.to_string())
        .unwrap_or_default();
    let is_plain_name = view
        .model
        .scope(grant.on)
        .is_some_and(|on| on.kind == Kind::ManagementGroup);
    if is_plain_name {
        let edit = Edit::replace(grant.on_span, first.clone());
        finding = finding.suggest(
            format!("grant it on `{first}`, and on each other one that needs it"),
            vec![edit],
        );
    }
    let gone = view.grants_behind(assignment);
    finding.suggest("or remove it", without(view, grant.statement, &gone))
}
