#![doc = include_str!("person_as_host_identity.md")]

use crate::diagnostic::{Code, Diagnostic, Severity};
use crate::lint::host::{own_identity, scopes};
use crate::lint::{Group, Judges, Rule, View};
use crate::model::ScopeId;
use crate::source::Span;
use std::collections::BTreeMap;

pub(crate) static RULE: Rule = Rule {
    code: Code {
        id: "RW409",
        name: "person-as-host-identity",
    },
    group: Group::Identities,
    severity: Severity::Error,
    judges: Judges::Meaning,
    page: include_str!("person_as_host_identity.md"),
    check,
};

fn check(view: &View<'_>, found: &mut Vec<Diagnostic>) {
    let mut places: BTreeMap<Span, Vec<ScopeId>> = BTreeMap::new();
    for (id, scope) in scopes(view) {
        let principal = scope.identity.and_then(|id| view.model.principal(id));
        let human = principal.is_some_and(|one| !one.kind.is_workload());
        if let Some(span) = scope.runs_as.filter(|_| human) {
            places.entry(span).or_default().push(id);
        }
    }
    for (span, hosts) in places {
        let scope = hosts.first().and_then(|id| view.model.scope(*id));
        let Some((scope, identity)) = scope.and_then(|scope| Some((scope, scope.identity?))) else {
            continue;
        };
        let Some(principal) = view.model.principal(identity) else {
            continue;
        };
        let kind = principal.kind.keyword();
        let message = format!(
            "{} `{}` cannot run as {kind} `{}`",
            scope.kind.keyword(),
            scope.name,
            principal.name
        );
        let edits = own_identity(
            view,
            &hosts,
            identity,
            &format!("{}-runner", principal.name),
        );
        found.push(
            RULE.at(span, message)
                .note("code runs as a managed identity; a person's rights are for what that person does")
                .suggest("declare a managed identity for it, and grant it what the code needs", edits),
        );
    }
}
