#![doc = include_str!("endpoint_identity_cannot_start.md")]

use std::collections::BTreeMap;

use crate::diagnostic::{Code, Diagnostic, Edit, Severity};
use crate::lint::host::{Host, hosts, scopes};
use crate::lint::words::listed;
use crate::lint::{Group, Judges, Rule, View};
use crate::model::permission::Plane;
use crate::model::{Kind, ScopeId};
use crate::source::Span;

pub(crate) static RULE: Rule = Rule {
    code: Code {
        id: "RW511",
        name: "endpoint-identity-cannot-start",
    },
    group: Group::MachineLearning,
    severity: Severity::Warning,
    judges: Judges::Meaning,
    page: include_str!("endpoint_identity_cannot_start.md"),
    check,
};

/// What an endpoint does before it answers anything, where, and the role that gives it.
struct Need {
    kind: Kind,
    operations: [(Plane, &'static str); 2],
    verb: &'static str,
    role: &'static str,
}

const NEEDS: [Need; 2] = [
    Need {
        kind: Kind::ContainerRegistry,
        operations: [
            (Plane::Control, "Microsoft.ContainerRegistry/registries/pull/read"),
            (
                Plane::Data,
                "Microsoft.ContainerRegistry/registries/repositories/content/read",
            ),
        ],
        verb: "pull images from",
        role: "AcrPull",
    },
    Need {
        kind: Kind::Storage,
        operations: [
            (Plane::Data, BLOBS),
            (Plane::Data, BLOBS),
        ],
        verb: "read blobs of",
        role: "Storage Blob Data Reader",
    },
];

const BLOBS: &str = "Microsoft.Storage/storageAccounts/blobServices/containers/blobs/read";

fn check(view: &View<'_>, found: &mut Vec<Diagnostic>) {
    if view.model.partial {
        return;
    }
    let mut lacking: BTreeMap<Span, Vec<(Host, ScopeId, &Need)>> = BTreeMap::new();
    for host in hosts(view, Kind::Endpoint) {
        let scope = view.model.scope(host.scope);
        let online = scope.filter(|one| one.setting("kind").is_none_or(|kind| kind.value == "online"));
        let Some(runs_as) = online.and_then(|one| one.runs_as) else {
            continue;
        };
        let links = view.model.scope(host.workspace).map_or(&[][..], |one| &one.links);
        for target in links.iter().map(|link| link.target) {
            let kind = view.model.scope(target).map(|one| one.kind);
            let need = NEEDS.iter().find(|need| Some(need.kind) == kind);
            if let Some(need) = need.filter(|need| !has(view, &host, target, need)) {
                lacking.entry(runs_as).or_default().push((host, target, need));
            }
        }
    }
    for (span, lacks) in lacking {
        found.push(finding(view, span, &lacks));
    }
}

/// Tells whether an endpoint's identity surely has what it needs on a resource or part of it.
fn has(view: &View<'_>, host: &Host, target: ScopeId, need: &Need) -> bool {
    let parts = scopes(view).filter(|(_, scope)| scope.parent == Some(target));
    let mut places = std::iter::once(target).chain(parts.map(|(id, _)| id));
    let operations = need.operations.iter();
    let wanted: Vec<_> = operations
        .filter_map(|(plane, name)| view.catalog.find(*plane, name))
        .collect();
    places.any(|place| {
        view.over(host.identity, place).into_iter().any(|one| {
            let reach = view.reach(one.role);
            reach.is_some_and(|reach| wanted.iter().any(|id| reach.lower.contains(*id)))
        })
    })
}

fn finding(view: &View<'_>, span: Span, lacks: &[(Host, ScopeId, &Need)]) -> Diagnostic {
    let names = listed(lacks.iter().map(|(host, ..)| view.scope_name(host.scope)));
    let mut finding = RULE
        .at(span, format!("endpoint {names} runs as an identity that it cannot start with"))
        .note("Azure gives an endpoint's own identity what it needs, and another identity nothing");
    let mut edits = String::new();
    let mut end = span;
    for (host, target, need) in lacks {
        let (who, place) = (view.principal_name(host.identity), view.scope_name(*target));
        finding = finding.note(format!("`{who}` may not {} `{place}`", need.verb));
        let line = format!("\ngrant \"{}\" to {who} on {place}", need.role);
        if !edits.contains(&line) {
            edits.push_str(&line);
        }
        let scope = view.model.scope(host.scope).and_then(|one| one.declared);
        let declared = scope.and_then(|id| view.model.declaration(id));
        end = declared.map_or(end, |one| one.span);
    }
    finding.suggest("grant it, before the endpoint is made", vec![Edit::insert_after(end, edits)])
}
