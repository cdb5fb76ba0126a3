#![doc = include_str!("storage_writer_runs_code.md")]

use crate::diagnostic::{Code, Diagnostic, Severity};
use crate::lint::host::{Host, code_places, hosts};
use crate::lint::power::{Cause, Power, Targets, causes};
use crate::lint::{Group, Judges, Rule, View};
use crate::model::{Kind, PrincipalId, ScopeId, Tier};
use std::collections::{HashMap, HashSet};

pub(crate) static RULE: Rule = Rule {
    code: Code {
        id: "RW510",
        name: "storage-writer-runs-code",
    },
    group: Group::MachineLearning,
    severity: Severity::Warning,
    judges: Judges::Meaning,
    page: include_str!("storage_writer_runs_code.md"),
    check,
};

fn check(view: &View<'_>, found: &mut Vec<Diagnostic>) {
    let computes = hosts(view, Kind::Compute);
    let code = code(view, &computes);
    let mut targets: Vec<_> = code.keys().copied().collect();
    targets.sort_unstable();
    let machines = machines(view);
    let writing = view.giving(Power::WriteBlobs, &Targets::of(view, targets));
    let gaining = writing.into_iter().filter(|(one, place)| {
        let host = code.get(place);
        !machines.contains(&one.principal)
            && host
                .is_some_and(|host| !view.surely_has(one.principal, Power::Submit, host.workspace))
    });
    let findings = causes(view, gaining).into_iter();
    found.extend(findings.filter_map(|cause| Some(finding(view, &cause, code.get(&cause.target)?))));
}

/// Lists where code of workspaces is kept, each place with the first compute that runs it and that
/// is worth having.
fn code<'h>(view: &View<'_>, computes: &'h [Host]) -> HashMap<ScopeId, &'h Host> {
    // In production even a compute without rights acts for whoever submits to it.
    let in_production = |host: &Host| view.model.tier(host.workspace) == Some(Tier::Production);
    let powerful = computes
        .iter()
        .filter(|host| in_production(host) || !view.held(host.identity).is_empty());
    let mut by_workspace: HashMap<ScopeId, &Host> = HashMap::new();
    for host in powerful {
        by_workspace.entry(host.workspace).or_insert(host);
    }
    let places = code_places(view);
    let mut code: HashMap<ScopeId, &Host> = HashMap::new();
    for (workspace, host) in &by_workspace {
        for place in places.get(workspace).into_iter().flatten() {
            let known = code.entry(*place).or_insert(host);
            if host.scope < known.scope {
                *known = host;
            }
        }
    }
    code
}

fn finding<'v>(view: &View<'v>, cause: &Cause<'v>, host: &Host) -> Diagnostic {
    let (place, compute) = (view.scope_name(cause.target), view.scope_name(host.scope));
    let message = format!(
        "{} may write to `{place}`, where `{}` keeps code",
        cause.who(view),
        view.scope_name(host.workspace)
    );
    let identity = view.principal_name(host.identity);
    RULE.at(cause.span(view), message)
        .note("whoever changes the code of a job there runs code, without any right to submit jobs")
        .note(format!("{} -> {compute} -> {identity}", cause.path(view)))
        .suggest(
            "grant it on a container that holds data only",
            cause.edits(view),
        )
}

/// Collects the identities that workspaces, computes and endpoints act as, which are told of by
/// rules of their own.
fn machines(view: &View<'_>) -> HashSet<PrincipalId> {
    view.model
        .scopes
        .iter()
        .filter_map(|scope| scope.identity)
        .collect()
}
