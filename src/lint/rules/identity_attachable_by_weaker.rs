#![doc = include_str!("identity_attachable_by_weaker.md")]

use crate::algebra::OperationSet;
use crate::catalog::Risk;
use crate::compile::Assignment;
use crate::diagnostic::{Code, Diagnostic, Severity};
use crate::lint::power::{Power, Targets, causes};
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
    let mut strong: HashMap<ScopeId, Strong<'_>> = HashMap::new();
    for (index, principal) in view.model.principals.iter().enumerate() {
        let Some(scope) = principal.scope else {
            continue;
        };
        let id = PrincipalId::new(index);
        let held = view
            .held(id)
            .into_iter()
            .map(|(_, one)| (one, grave(view, one)));
        let grave: Vec<_> = held.filter(|(_, grave)| !grave.is_empty()).collect();
        if !grave.is_empty() {
            strong.insert(scope, (id, grave));
        }
    }
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
    let weaker: Vec<_> = weaker.collect();
    for cause in causes(view, weaker) {
        let Some((identity, grave)) = strong.get(&cause.target) else {
            continue;
        };
        let Some((held, lacking)) = missing(view, cause.assignment.principal, grave) else {
            continue;
        };
        let name = view.principal_name(*identity);
        let message = format!(
            "{} may run code as `{name}`, which may do more",
            cause.who(view)
        );
        found.push(
            RULE.at(cause.span(view), message)
                .note(format!("beyond their own grants: {}", view.witnesses(&lacking)))
                .note(format!(
                    "{} -> {}",
                    cause.path(view),
                    view.chain(*identity, held)
                ))
                .suggest(
                    "remove it, or take from the identity what its borrowers may not do",
                    cause.edits(view),
                ),
        );
    }
}

/// Keeps what an assignment possibly gives and what leads further: secrets, identities, access.
fn grave(view: &View<'_>, assignment: &Assignment) -> OperationSet {
    let empty = OperationSet::empty();
    let reach = view.reach(assignment.role);
    let grave = [
        Risk::GuardRails,
        Risk::Secrets,
        Risk::Identity,
        Risk::AccessControl,
    ];
    reach.map_or(empty, |reach| {
        let mut kept = OperationSet::empty();
        let fits = reach
            .upper
            .ids()
            .filter(|id| grave.contains(&view.catalog.operation(*id).risk));
        fits.for_each(|id| kept.insert(id));
        kept
    })
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
