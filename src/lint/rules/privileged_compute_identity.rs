#![doc = include_str!("privileged_compute_identity.md")]

use crate::algebra::OperationSet;
use crate::catalog::Risk;
use crate::compile::Assignment;
use crate::diagnostic::{Code, Diagnostic, Severity};
use crate::lint::host::{Host, hosts};
use crate::lint::power::{Power, causes};
use crate::lint::{Group, Judges, Rule, View};
use crate::model::Kind;

pub(crate) static RULE: Rule = Rule {
    code: Code {
        id: "RW507",
        name: "privileged-compute-identity",
    },
    group: Group::MachineLearning,
    severity: Severity::Error,
    judges: Judges::Meaning,
    page: include_str!("privileged_compute_identity.md"),
    check,
};

fn check(view: &View<'_>, found: &mut Vec<Diagnostic>) {
    let mut given = Vec::new();
    for host in hosts(view, Kind::Compute) {
        for (_, assignment) in view.held(host.identity) {
            let power = privileges(view, assignment);
            if power.is_empty() {
                continue;
            }
            if let Some(submits) = weaker_submitter(view, &host, assignment, &power) {
                given.push((assignment, host, submits, power));
            }
        }
    }
    for cause in causes(
        view,
        given.iter().map(|(one, host, ..)| (*one, host.workspace)),
    ) {
        let first = given
            .iter()
            .find(|(one, ..)| std::ptr::eq(*one, cause.assignment));
        let Some((assignment, host, submits, power)) = first else {
            continue;
        };
        let who = view.principal_name(submits.principal);
        let (compute, place) = (
            view.scope_name(host.scope),
            view.scope_name(assignment.scope),
        );
        let message = format!(
            "`{who}` may do more on `{place}` by a job on `{compute}` than by its own grants"
        );
        let run = view.chain(submits.principal, submits);
        found.push(
            RULE.at(cause.span(view), message)
                .related(view.place(submits), "whoever holds this may run code there")
                .note(format!("beyond its own grants: {}", view.witnesses(power)))
                .note(format!("{run} -> {compute} -> {}", view.chain(host.identity, assignment)))
                .suggest("take it from the compute's identity, and let an identity do it that runs no jobs", cause.edits(view)),
        );
    }
}

/// Keeps what an assignment possibly gives of access, identities and guard rails.
fn privileges(view: &View<'_>, assignment: &Assignment) -> OperationSet {
    let mut kept = OperationSet::empty();
    if let Some(reach) = view.reach(assignment.role) {
        let grave = [Risk::GuardRails, Risk::Identity, Risk::AccessControl];
        let fits = reach
            .upper
            .ids()
            .filter(|id| grave.contains(&view.catalog.operation(*id).risk));
        fits.for_each(|id| kept.insert(id));
    }
    kept
}

/// Finds who may submit jobs to a compute's workspace and surely lacks what its identity holds.
fn weaker_submitter<'v>(
    view: &View<'v>,
    host: &Host,
    held: &Assignment,
    power: &OperationSet,
) -> Option<&'v Assignment> {
    let above = view.model.ancestors(host.workspace);
    let mut near = above.flat_map(|(scope, _)| view.assignments_at(scope).collect::<Vec<_>>());
    near.find(|one| {
        let submits = view.possibly(one.role, Power::Submit) && one.principal != host.identity;
        submits && view.is_plain(one) && {
            let mut left = power.clone();
            for own in view.over(one.principal, held.scope) {
                if let Some(reach) = view.reach(own.role) {
                    left = left.difference(&reach.lower);
                }
            }
            !left.is_empty()
        }
    })
}
