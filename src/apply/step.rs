//! One write of a plan, with what has to be there before it and after it.

use serde::{Deserialize, Serialize};

use smol_str::SmolStr;

use super::thing::{Key, Thing};
use crate::observed::Snapshot;
use crate::plan::{Phase, Plan, Write};
use crate::support::hash::{HashMap, HashSet};

/// One write of a plan.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Step {
    /// When.
    pub phase: Phase,
    /// What the plan saw there; none where nothing was.
    pub before: Option<Thing>,
    /// What is to be there; none where it goes.
    pub after: Option<Thing>,
}

/// How Azure stands to a step.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Stand {
    /// As it is to be.
    After,
    /// As the plan saw it.
    Before,
    /// Neither: somebody else was there.
    Other,
}

impl Step {
    /// Returns where it writes; none where it says neither what is there nor what is to be.
    pub fn key(&self) -> Option<Key> {
        let wanted = self.after.as_ref().or(self.before.as_ref())?;
        let mut key = wanted.key();
        if let (Key::Role { scopes, .. }, Some(Thing::Role(before))) = (&mut key, &self.before) {
            let more = before.assignable_scopes.iter();
            let more = more.filter(|scope| !scopes.contains(scope)).cloned();
            let more: Vec<_> = more.collect();
            scopes.extend(more);
        }
        Some(key)
    }

    /// Compares what Azure has with both ends of the step.
    pub(super) fn stand(&self, seen: Option<&Thing>) -> Stand {
        if alike(seen, self.after.as_ref()) {
            Stand::After
        } else if alike(seen, self.before.as_ref()) {
            Stand::Before
        } else {
            Stand::Other
        }
    }

    /// Tells whether two steps do the same, by what they mean.
    pub(super) fn is_like(&self, other: &Self) -> bool {
        self.phase == other.phase
            && alike(self.before.as_ref(), other.before.as_ref())
            && alike(self.after.as_ref(), other.after.as_ref())
    }

    /// Tells whether two steps end alike.
    pub(super) fn ends_like(&self, other: &Self) -> bool {
        let guid = |step: &Self| step.key().map(|key| key.guid().clone());
        guid(self) == guid(other) && alike(self.after.as_ref(), other.after.as_ref())
    }
}

fn alike(one: Option<&Thing>, other: Option<&Thing>) -> bool {
    match (one, other) {
        (None, None) => true,
        (Some(one), Some(other)) => one.means(other),
        _ => false,
    }
}

/// Lists the steps of each change of a plan, in the order of the changes.
pub(super) fn of_plan(plan: &Plan, snapshot: &Snapshot) -> Vec<Vec<Step>> {
    let writes = plan.changes.iter().flat_map(|one| &one.writes);
    let changed: HashSet<SmolStr> = writes.map(|(_, write)| guid(write)).collect();
    let roles = snapshot.role_definitions.iter();
    let roles = roles.filter(|one| changed.contains(one.id.as_str()));
    let roles = roles.map(|one| (one.id.clone(), Thing::Role(one.clone())));
    let held = snapshot.role_assignments.iter();
    let held = held.filter(|one| !one.is_eligible() && changed.contains(&*one.name.text()));
    let held = held.map(|one| (SmolStr::from(one.name), Thing::Assignment(one.clone())));
    let mut there: HashMap<_, _> = roles.chain(held).collect();
    let mut all = Vec::with_capacity(plan.changes.len());
    for change in &plan.changes {
        let mut steps = Vec::new();
        for (phase, write) in &change.writes {
            let guid = guid(write);
            let before = there.remove(&guid);
            let after = after(write);
            if let Some(after) = &after {
                there.insert(guid, after.clone());
            }
            steps.push(Step {
                phase: *phase,
                before,
                after,
            });
        }
        all.push(steps);
    }
    all
}

fn guid(write: &Write) -> SmolStr {
    match write {
        Write::PutRole(role) => role.id.clone(),
        Write::PutAssignment(one) => one.name.into(),
        Write::DeleteAssignment { name, .. } => name.clone(),
        Write::DeleteRole { id } => id.clone(),
    }
}

fn after(write: &Write) -> Option<Thing> {
    match write {
        Write::PutRole(role) => Some(Thing::Role(role.clone())),
        Write::PutAssignment(one) => Some(Thing::Assignment(one.clone())),
        Write::DeleteAssignment { .. } | Write::DeleteRole { .. } => None,
    }
}
