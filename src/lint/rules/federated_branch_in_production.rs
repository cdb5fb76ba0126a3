#![doc = include_str!("federated_branch_in_production.md")]

use crate::diagnostic::{Code, Diagnostic, Severity};
use crate::lint::host::in_production;
use crate::lint::power::Targets;
use crate::lint::trust::trusts;
use crate::lint::{Group, Judges, Rule, View};
use crate::model::Kind;
use std::collections::BTreeSet;

pub(crate) static RULE: Rule = Rule {
    code: Code {
        id: "RW422",
        name: "federated-branch-in-production",
    },
    group: Group::Federation,
    severity: Severity::Warning,
    judges: Judges::Meaning,
    page: include_str!("federated_branch_in_production.md"),
    check,
};

fn check(view: &View<'_>, found: &mut Vec<Diagnostic>) {
    let trusting: Vec<_> = trusts(view)
        .into_iter()
        .filter(|trust| trust.follows_from("ref"))
        .collect();
    if trusting.is_empty() {
        return;
    }
    let places = Kind::ALL
        .into_iter()
        .flat_map(|kind| in_production(view, kind));
    let production = Targets::of(view, places);
    let mut told = BTreeSet::new();
    for trust in trusting {
        let held = view.held(trust.id);
        let reaching = held
            .iter()
            .find(|(_, one)| production.below(one.scope).is_some());
        let Some((_, first)) = reaching.filter(|_| told.insert(trust.federation.span)) else {
            continue;
        };
        let key = if trust.text("tag").is_some() {
            "tag"
        } else {
            "branch"
        };
        let name = view.principal_name(trust.id);
        let message = format!("a {key} is enough to act as `{name}`, which reaches production");
        found.push(
            RULE.at(trust.span(key), message)
                .note(format!(
                    "whoever may push to the repository can reach it: nobody has to approve a {key}"
                ))
                .note(format!("{key} -> {}", view.chain(trust.id, first)))
                .suggest(
                    "trust an environment of GitHub, which reviewers can guard",
                    trust.by_environment(view),
                ),
        );
    }
}
