//! What is otherwise in Azure than a policy says: what was changed outside.
//!
//! In: a plan, what it was made from. Out: a [`Drift`] of plain values: what was added where the policy
//! grants, what of ours was changed or is gone, which names lead to somebody else, whom groups hold;
//! and what could not be told. Absent on purpose: who did it and when (`gather`), files, drawing.

mod kind;
mod places;

pub use kind::Kind;

use std::borrow::Cow;

use smol_str::SmolStr;

use crate::model::Model;
use crate::observed::Snapshot;
use crate::plan::{self, Change, Guard, Membership, Plan, Refusal, Subject, Unread, Write};
use places::Places;

/// What is otherwise than the policy says.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Drift {
    /// What was added, changed or taken away, in the order of the plan.
    pub items: Vec<Item>,
    /// Names and object ids that lead to somebody else, or to nobody.
    pub moved: Vec<Refusal>,
    /// The groups whose members are not as declared.
    pub memberships: Vec<Membership>,
    /// What could not be told, since something was not read or is not known.
    pub untold: Vec<Change>,
    /// What was not read of the scopes of the policy.
    pub unread: Vec<Unread>,
    /// So many assignments of others were passed over: above the scopes of the policy, of another
    /// policy, or because nobody asked for them.
    pub others: usize,
}

/// One thing that is otherwise.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Item {
    /// In which way.
    pub kind: Kind,
    /// What a plan makes of it.
    pub change: Change,
    /// Where and under which name Azure has it, or had it.
    pub place: Option<Place>,
}

/// Where something is found in Azure.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Place {
    /// The scope; of a role, one at which it may be assigned.
    pub scope: SmolStr,
    /// The GUID.
    pub name: SmolStr,
    /// It is a role definition, and no assignment.
    pub role: bool,
}

/// Compares.
pub fn drift(model: &Model, snapshot: &Snapshot, plan: &Plan, only_ours: bool) -> Drift {
    let places = Places::of(model, snapshot);
    let mut found = Drift {
        moved: plan
            .refusals
            .iter()
            .filter(|one| is_moved(one))
            .cloned()
            .collect(),
        memberships: plan.memberships.clone(),
        unread: plan.unread.clone(),
        ..Drift::default()
    };
    for change in sorted(model, snapshot, plan).iter().map(AsRef::as_ref) {
        found.take(change, &places, snapshot, only_ours);
    }
    found
}

/// Lists the changes of a plan and what it does not touch, in one order.
fn sorted<'p>(model: &Model, snapshot: &Snapshot, plan: &'p Plan) -> Vec<Cow<'p, Change>> {
    let others = plan::others(model, snapshot, plan).map(Cow::Owned);
    let changes = plan.changes.iter().map(Cow::Borrowed);
    let mut changes: Vec<_> = changes.chain(others).collect();
    changes.sort_by(|one, other| one.subject.cmp(&other.subject));
    changes
}

impl Drift {
    /// Adds what a change of a plan says.
    fn take(&mut self, change: &Change, places: &Places<'_>, snapshot: &Snapshot, only_ours: bool) {
        let kind = match change.kind {
            plan::Kind::Unresolved | plan::Kind::Unknown | plan::Kind::Waiting => {
                self.untold.push(change.clone());
                None
            }
            // A plan takes it away where the policy is to be the only one to grant.
            plan::Kind::Delete if places.is_unowned(&change.subject) => {
                self.others += usize::from(only_ours);
                (!only_ours).then_some(Kind::Added)
            }
            plan::Kind::Foreign => {
                let assigned = matches!(change.subject, Subject::Assignment { .. });
                let added = assigned
                    && places.is_of_policy(&change.subject)
                    && !places.is_of_another(&change.subject)
                    && !places.is_activation(&change.subject)
                    && !only_ours;
                self.others += usize::from(assigned && !added);
                added.then_some(Kind::Added)
            }
            kind => Kind::of(kind),
        };
        self.items
            .extend(kind.map(|kind| item(kind, change, snapshot)));
    }

    /// Tells whether anything is otherwise.
    pub fn is_found(&self) -> bool {
        let differs = |one: &Membership| !one.absent.is_empty() || !one.more.is_empty();
        !self.items.is_empty() || !self.moved.is_empty() || self.memberships.iter().any(differs)
    }

    /// Tells whether more may be otherwise than could be told.
    pub fn is_incomplete(&self) -> bool {
        let open = |one: &Membership| one.unknown.is_some();
        !self.untold.is_empty() || !self.unread.is_empty() || self.memberships.iter().any(open)
    }

    /// Counts what is otherwise in one way.
    pub fn count(&self, kind: Kind) -> usize {
        self.items.iter().filter(|one| one.kind == kind).count()
    }
}

fn is_moved(refusal: &Refusal) -> bool {
    matches!(
        refusal.guard,
        Guard::OtherId | Guard::NoSuchPrincipal | Guard::WrongKind | Guard::ApplicationId
    )
}

fn item(kind: Kind, change: &Change, snapshot: &Snapshot) -> Item {
    let place = match &change.subject {
        Subject::Assignment { scope, name, .. } => name.as_ref().map(|name| Place {
            scope: scope.clone(),
            name: name.clone(),
            role: false,
        }),
        Subject::Role { id, .. } => scope_of(id, change, snapshot).map(|scope| Place {
            scope,
            name: id.clone(),
            role: true,
        }),
    };
    Item {
        kind,
        change: change.clone(),
        place,
    }
}

/// Returns one of the scopes at which a role may be assigned, as Azure has it or as it is to be.
fn scope_of(id: &str, change: &Change, snapshot: &Snapshot) -> Option<SmolStr> {
    let mut roles = snapshot.role_definitions.iter();
    if let Some(role) = roles.find(|one| one.id == id) {
        return role.assignable_scopes.first().cloned();
    }
    change.writes.iter().find_map(|(_, write)| match write {
        Write::PutRole(role) => role.assignable_scopes.first().cloned(),
        _ => None,
    })
}
