#![doc = include_str!("identity_shared_by_stages.md")]

use crate::diagnostic::{Code, Diagnostic, Severity};
use crate::lint::host::{Host, hosts, own_identity};
use crate::lint::{Group, Judges, Rule, View};
use crate::model::{DeclaredId, Kind};
use std::collections::BTreeMap;

pub(crate) static RULE: Rule = Rule {
    code: Code {
        id: "RW402",
        name: "identity-shared-by-stages",
    },
    group: Group::Identities,
    severity: Severity::Warning,
    judges: Judges::Meaning,
    page: include_str!("identity_shared_by_stages.md"),
    check,
};

fn check(view: &View<'_>, found: &mut Vec<Diagnostic>) {
    let mut shared: BTreeMap<DeclaredId, (Vec<Host>, Vec<Host>)> = BTreeMap::new();
    for (kind, first) in [(Kind::Compute, true), (Kind::Endpoint, false)] {
        for host in hosts(view, kind) {
            let principal = view.model.principal(host.identity);
            let Some(principal) =
                principal.filter(|one| one.kind.is_workload() && one.implicit_of.is_none())
            else {
                continue;
            };
            let lists = shared.entry(principal.declared).or_default();
            if first {
                lists.0.push(host);
            } else {
                lists.1.push(host);
            }
        }
    }
    for (computes, endpoints) in shared.values() {
        let meet = |endpoint: &&Host| {
            computes
                .iter()
                .any(|compute| compute.identity == endpoint.identity)
        };
        let Some(endpoint) = endpoints.iter().find(meet) else {
            continue;
        };
        let Some(compute) = computes
            .iter()
            .find(|one| one.identity == endpoint.identity)
        else {
            continue;
        };
        let place = |host: &Host| {
            view.model
                .scope(host.scope)
                .and_then(|scope| scope.runs_as)
                .unwrap_or_default()
        };
        let name = view.principal_name(endpoint.identity);
        let (serves, trains) = (
            view.scope_name(endpoint.scope),
            view.scope_name(compute.scope),
        );
        let stem = view
            .model
            .principal(endpoint.identity)
            .map(|one| format!("{}-serving", one.name));
        let scopes: Vec<_> = endpoints.iter().map(|host| host.scope).collect();
        let edits = own_identity(view, &scopes, endpoint.identity, &stem.unwrap_or_default());
        let message =
            format!("endpoint `{serves}` and compute `{trains}` act as one identity, `{name}`");
        found.push(
            RULE.at(place(endpoint), message)
                .related(place(compute), "the compute acts as it here")
                .note("what training may do the served model may do too, and whoever runs jobs acts as the endpoint")
                .suggest("give the endpoint an identity of its own, and grant it what serving needs", edits),
        );
    }
}
