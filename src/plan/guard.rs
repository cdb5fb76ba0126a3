//! What the plan as a whole is held to.

use std::collections::BTreeSet;

use super::Work;
use super::change::{Kind, Plan, Unread};
use super::refusal::{Guard, Refusal};
use crate::observed::Aspect;

/// What has to be read of a scope for a plan to know what is there.
const ASKED: [(Aspect, &str); 2] = [
    (Aspect::RoleAssignments, "the role assignments"),
    (Aspect::RoleDefinitions, "the role definitions"),
];

/// Lists what was not read of the scopes at which the policy assigns.
pub(super) fn unread(work: &Work<'_>) -> Vec<Unread> {
    let model = work.input.model;
    let assignments = work.input.compiled.assignments.iter();
    let scopes: BTreeSet<_> = assignments.map(|one| one.scope).collect();
    let scopes = scopes.into_iter().filter_map(|id| model.scope(id));
    // That a scope is not there is known, and refuses the plan.
    let scopes = scopes.filter(|scope| work.index.absent(&scope.id).is_none());
    let unread = scopes.flat_map(|scope| {
        ASKED.iter().filter_map(|(aspect, what)| {
            let reason = work.index.unread(*aspect, &scope.id)?;
            Some(Unread {
                scope: scope.id.clone(),
                what,
                reason: reason.to_owned(),
            })
        })
    });
    let mut unread: Vec<_> = unread.collect();
    unread.sort();
    unread.dedup();
    unread
}

/// Refuses to delete more than is allowed.
pub(super) fn many_deletes(work: &Work<'_>, plan: &Plan) -> Option<Refusal> {
    let (count, most) = (plan.count(Kind::Delete), work.input.max_deletes);
    (count > most).then(|| {
        Refusal::new(
            Guard::ManyDeletes,
            work.input.model.policy.span.into_iter().collect(),
            format!("{count} to delete, and more than {most} may be a mistake"),
            format!("look at each, then allow them with `--max-deletes {count}`, or set `plan.max-deletes` in rolewright.toml"),
        )
    })
}
