//! A plan as JSON; docs/plan.md explains each field.

use std::collections::BTreeMap;

use serde::Serialize;

use super::{Drawn, words};
use crate::catalog::Risk;
use crate::plan::{Amount, Change, Effect, Kind, Membership, Refusal, Subject, Unread};
use crate::source::Sources;

/// Rises when a field changes its meaning or goes away.
const SCHEMA: u32 = 1;

/// A plan.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Shape<'d> {
    schema: u32,
    policy: &'d str,
    tenant: &'d str,
    taken: String,
    changed: bool,
    refused: bool,
    complete: bool,
    summary: BTreeMap<&'static str, usize>,
    changes: Vec<ChangeShape<'d>>,
    refusals: Vec<RefusalShape<'d>>,
    unread: Vec<UnreadShape<'d>>,
    notes: &'d [String],
    members: Vec<MembershipShape<'d>>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct ChangeShape<'d> {
    kind: &'static str,
    #[serde(flatten)]
    subject: SubjectShape<'d>,
    places: Vec<String>,
    differences: Vec<DifferenceShape<'d>>,
    effect: Option<EffectShape>,
    notes: Vec<&'d str>,
    refusal: Option<RefusalShape<'d>>,
    phases: Vec<&'static str>,
}

#[derive(Serialize)]
#[serde(
    tag = "what",
    rename_all = "camelCase",
    rename_all_fields = "camelCase"
)]
pub(in crate::cli::command) enum SubjectShape<'d> {
    Role {
        name: &'d str,
        id: &'d str,
    },
    Assignment {
        name: Option<&'d str>,
        scope: &'d str,
        principal: &'d str,
        principal_id: Option<&'d str>,
        principal_type: &'static str,
        role: &'d str,
        role_id: &'d str,
    },
}

#[derive(Serialize)]
pub(in crate::cli::command) struct DifferenceShape<'d> {
    property: &'static str,
    old: &'d [String],
    new: &'d [String],
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct EffectShape {
    gained: AmountShape,
    lost: AmountShape,
    held_otherwise: usize,
    assignments: usize,
}

#[derive(Serialize)]
struct AmountShape {
    operations: usize,
    gravest: Option<&'static str>,
}

#[derive(Serialize)]
pub(in crate::cli::command) struct RefusalShape<'d> {
    guard: &'static str,
    places: Vec<String>,
    reason: &'d str,
    remedy: &'d str,
}

#[derive(Serialize)]
pub(in crate::cli::command) struct UnreadShape<'d> {
    scope: &'d str,
    what: &'static str,
    reason: &'d str,
}

/// What the directory says otherwise of the members of a group.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(in crate::cli::command) struct MembershipShape<'d> {
    group: &'d str,
    group_id: Option<&'d str>,
    places: Vec<String>,
    absent: &'d [String],
    more: &'d [String],
    unknown: Option<&'d str>,
}

/// Shapes what the directory says otherwise of groups.
pub(in crate::cli::command) fn members<'d>(
    memberships: &'d [Membership],
    sources: &Sources,
) -> Vec<MembershipShape<'d>> {
    let shapes = memberships.iter().map(|one| MembershipShape {
        group: &one.group,
        group_id: one.id.as_deref(),
        places: words::places(sources, &one.places),
        absent: &one.absent,
        more: &one.more,
        unknown: one.unknown.as_deref(),
    });
    shapes.collect()
}

/// Shapes a plan.
pub(super) fn shape<'d>(drawn: &'d Drawn<'d>) -> Shape<'d> {
    let plan = drawn.plan;
    let summary = Kind::ALL
        .iter()
        .map(|kind| (kind.word(), plan.count(*kind)));
    Shape {
        schema: SCHEMA,
        policy: drawn.policy,
        tenant: &drawn.snapshot.tenant,
        taken: drawn.snapshot.taken.to_string(),
        changed: plan.has_changes(),
        refused: plan.refused().next().is_some(),
        complete: !plan.is_incomplete(),
        summary: summary.collect(),
        changes: drawn.shown().map(|one| change(drawn, one)).collect(),
        refusals: plan
            .refusals
            .iter()
            .map(|one| refusal(drawn.sources, one))
            .collect(),
        unread: plan.unread.iter().map(unread).collect(),
        notes: &plan.notes,
        members: members(&plan.memberships, drawn.sources),
    }
}

fn change<'d>(drawn: &Drawn<'d>, one: &'d Change) -> ChangeShape<'d> {
    ChangeShape {
        kind: one.kind.word(),
        subject: subject(&one.subject),
        places: drawn.places(&one.places),
        differences: differences(one),
        effect: one.effect.as_deref().map(effect),
        notes: one.notes.iter().map(String::as_str).collect(),
        refusal: one
            .refusal
            .as_deref()
            .map(|one| refusal(drawn.sources, one)),
        phases: one.writes.iter().map(|(phase, _)| phase.word()).collect(),
    }
}

/// Shapes what differs.
pub(in crate::cli::command) fn differences(one: &Change) -> Vec<DifferenceShape<'_>> {
    let differences = one.differences.iter().map(|one| DifferenceShape {
        property: one.what,
        old: &one.old,
        new: &one.new,
    });
    differences.collect()
}

/// Shapes what a change is about.
pub(in crate::cli::command) fn subject(subject: &Subject) -> SubjectShape<'_> {
    match subject {
        Subject::Role { name, id } => SubjectShape::Role { name, id },
        Subject::Assignment {
            scope,
            who,
            role,
            role_id,
            name,
        } => SubjectShape::Assignment {
            name: name.as_deref(),
            scope,
            principal: &who.name,
            principal_id: who.id.as_deref(),
            principal_type: who.kind,
            role,
            role_id,
        },
    }
}

fn effect(effect: &Effect) -> EffectShape {
    let amount = |amount: Amount| AmountShape {
        operations: amount.operations,
        gravest: amount.risk.map(Risk::word),
    };
    EffectShape {
        gained: amount(effect.gained),
        lost: amount(effect.lost),
        held_otherwise: effect.held,
        assignments: effect.holders,
    }
}

/// Shapes why something is refused.
pub(in crate::cli::command) fn refusal<'d>(
    sources: &Sources,
    one: &'d Refusal,
) -> RefusalShape<'d> {
    RefusalShape {
        guard: one.guard.word(),
        places: words::places(sources, &one.places),
        reason: &one.reason,
        remedy: &one.remedy,
    }
}

/// Shapes what was not read.
pub(in crate::cli::command) fn unread(one: &Unread) -> UnreadShape<'_> {
    UnreadShape {
        scope: &one.scope,
        what: one.what,
        reason: &one.reason,
    }
}
