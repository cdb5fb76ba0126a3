//! Locks that stand in the way.
//!
//! A lock holds below its scope as well. `ReadOnly` blocks making, changing and deleting assignments
//! there, `CanNotDelete` deleting them. Role definitions lie in no scope that could be locked.

use std::collections::BTreeMap;

use smol_str::SmolStr;

use super::Work;
use super::change::Change;
use super::refusal::{Guard, Refusal};
use super::write::Write;
use crate::observed::{Aspect, Lock, LockLevel};

/// The locks by the ids of their scopes in lower case.
type Locks<'a> = BTreeMap<String, Vec<&'a Lock>>;

/// Refuses each change of an assignment that a lock would not let through.
pub(super) fn refuse(work: &Work<'_>, changes: Vec<Change>) -> Vec<Change> {
    let mut locks = Locks::new();
    for lock in &work.input.snapshot.locks {
        locks
            .entry(lock.scope.to_lowercase())
            .or_default()
            .push(lock);
    }
    if locks.is_empty() {
        return changes;
    }
    let changes = changes.into_iter();
    let judged = changes.map(|change| match in_the_way(work, &locks, &change) {
        None => change,
        Some(lock) => refused(change, lock),
    });
    judged.collect()
}

fn in_the_way<'a>(work: &Work<'_>, locks: &Locks<'a>, change: &Change) -> Option<&'a Lock> {
    change.writes.iter().find_map(|(_, write)| {
        let (scope, deletes) = assignment(write)?;
        let above = work.index.above(scope).scopes;
        let mut near = above
            .iter()
            .filter_map(|id| locks.get(id.as_str()))
            .flatten();
        near.find(|lock| deletes || lock.level == LockLevel::ReadOnly)
            .copied()
    })
}

/// Returns where a write changes an assignment, and whether it deletes it.
fn assignment(write: &Write) -> Option<(&SmolStr, bool)> {
    match write {
        Write::PutAssignment(one) => Some((&one.scope, false)),
        Write::DeleteAssignment { scope, .. } => Some((scope, true)),
        Write::PutRole(_) | Write::DeleteRole { .. } => None,
    }
}

fn refused(mut change: Change, lock: &Lock) -> Change {
    let Lock {
        name, scope, level, ..
    } = lock;
    let what = match level {
        LockLevel::ReadOnly => "to make, change or delete",
        LockLevel::CanNotDelete => "to delete",
    };
    let notes = lock.notes.as_deref().map(|notes| format!(" ({notes})"));
    let refusal = Refusal::new(
        Guard::Locked,
        change.places.clone(),
        format!(
            "the {} lock `{name}`{} on `{scope}` forbids {what} assignments there and below, and Azure would say `ScopeLocked`",
            level.word(),
            notes.unwrap_or_default()
        ),
        format!("have whoever set `{name}` take it off for the time of the apply, then plan again"),
    );
    change.writes.clear();
    change.refuse(refusal)
}

/// Notes where it is not known whether a lock is in the way.
pub(super) fn unread(work: &Work<'_>, changes: &[Change]) -> Vec<String> {
    let writes = changes.iter().flat_map(|one| &one.writes);
    let scopes = writes.filter_map(|(_, write)| assignment(write));
    let mut found: BTreeMap<&str, usize> = BTreeMap::new();
    for (scope, _) in scopes {
        if let Some(reason) = work.index.unread(Aspect::Locks, scope)
            && !is_management_group(scope)
        {
            *found.entry(reason).or_default() += 1;
        }
    }
    let notes = found.iter().map(|(reason, count)| {
        format!(
            "the locks where {count} of the writes go were not read, and one may be in the way (`ScopeLocked`): {reason}"
        )
    });
    notes.collect()
}

/// Azure locks no management group.
fn is_management_group(scope: &str) -> bool {
    crate::compile::place::Place::of(scope).is_some_and(|place| place.is_management_group())
}
