//! A difference as JSON.

use serde::Serialize;

use super::Drawn;
use crate::algebra::OperationSet;
use crate::catalog::Catalog;
use crate::diff::{Becomes, Broken, Chain, Change, Identity, Presence, Stair};
use crate::model::permission::Plane;
use crate::support::hash::HashMap;

/// Rises when a field changes its meaning or goes away; new fields may come at any time.
const SCHEMA: u32 = 1;

/// The whole value.
#[derive(Serialize)]
pub(super) struct Shape<'d> {
    schema: u32,
    widened: bool,
    identities: Vec<IdentityShape<'d>>,
    steps: Vec<BecomesShape<'d>>,
    broken: Vec<BrokenShape<'d>>,
    loosened: Vec<LoosenedShape<'d>>,
    unread: Vec<&'d str>,
    /// Lists of known operations, each once; `set` of the others is a position here.
    sets: Vec<Vec<&'static str>>,
}

#[derive(Serialize)]
struct IdentityShape<'d> {
    identity: &'d str,
    kind: &'static str,
    /// `both`, `new` or `removed`: on which sides it is.
    on: &'static str,
    gained: Vec<ChangeShape<'d>>,
    lost: Vec<ChangeShape<'d>>,
}

#[derive(Serialize)]
struct ChangeShape<'d> {
    scope: &'d str,
    id: &'d str,
    /// What has to hold; empty for nothing.
    guard: String,
    /// Known operations that the other side does not have at all.
    operations: SetShape,
    /// Known operations that the other side has less surely, or under more conditions.
    surer: SetShape,
    witness: Option<WitnessShape<'d>>,
    unknown: Option<String>,
    chain: Option<ChainShape<'d>>,
}

#[derive(Serialize)]
struct SetShape {
    count: usize,
    set: usize,
}

#[derive(Serialize)]
struct WitnessShape<'d> {
    operation: &'d str,
    plane: &'static str,
    known: bool,
}

#[derive(Serialize)]
struct ChainShape<'d> {
    groups: Vec<&'d str>,
    role: &'d str,
    scope: &'d str,
}

#[derive(Serialize)]
struct BecomesShape<'d> {
    /// `gained` or `lost`.
    change: &'static str,
    identity: &'d str,
    becomes: &'d str,
    sure: bool,
    steps: Vec<StairShape<'d>>,
    gives: Vec<ChangeShape<'d>>,
}

#[derive(Serialize)]
struct StairShape<'d> {
    step: Option<&'static str>,
    groups: Vec<&'d str>,
    role: Option<&'d str>,
    place: Option<&'d str>,
    to: &'d str,
    doubts: Vec<&'d str>,
}

/// An invariant of the old side that held and does not hold any more.
#[derive(Serialize)]
struct BrokenShape<'d> {
    invariant: &'d str,
    place: Option<&'d str>,
    identity: &'d str,
    /// So many others break it as well.
    others: usize,
    steps: Vec<StairShape<'d>>,
    chain: Option<ChainShape<'d>>,
    unread: Option<&'d str>,
}

#[derive(Serialize)]
struct LoosenedShape<'d> {
    what: &'d str,
    place: Option<&'d str>,
}

/// Shapes a difference.
pub(super) fn shape<'d>(drawn: &'d Drawn<'d>) -> Shape<'d> {
    let diff = drawn.diff;
    let loosened = drawn.loosened.iter().map(|(one, place)| LoosenedShape {
        what: &one.what,
        place: place.as_deref(),
    });
    let mut sets = Sets {
        catalog: diff.catalog,
        ..Sets::default()
    };
    Shape {
        schema: SCHEMA,
        widened: diff.is_widened(),
        identities: diff
            .identities
            .iter()
            .map(|one| sets.identity(one))
            .collect(),
        steps: diff.becomes.iter().map(|one| sets.becomes(one)).collect(),
        broken: drawn.broken.iter().map(broken).collect(),
        loosened: loosened.collect(),
        unread: diff.unread.iter().map(AsRef::as_ref).collect(),
        sets: sets.lists,
    }
}

/// Lists of operations, each once: many identities gain the same.
#[derive(Default)]
struct Sets<'d> {
    catalog: &'static Catalog,
    known: HashMap<&'d OperationSet, usize>,
    lists: Vec<Vec<&'static str>>,
}

impl<'d> Sets<'d> {
    fn set(&mut self, operations: &'d OperationSet) -> SetShape {
        let lists = &mut self.lists;
        let set = *self.known.entry(operations).or_insert_with(|| {
            let catalog = self.catalog;
            lists.push(operations.ids().map(|id| catalog.name(id)).collect());
            lists.len() - 1
        });
        SetShape {
            count: operations.len(),
            set,
        }
    }

    fn identity(&mut self, one: &'d Identity) -> IdentityShape<'d> {
        IdentityShape {
            identity: &one.name,
            kind: one.kind.keyword(),
            on: match one.presence {
                Presence::Both => "both",
                Presence::New => "new",
                Presence::Removed => "removed",
            },
            gained: one.gained.iter().map(|one| self.change(one)).collect(),
            lost: one.lost.iter().map(|one| self.change(one)).collect(),
        }
    }

    fn change(&mut self, one: &'d Change) -> ChangeShape<'d> {
        let beyond = &one.beyond;
        ChangeShape {
            scope: &one.scope,
            id: &one.scope_id,
            guard: beyond.guard.to_string(),
            operations: self.set(&beyond.new),
            surer: self.set(&beyond.surer),
            witness: beyond.witness.as_ref().map(|one| WitnessShape {
                operation: &one.name,
                plane: match one.plane {
                    Plane::Control => "control",
                    Plane::Data => "data",
                },
                known: one.known.is_some(),
            }),
            unknown: beyond.unknown.as_ref().map(ToString::to_string),
            chain: one.chain.as_ref().map(chain),
        }
    }

    fn becomes(&mut self, one: &'d Becomes) -> BecomesShape<'d> {
        BecomesShape {
            change: if one.lost { "lost" } else { "gained" },
            identity: &one.who,
            becomes: &one.other,
            sure: one.sure,
            steps: one.steps.iter().map(stair).collect(),
            gives: one.gives.iter().map(|one| self.change(one)).collect(),
        }
    }
}

fn broken<'d>((one, written, place): &'d (&Broken, String, Option<String>)) -> BrokenShape<'d> {
    BrokenShape {
        invariant: written,
        place: place.as_deref(),
        identity: &one.who,
        others: one.others,
        steps: one.steps.iter().map(stair).collect(),
        chain: one.chain.as_ref().map(chain),
        unread: one.unread.as_deref(),
    }
}

fn chain(one: &Chain) -> ChainShape<'_> {
    ChainShape {
        groups: one.groups.iter().map(AsRef::as_ref).collect(),
        role: &one.role,
        scope: &one.scope,
    }
}

fn stair(one: &Stair) -> StairShape<'_> {
    StairShape {
        step: one.edge,
        groups: one.groups.iter().map(AsRef::as_ref).collect(),
        role: one.role.as_deref(),
        place: one.place.as_deref(),
        to: &one.to,
        doubts: one.doubts.iter().map(AsRef::as_ref).collect(),
    }
}
