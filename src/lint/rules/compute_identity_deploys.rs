#![doc = include_str!("compute_identity_deploys.md")]

use crate::diagnostic::{Code, Diagnostic, Severity};
use crate::lint::host::hosts;
use crate::lint::power::{Power, causes};
use crate::lint::{Group, Judges, Rule, View};
use crate::model::Kind;

pub(crate) static RULE: Rule = Rule {
    code: Code {
        id: "RW502",
        name: "compute-identity-deploys",
    },
    group: Group::MachineLearning,
    severity: Severity::Warning,
    judges: Judges::Meaning,
    page: include_str!("compute_identity_deploys.md"),
    check,
};

fn check(view: &View<'_>, found: &mut Vec<Diagnostic>) {
    let mut given = Vec::new();
    for host in hosts(view, Kind::Compute) {
        for (_, assignment) in view.held(host.identity) {
            let covers = view.model.covers(assignment.scope, host.workspace);
            if covers && view.possibly(assignment.role, Power::Deploy) {
                given.push((assignment, host));
            }
        }
    }
    for cause in causes(view, given.iter().map(|(one, host)| (*one, host.workspace))) {
        let first = given
            .iter()
            .find(|(one, _)| std::ptr::eq(*one, cause.assignment));
        let Some((assignment, host)) = first else {
            continue;
        };
        let (compute, workspace) = (view.scope_name(host.scope), view.scope_name(host.workspace));
        let message =
            format!("jobs on `{compute}` may change what the endpoints of `{workspace}` run");
        found.push(
            RULE.at(cause.span(view), message)
                .note("whoever may submit a job, and every package that a job loads, can replace a served model")
                .note(format!("job -> {compute} -> {}", view.chain(host.identity, assignment)))
                .suggest("let an identity deploy that runs no jobs", cause.edits(view)),
        );
    }
}
