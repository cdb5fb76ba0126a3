#![doc = include_str!("external_write.md")]

use std::collections::BTreeMap;

use crate::algebra::OperationSet;
use crate::catalog::Access;
use crate::compile::Assignment;
use crate::diagnostic::{Code, Diagnostic, Severity};
use crate::lint::grade::{at_scope, witnesses};
use crate::lint::mend::without;
use crate::lint::{Group, Judges, Rule, View};
use crate::model::{PrincipalId, Tier};

pub(crate) static RULE: Rule = Rule {
    code: Code {
        id: "RW307",
        name: "external-write",
    },
    group: Group::Assignments,
    severity: Severity::Error,
    judges: Judges::Meaning,
    page: include_str!("external_write.md"),
    check,
};

fn check(view: &View<'_>, found: &mut Vec<Diagnostic>) {
    let mut worst: BTreeMap<usize, (PrincipalId, &Assignment)> = BTreeMap::new();
    for index in 0..view.model.principals.len() {
        let id = PrincipalId::new(index);
        if !is_external(view, id) {
            continue;
        }
        for (_, assignment) in view.held(id) {
            let dangerous = danger(view, assignment).is_some();
            if dangerous && view.is_plain(assignment) {
                for grant in view.grants_behind(assignment) {
                    worst.entry(grant).or_insert((id, assignment));
                }
            }
        }
    }
    let mut told = Vec::new();
    for (grant, (who, assignment)) in worst {
        let Some(written) = view.model.grants.get(grant) else {
            continue;
        };
        if told.contains(&(written.statement, who)) {
            continue;
        }
        told.push((written.statement, who));
        let Some((what, operations)) = danger(view, assignment) else {
            continue;
        };
        let name = view.principal_name(who);
        let place = view.scope_name(assignment.scope);
        let message = format!("`{name}`, who is external, {what} `{place}`");
        let operations = witnesses(view.catalog, &operations);
        found.push(
            RULE.at(view.place(assignment), message)
                .note(format!("by {operations}"))
                .note(view.chain(who, assignment))
                .suggest(
                    "let somebody of your own organisation do it",
                    without(view, written.statement, &[grant]),
                ),
        );
    }
}

fn is_external(view: &View<'_>, id: PrincipalId) -> bool {
    let principal = view.model.principal(id);
    principal.is_some_and(|one| one.labels.iter().any(|label| label == "external"))
}

/// Says what an external holder of an assignment may do and should not, with the operations.
fn danger<'v>(view: &View<'v>, assignment: &'v Assignment) -> Option<(&'static str, OperationSet)> {
    let grade = view.grade(assignment.role)?;
    let production = view.model.tier(assignment.scope) == Some(Tier::Production);
    let graded = [
        (Access::Permissions, "may change who has access on", true),
        (Access::Secrets, "may read secrets of", production),
        (Access::Write, "may change", production),
        (Access::Delete, "may delete things of", production),
    ];
    let reached = graded
        .into_iter()
        .filter(|(access, _, counts)| *counts && grade.reaches(*access));
    let mut found = reached.map(|(access, words, _)| {
        (
            words,
            at_scope(view, (assignment.role, assignment.scope), &[access]),
        )
    });
    found.find(|(_, operations)| !operations.is_empty())
}
