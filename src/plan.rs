//! What has to change in Azure for a policy set to hold there, compared by meaning.
//!
//! In: a model, what it compiles to, and a snapshot that [`fits`](crate::observed::fits) the run.
//! Out: a [`Plan`] of plain values: every change with what asks for it, what it does to whose
//! access and the exact writes, in an order in which nobody who keeps access lacks it on the way;
//! what is refused; what could not be known. Absent on purpose: files, the clock, the network,
//! drawing, and carrying it out.
//!
//! Assignments are compared by scope, object id, role and condition, role definitions by GUID or
//! marker; names and letter case do not count. Ownership is read from the marker `[rw:POLICY:…]` at
//! the end of a description, and what carries it is deleted only where a [`History`] explains it.
//! What is not ours is never touched.

mod absent;
mod aim;
mod assignments;
mod authority;
mod change;
mod desired;
mod effect;
mod found;
mod guard;
mod history;
mod leftover;
mod locked;
mod lockout;
mod marker;
mod members;
mod narrow;
mod others;
mod principals;
mod quota;
mod refusal;
mod rights;
mod roles;
mod slips;
mod unresolved;
mod write;
mod written;

pub use aim::Aim;
pub use authority::Authority;
pub use change::{Change, Difference, Kind, Plan, Subject, Unread, Who};
pub use effect::{Amount, Effect};
pub use history::{Claims, History};
pub use marker::policy_of;
pub use members::Membership;
pub use narrow::differences;
pub use others::{Others, others};
pub use refusal::{Guard, Refusal};
pub use rights::{Caller, Need, judge, needs};
pub use write::{Phase, Write};
pub use written::applied;

use std::collections::BTreeMap;

use smol_str::SmolStr;

use crate::access::ObjectIds;
use crate::compile::Compiled;
use crate::compile::refuse::Limits;
use crate::model::Model;
use crate::observed::{Index, Snapshot};
use desired::Desired;
use found::Found;
use history::Unexplained;

/// What a plan is made from.
#[derive(Clone, Copy)]
pub struct Input<'a> {
    /// The policy set, without errors.
    pub model: &'a Model,
    /// What it compiles to on the day of the run.
    pub compiled: &'a Compiled,
    /// What was read from Azure.
    pub snapshot: &'a Snapshot,
    /// How much fits.
    pub limits: Limits,
    /// So many deletions are no mistake.
    pub max_deletes: usize,
    /// What the plan is for.
    pub aim: &'a Aim,
    /// The object ids that names led to before.
    pub pins: &'a Pins,
    /// Where what is not ours goes as well.
    pub authority: &'a Authority,
    /// Who knows what was asked for before; asked only where something is left over.
    pub history: &'a dyn History,
    /// The object id of whoever is signed in, where that is known.
    pub caller: Option<&'a str>,
    /// What carries our marker is deleted even where nothing explains that.
    pub delete_unexplained: bool,
}

/// Object ids by the names that led to them.
pub type Pins = BTreeMap<SmolStr, SmolStr>;

/// What the steps of planning share.
struct Work<'a> {
    input: Input<'a>,
    index: Index<'a>,
    ids: ObjectIds,
    found: Found<'a>,
}

/// Plans.
pub fn plan(input: &Input<'_>) -> Plan {
    let index = input.snapshot.index();
    let ids = ObjectIds::of(input.model, input.snapshot, &index);
    let asked = input.aim.asks(input.model, input.compiled, &ids);
    let compiled = asked.as_ref().unwrap_or(input.compiled);
    let work = Work {
        found: Found::of(input.model, input.snapshot, &ids),
        ids,
        index,
        input: Input { compiled, ..*input },
    };
    let wrong = principals::check(&work);
    let roles = roles::settle(&work);
    let mut desired = Desired::of(&work, &roles, &wrong);
    let mut changes = assignments::changes(&work, &roles, &mut desired);
    let unexplained = Unexplained::of(&work, &roles, &desired);
    let (left, mut others) = leftover::assignments(&work, &desired, &unexplained);
    changes.extend(left);
    let mut changes = locked::refuse(&work, changes);
    let gone = leftover::gone(&changes);
    let mut defined = roles::changes(&work, &roles, &gone);
    defined.extend(leftover::roles(&work, &roles, (&gone, &unexplained)));
    changes.extend(defined);
    if let Aim::Revoke(who) = input.aim {
        aim::only_of(&work, who, &mut changes, &mut others);
    }
    changes.sort_unstable_by(|one, other| one.subject.cmp(&other.subject));
    let mut refusals = wrong.refusals;
    refusals.extend(absent::refusals(&work, &roles, &changes));
    let mut plan = Plan {
        changes,
        others,
        refusals,
        unread: guard::unread(&work),
        notes: Vec::new(),
        pins: principals::found(&work),
        memberships: members::compare(&work),
        catalog: compiled.catalog,
    };
    plan.refusals.extend(quota::exceeded(&work, &plan));
    plan.refusals.extend(guard::many_deletes(&work, &plan));
    plan.notes = locked::unread(&work, &plan.changes);
    effect::tell(&work, &mut plan);
    plan
}
