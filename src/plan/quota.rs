//! Limits of Azure while both what was and what is to be are there.

use std::collections::BTreeMap;

use super::Work;
use super::change::{Change, Kind, Plan, Subject};
use super::refusal::{Guard, Refusal};
use crate::compile::place::Place;

/// Where assignments are counted: a subscription with all below it, or a management group alone.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
enum Counter {
    Subscription(String),
    ManagementGroup(String),
}

impl Counter {
    fn of(scope: &str) -> Option<Self> {
        match Place::of(scope)? {
            Place::ManagementGroup { name } => Some(Self::ManagementGroup(name.to_lowercase())),
            place => Some(Self::Subscription(place.subscription()?.to_lowercase())),
        }
    }
}

/// Lists the limits that are passed.
pub(super) fn exceeded(work: &Work<'_>, plan: &Plan) -> Vec<Refusal> {
    let mut found = assignments(work, plan);
    found.extend(roles(work, plan));
    found
}

fn assignments(work: &Work<'_>, plan: &Plan) -> Vec<Refusal> {
    let mut new: BTreeMap<Counter, Vec<&Change>> = BTreeMap::new();
    let created = plan.changes.iter().filter(|one| one.kind == Kind::Create);
    for change in created {
        if let Subject::Assignment { scope, .. } = &change.subject
            && let Some(counter) = Counter::of(scope)
        {
            new.entry(counter).or_default().push(change);
        }
    }
    let mut there: BTreeMap<Counter, usize> = BTreeMap::new();
    let all = work.found.assignments();
    for (_, one) in all.filter(|(_, one)| work.found.is_in_force(one)) {
        if let Some(counter) = Counter::of(&one.scope).filter(|one| new.contains_key(one)) {
            *there.entry(counter).or_default() += 1;
        }
    }
    let new = new.into_iter();
    new.filter_map(|(counter, new)| {
        let there = there.get(&counter).copied().unwrap_or_default();
        too_many(work, &counter, there, &new)
    })
    .collect()
}

fn too_many(work: &Work<'_>, counter: &Counter, there: usize, new: &[&Change]) -> Option<Refusal> {
    let limits = work.input.limits;
    let (what, limit, setting) = match counter {
        Counter::Subscription(id) => (
            format!("subscription `{id}`"),
            limits.assignments_per_subscription,
            "; the limit is the setting `limits.assignments-per-subscription`",
        ),
        Counter::ManagementGroup(name) => (
            format!("management group `{name}`"),
            limits.assignments_per_management_group,
            "",
        ),
    };
    let peak = there + new.len();
    let first = new.get(limit.saturating_sub(there).min(new.len().saturating_sub(1)))?;
    (peak > limit).then(|| {
        let count = new.len();
        Refusal::new(
            Guard::Quota,
            first.places.clone(),
            format!("{what} has {there} role assignments that were read, and with {count} new ones before any is removed there are {peak}, more than the {limit} that Azure takes (`RoleAssignmentLimitExceeded`){setting}"),
            "grant to groups in the place of single identities or higher in the tree, or remove first what is not needed any more and plan again",
        )
    })
}

fn roles(work: &Work<'_>, plan: &Plan) -> Option<Refusal> {
    let is_new =
        |one: &&Change| one.kind == Kind::Create && matches!(one.subject, Subject::Role { .. });
    let new: Vec<_> = plan.changes.iter().filter(is_new).collect();
    let (there, limit) = (work.found.custom().count(), work.input.limits.custom_roles);
    let (count, peak) = (new.len(), there + new.len());
    (count > 0 && peak > limit).then(|| {
        let first = new.first().map(|one| one.places.clone());
        Refusal::new(
            Guard::Quota,
            first.unwrap_or_default(),
            format!("the tenant has {there} custom roles that were read, and with {count} new ones before any is removed there are {peak}, more than the {limit} that Azure takes (`RoleDefinitionLimitExceeded`); the limit is the setting `limits.custom-roles-per-tenant`"),
            "give stages more in common, or grant built-in roles where they fit",
        )
    })
}
