#![doc = include_str!("endpoint_identity_writes_storage.md")]

use crate::diagnostic::{Code, Diagnostic, Severity};
use crate::lint::host::{code_places, hosts};
use crate::lint::power::{Power, causes};
use crate::lint::{Group, Judges, Rule, View};
use crate::model::Kind;

pub(crate) static RULE: Rule = Rule {
    code: Code {
        id: "RW503",
        name: "endpoint-identity-writes-storage",
    },
    group: Group::MachineLearning,
    severity: Severity::Warning,
    judges: Judges::Meaning,
    page: include_str!("endpoint_identity_writes_storage.md"),
    check,
};

fn check(view: &View<'_>, found: &mut Vec<Diagnostic>) {
    let endpoints = hosts(view, Kind::Endpoint);
    if endpoints.is_empty() {
        return;
    }
    let places = code_places(view);
    let mut given = Vec::new();
    for host in endpoints {
        for (_, assignment) in view.held(host.identity) {
            let mut near = places.get(&host.workspace).into_iter().flatten();
            let place = near.find(|place| view.model.covers(assignment.scope, **place));
            if let Some(place) = place.filter(|_| view.possibly(assignment.role, Power::WriteBlobs))
            {
                given.push((assignment, *place, host));
            }
        }
    }
    for cause in causes(view, given.iter().map(|(one, place, _)| (*one, *place))) {
        let first = given
            .iter()
            .find(|(one, ..)| std::ptr::eq(*one, cause.assignment));
        let Some((assignment, place, host)) = first else {
            continue;
        };
        let (endpoint, place) = (view.scope_name(host.scope), view.scope_name(*place));
        let message =
            format!("endpoint `{endpoint}` may write to `{place}`, where its workspace keeps code");
        found.push(
            RULE.at(cause.span(view), message)
                .note("whoever takes over the served model can change what jobs and notebooks run next")
                .note(format!("{endpoint} -> {}", view.chain(host.identity, assignment)))
                .suggest("let it read, and write only to a container that holds no code", cause.edits(view)),
        );
    }
}
