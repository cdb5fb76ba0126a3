#![doc = include_str!("deploy_and_train_in_one_hand.md")]

use crate::compile::Assignment;
use crate::diagnostic::{Code, Diagnostic, Severity};
use crate::lint::host::in_production;
use crate::lint::power::{Power, Targets, causes};
use crate::lint::{Group, Judges, Rule, View};
use crate::model::{Granted, Kind, PrincipalId, ScopeId, StageId};
use std::collections::BTreeSet;

pub(crate) static RULE: Rule = Rule {
    code: Code {
        id: "RW501",
        name: "deploy-and-train-in-one-hand",
    },
    group: Group::MachineLearning,
    severity: Severity::Warning,
    judges: Judges::Meaning,
    page: include_str!("deploy_and_train_in_one_hand.md"),
    check,
};

/// Somebody with both powers over a workspace.
struct Both<'v> {
    by: PrincipalId,
    workspace: ScopeId,
    submits: &'v Assignment,
    deploys: &'v Assignment,
}

fn check(view: &View<'_>, found: &mut Vec<Diagnostic>) {
    let production = Targets::of(view, in_production(view, Kind::Workspace));
    if production.is_empty() {
        return;
    }
    for both in both(view, &production) {
        let given = [(both.deploys, both.workspace)];
        let Some(cause) = causes(view, given).into_iter().next() else {
            continue;
        };
        let (name, place) = (
            view.principal_name(both.by),
            view.scope_name(both.workspace),
        );
        let mut finding = RULE.at(
            cause.span(view),
            format!("`{name}` may both run jobs and deploy on `{place}`"),
        );
        let other = view.place(both.submits);
        if other != cause.span(view) {
            finding = finding.related(other, "jobs may be run by this grant");
        }
        finding = finding.note(
            "what one hand trains it also puts into production, and nobody looks at it in between",
        );
        finding = finding.note(format!("jobs: {}", view.chain(both.by, both.submits)));
        finding = finding.note(format!("deployment: {}", view.chain(both.by, both.deploys)));
        found.push(finding.suggest(
            "let one identity train and another one deploy",
            cause.edits(view),
        ));
    }
}

fn both<'v>(view: &View<'v>, production: &Targets) -> Vec<Both<'v>> {
    let mut told = BTreeSet::new();
    let mut found = Vec::new();
    for joint in view.holdings().joints() {
        for low in view.assignments_to(joint.one) {
            let Some(workspace) = production.below(low.scope).filter(|_| counts(view, low)) else {
                continue;
            };
            for (_, high) in view.holdings().reaching(view, joint.other, low.scope) {
                let pair = [(low, high), (high, low)];
                let fits = |(submits, deploys): &(&Assignment, &Assignment)| {
                    view.possibly(submits.role, Power::Submit)
                        && view.possibly(deploys.role, Power::Deploy)
                };
                let Some((submits, deploys)) = pair.into_iter().find(fits) else {
                    continue;
                };
                if counts(view, high)
                    && !are_separate(view, submits, deploys)
                    && told.insert(joint.by)
                {
                    found.push(Both {
                        by: joint.by,
                        workspace,
                        submits,
                        deploys,
                    });
                }
            }
        }
    }
    found
}

fn counts<'v>(view: &View<'v>, assignment: &'v Assignment) -> bool {
    let powers = [Power::Submit, Power::Deploy];
    view.is_plain(assignment)
        && !view.is_general(assignment.role)
        && powers
            .iter()
            .any(|power| view.possibly(assignment.role, *power))
}

/// Tells whether two grants are of stages that are declared separate, which is told on its own.
fn are_separate<'v>(view: &View<'v>, one: &'v Assignment, other: &'v Assignment) -> bool {
    let stage = |assignment: &'v Assignment| match view.statement_of(assignment)?.what {
        Granted::Stage(id) => Some(id),
        _ => None,
    };
    let names = |id: StageId, other: StageId| {
        let stage = view.model.stage(id);
        stage.is_some_and(|stage| stage.separate_from.iter().any(|(apart, _)| *apart == other))
    };
    let stages = stage(one).zip(stage(other));
    stages.is_some_and(|(one, other)| names(one, other) || names(other, one))
}
