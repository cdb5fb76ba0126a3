#![doc = include_str!("federated_pull_request.md")]

use crate::diagnostic::{Code, Diagnostic, Severity};
use crate::lint::trust::trusts;
use crate::lint::{Group, Judges, Rule, View};
use std::collections::BTreeSet;

pub(crate) static RULE: Rule = Rule {
    code: Code {
        id: "RW421",
        name: "federated-pull-request",
    },
    group: Group::Federation,
    severity: Severity::Error,
    judges: Judges::Meaning,
    page: include_str!("federated_pull_request.md"),
    check,
};

fn check(view: &View<'_>, found: &mut Vec<Diagnostic>) {
    let mut told = BTreeSet::new();
    for trust in trusts(view)
        .into_iter()
        .filter(|trust| trust.follows_from("pull_request"))
    {
        let held = view.held(trust.id);
        let Some((_, first)) = held.first().filter(|_| told.insert(trust.federation.span)) else {
            continue;
        };
        let name = view.principal_name(trust.id);
        let message = format!("every pull request may run code as `{name}`");
        found.push(
            RULE.at(trust.span("pull-request"), message)
                .note("a pull request runs what its author wrote before anybody has read it")
                .note(format!("pull request -> {}", view.chain(trust.id, first)))
                .suggest(
                    "trust an environment of GitHub, which reviewers can guard",
                    trust.by_environment(view),
                )
                .suggest("remove it", trust.removal()),
        );
    }
}
