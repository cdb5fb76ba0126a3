//! Drift as JSON; docs/drift.md explains each field.

use std::collections::BTreeMap;

use serde::Serialize;

use super::{Drawn, words};
use crate::cli::command::plan::shape::{
    DifferenceShape, MembershipShape, RefusalShape, SubjectShape, UnreadShape, differences,
    members, refusal, subject, unread,
};
use crate::cli::command::plan::words as planned;
use crate::drift::{Item, Kind};
use crate::gather::{Deed, Trace};

/// Rises when a field changes its meaning or goes away.
const SCHEMA: u32 = 1;

/// Drift.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Shape<'d> {
    schema: u32,
    policy: &'d str,
    tenant: &'d str,
    taken: String,
    drift: bool,
    complete: bool,
    summary: BTreeMap<&'static str, usize>,
    items: Vec<ItemShape<'d>>,
    identities: Vec<RefusalShape<'d>>,
    members: Vec<MembershipShape<'d>>,
    unread: Vec<UnreadShape<'d>>,
    untold: Vec<String>,
    others: usize,
}

#[derive(Serialize)]
struct ItemShape<'d> {
    kind: &'static str,
    #[serde(flatten)]
    subject: SubjectShape<'d>,
    places: Vec<String>,
    differences: Vec<DifferenceShape<'d>>,
    notes: Vec<&'d str>,
    refusal: Option<RefusalShape<'d>>,
    traces: Vec<TraceShape<'d>>,
}

#[derive(Serialize)]
struct TraceShape<'d> {
    deed: &'static str,
    on: Option<&'d str>,
    by: Option<&'d str>,
    name: Option<&'d str>,
}

/// Shapes it.
pub(super) fn shape<'d>(drawn: &Drawn<'d>) -> Shape<'d> {
    let (made, drift) = (drawn.made, drawn.drift);
    let sources = &made.session.sources;
    let kinds = Kind::ALL.iter();
    let items = drift.items.iter().enumerate();
    Shape {
        schema: SCHEMA,
        policy: &made.analysis.model.policy.name,
        tenant: &made.reading.snapshot.tenant,
        taken: made.reading.snapshot.taken.to_string(),
        drift: drift.is_found(),
        complete: !drift.is_incomplete(),
        summary: kinds
            .map(|kind| (kind.word(), drift.count(*kind)))
            .collect(),
        items: items.map(|(at, one)| item(drawn, at, one)).collect(),
        identities: drift
            .moved
            .iter()
            .map(|one| refusal(sources, one))
            .collect(),
        members: members(&drift.memberships, sources),
        unread: drift.unread.iter().map(unread).collect(),
        untold: words::untold(drawn),
        others: drift.others,
    }
}

fn item<'d>(drawn: &Drawn<'d>, at: usize, one: &'d Item) -> ItemShape<'d> {
    let (sources, change) = (&drawn.made.session.sources, &one.change);
    let traces = drawn.told.traces.get(at);
    ItemShape {
        kind: one.kind.word(),
        subject: subject(&change.subject),
        places: planned::places(sources, &change.places),
        differences: differences(change),
        notes: change.notes.iter().map(String::as_str).collect(),
        refusal: change.refusal.as_deref().map(|one| refusal(sources, one)),
        traces: traces.into_iter().flatten().map(trace).collect(),
    }
}

fn trace(one: &Trace) -> TraceShape<'_> {
    TraceShape {
        deed: match one.deed {
            Deed::Made => "made",
            Deed::Changed => "changed",
            Deed::Deleted => "deleted",
        },
        on: one.on.as_deref(),
        by: one.by.as_deref(),
        name: one.name.as_deref(),
    }
}
