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

/// The computes and the endpoints that act as one declared identity.
#[derive(Default)]
struct Shared {
    computes: Vec<Host>,
    endpoints: Vec<Host>,
}

fn check(view: &View<'_>, found: &mut Vec<Diagnostic>) {
    for shared in shared(view).values() {
        let meeting = shared.endpoints.iter().find_map(|endpoint| {
            let mut computes = shared.computes.iter();
            let compute = computes.find(|one| one.identity == endpoint.identity)?;
            Some((endpoint, compute))
        });
        found.extend(meeting.map(|meeting| finding(view, shared, meeting)));
    }
}

fn shared(view: &View<'_>) -> BTreeMap<DeclaredId, Shared> {
    let declared = |host: &Host| {
        let principal = view.model.principal(host.identity)?;
        let own = principal.kind.is_workload() && principal.implicit_of.is_none();
        own.then_some(principal.declared)
    };
    let mut found: BTreeMap<DeclaredId, Shared> = BTreeMap::new();
    for host in hosts(view, Kind::Compute) {
        if let Some(identity) = declared(&host) {
            found.entry(identity).or_default().computes.push(host);
        }
    }
    for host in hosts(view, Kind::Endpoint) {
        if let Some(identity) = declared(&host) {
            found.entry(identity).or_default().endpoints.push(host);
        }
    }
    found
}

fn finding(view: &View<'_>, shared: &Shared, (endpoint, compute): (&Host, &Host)) -> Diagnostic {
    let place = |host: &Host| {
        let scope = view.model.scope(host.scope);
        scope.and_then(|scope| scope.runs_as).unwrap_or_default()
    };
    let name = view.principal_name(endpoint.identity);
    let [serves, trains] = [endpoint, compute].map(|host| view.scope_name(host.scope));
    let identity = view.model.principal(endpoint.identity);
    let own = identity.map(|one| format!("{}-serving", one.name)).unwrap_or_default();
    let scopes: Vec<_> = shared.endpoints.iter().map(|host| host.scope).collect();
    let message =
        format!("endpoint `{serves}` and compute `{trains}` act as one identity, `{name}`");
    RULE.at(place(endpoint), message)
        .related(place(compute), "the compute acts as it here")
        .note("what training may do the served model may do too, and whoever runs jobs acts as the endpoint")
        .suggest(
            "give the endpoint an identity of its own, and grant it what serving needs",
            own_identity(view, &scopes, endpoint.identity, &own),
        )
}
