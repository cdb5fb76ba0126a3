//! Great power at great height: what roles of a class are granted at subscriptions and above, and
//! who owns a subscription.

use std::collections::{BTreeMap, BTreeSet};

use super::grade::Class;
use super::mend::without;
use super::view::View;
use super::words::listed;
use crate::compile::Assignment;
use crate::diagnostic::Edit;
use crate::model::{Level, PrincipalId, PrincipalKind, ScopeId, StatementId};
use crate::source::Span;

/// A statement that grants a role of a class at a subscription or above.
pub(super) struct High {
    /// Where the role is named.
    pub(super) span: Span,
    /// Who, in words.
    pub(super) who: String,
    /// Where, in words.
    pub(super) place: String,
    /// What takes it away.
    pub(super) edits: Vec<Edit>,
}

/// Lists the standing, unconditional grants of roles of a class at subscriptions and above; what
/// is kept for emergencies is left out.
pub(super) fn high(view: &View<'_>, class: Class) -> Vec<High> {
    let described = standing(view, class).into_iter();
    let described = described.filter_map(|(statement, found)| {
        let written = view.model.statement(statement)?;
        let grants: Vec<usize> = found.iter().map(|(grant, _)| *grant).collect();
        let all = found.iter().map(|(_, one)| one);
        Some(High {
            span: written.what_span,
            who: listed(all.clone().map(|one| view.principal_name(one.principal))),
            place: places(view, all.map(|one| one.scope)),
            edits: without(view, statement, &grants),
        })
    });
    described.collect()
}

/// Finds by statement which of its grants gives a role of a class up there, by which assignment.
fn standing<'v>(
    view: &View<'v>,
    class: Class,
) -> BTreeMap<StatementId, Vec<(usize, &'v Assignment)>> {
    let mut found: BTreeMap<_, Vec<_>> = BTreeMap::new();
    let high = view.compiled.assignments.iter().filter(|one| {
        let grade = view.grade(one.role);
        is_high(view, one.scope) && grade.is_some_and(|grade| grade.class == class)
    });
    for assignment in high {
        let sources = assignment.sources.iter();
        let sources = sources.filter_map(|index| view.compiled.sources.get(*index));
        for grant in sources.map(|source| source.grant) {
            let statement = view.model.grants.get(grant).map(|one| one.statement);
            let written = statement.and_then(|id| Some((id, view.model.statement(id)?)));
            if let Some((id, one)) = written
                && !one.eligible
                && one.condition.is_none()
                && !one.keep
            {
                found.entry(id).or_default().push((grant, assignment));
            }
        }
    }
    found
}

/// Tells whether a scope is a subscription or above.
pub(super) fn is_high(view: &View<'_>, scope: ScopeId) -> bool {
    let level = view.model.scope(scope).map(|scope| scope.level);
    matches!(level, Some(Level::Subscription | Level::ManagementGroup))
}

fn places(view: &View<'_>, scopes: impl Iterator<Item = ScopeId> + Clone) -> String {
    let level = scopes
        .clone()
        .filter_map(|id| view.model.scope(id))
        .map(|scope| scope.level)
        .min();
    let word = match level {
        Some(Level::ManagementGroup) => "management group",
        _ => "subscription",
    };
    format!("{word} {}", listed(scopes.map(|id| view.scope_name(id))))
}

/// Someone who owns a subscription, by one grant.
pub(super) struct Owner<'v> {
    /// The grant's position.
    pub(super) grant: usize,
    /// Its assignment.
    pub(super) assignment: &'v Assignment,
    /// The people and machines that the grant makes owners; a group without declared members
    /// stands for itself.
    pub(super) who: Vec<PrincipalId>,
}

/// Lists the owners of each subscription, in the order of the text; subscriptions with equal
/// lists come once.
pub(super) fn owners<'v>(view: &View<'v>) -> Vec<(ScopeId, Vec<Owner<'v>>)> {
    let mut seen = BTreeSet::new();
    let mut found = Vec::new();
    for index in 0..view.model.scopes.len() {
        let id = ScopeId::new(index);
        let subscription = view
            .model
            .scope(id)
            .is_some_and(|scope| scope.level == Level::Subscription);
        if !subscription {
            continue;
        }
        let above = view.model.ancestors(id).flat_map(|(scope, _)| {
            let here: Vec<_> = view.assignments_at(scope).collect();
            here
        });
        let owning = above.filter(|one| {
            view.grade(one.role)
                .is_some_and(|grade| grade.class == Class::Owner)
        });
        let mut owners: Vec<_> = owning
            .flat_map(|assignment| of_assignment(view, assignment))
            .collect();
        owners.sort_by_key(|owner| {
            view.model
                .grants
                .get(owner.grant)
                .map(|grant| (grant.to_span, grant.on_span))
        });
        let grants: Vec<usize> = owners.iter().map(|owner| owner.grant).collect();
        if !owners.is_empty() && seen.insert(grants) {
            found.push((id, owners));
        }
    }
    found
}

fn of_assignment<'v>(view: &View<'v>, assignment: &'v Assignment) -> Vec<Owner<'v>> {
    let sources = assignment
        .sources
        .iter()
        .filter_map(|index| view.compiled.sources.get(*index));
    let owner = |grant| Owner {
        grant,
        assignment,
        who: leaves(view, assignment.principal),
    };
    sources.map(|source| owner(source.grant)).collect()
}

/// Lists the principals that are no groups among a principal and its declared members.
pub(super) fn leaves(view: &View<'_>, principal: PrincipalId) -> Vec<PrincipalId> {
    let mut found = Vec::new();
    let mut waiting = vec![principal];
    let mut next = 0;
    while let Some(current) = waiting.get(next).copied() {
        next += 1;
        let Some(one) = view.model.principal(current) else {
            continue;
        };
        if one.kind != PrincipalKind::Group || one.members.is_empty() {
            found.push(current);
        }
        for member in &one.members {
            if !waiting.contains(&member.principal) {
                waiting.push(member.principal);
            }
        }
    }
    found
}
