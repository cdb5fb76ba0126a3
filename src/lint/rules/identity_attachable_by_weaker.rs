#![doc = include_str!("identity_attachable_by_weaker.md")]

use crate::algebra::OperationSet;
use crate::catalog::Risk;
use crate::compile::Assignment;
use crate::diagnostic::{Code, Diagnostic, Severity};
use crate::lint::power::{Cause, Power, Targets, causes};
use crate::lint::{Group, Judges, Rule, View};
use crate::model::{PrincipalId, ScopeId};
use std::collections::HashMap;

pub(crate) static RULE: Rule = Rule {
    code: Code {
        id: "RW410",
        name: "identity-attachable-by-weaker",
    },
    group: Group::Identities,
    severity: Severity::Warning,
    judges: Judges::Meaning,
    page: include_str!("identity_attachable_by_weaker.md"),
    check,
};

/// An identity and what it holds that is worth having.
type Strong<'v> = (PrincipalId, Vec<(&'v Assignment, OperationSet)>);

fn check(view: &View<'_>, found: &mut Vec<Diagnostic>) {
    let strong = strong(view);
    let mut scopes: Vec<_> = strong.keys().copied().collect();
    scopes.sort_unstable();
    let targets = Targets::of(view, scopes);
    let attaching = view.giving(Power::AttachIdentity, &targets).into_iter();
    let weaker = attaching.filter(|(one, target)| {
        let identity = strong.get(target);
        !view.is_general(one.role)
            && creates_hosts(view, one.principal)
            && identity.is_some_and(|(_, grave)| missing(view, one.principal, grave).is_some())
    });
    let findings = causes(view, weaker).into_iter();
    found.extend(findings.filter_map(|cause| {
        let identity = strong.get(&cause.target)?;
        finding(view, &cause, identity)
    }));
}

/// Collects the identities that hold something worth having, by the resource that each is.
fn strong<'v>(view: &View<'v>) -> HashMap<ScopeId, Strong<'v>> {
    let principals = view.model.principals.iter().enumerate();
    let strong = principals.filter_map(|(index, principal)| {
        let id = PrincipalId::new(index);
        let scope = principal.scope?;
        let held = view.held(id).into_iter();
        let grave = held.map(|(_, one)| (one, grave(view, one)));
        let grave: Vec<_> = grave.filter(|(_, grave)| !grave.is_empty()).collect();
        (!grave.is_empty()).then_some((scope, (id, grave)))
    });
    strong.collect()
}

fn finding<'v>(
    view: &View<'v>,
    cause: &Cause<'v>,
    (identity, grave): &Strong<'v>,
) -> Option<Diagnostic> {
    let (held, lacking) = missing(view, cause.assignment.principal, grave)?;
    let name = view.principal_name(*identity);
    let message = format!("{} may run code as `{name}`, which may do more", cause.who(view));
    let finding = RULE
        .at(cause.span(view), message)
        .note(format!("beyond their own grants: {}", view.witnesses(&lacking)))
        .note(format!("{} -> {}", cause.path(view), view.chain(*identity, held)));
    Some(finding.suggest(
        "remove it, or take from the identity what its borrowers may not do",
        cause.edits(view),
    ))
}

/// Keeps what an assignment possibly gives and what leads further: secrets, identities, access.
fn grave(view: &View<'_>, assignment: &Assignment) -> OperationSet {
    let grave = [
        Risk::GuardRails,
        Risk::Secrets,
        Risk::Identity,
        Risk::AccessControl,
    ];
    let mut kept = OperationSet::empty();
    for id in view.reach(assignment.role).into_iter().flat_map(|reach| reach.upper.ids()) {
        if grave.contains(&view.catalog.operation(id).risk) {
            kept.insert(id);
        }
    }
    kept
}

fn creates_hosts(view: &View<'_>, principal: PrincipalId) -> bool {
    let held = view.held(principal);
    held.iter()
        .any(|(_, one)| view.possibly(one.role, Power::CreateHost))
}

/// Finds what an identity holds and a principal surely does not.
fn missing<'v>(
    view: &View<'v>,
    principal: PrincipalId,
    grave: &[(&'v Assignment, OperationSet)],
) -> Option<(&'v Assignment, OperationSet)> {
    grave.iter().find_map(|(held, operations)| {
        let mut left = operations.clone();
        for own in view.over(principal, held.scope) {
            if let Some(reach) = view.reach(own.role) {
                left = left.difference(&reach.lower);
            }
        }
        (!left.is_empty()).then_some((*held, left))
    })
}
