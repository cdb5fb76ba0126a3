//! What Azure has after writes, as far as a snapshot tells.

use super::change::Write;
use crate::observed::Snapshot;

/// Carries writes out on a snapshot, in their order.
pub fn applied<'w>(snapshot: &Snapshot, writes: impl IntoIterator<Item = &'w Write>) -> Snapshot {
    let mut after = snapshot.clone();
    for write in writes {
        match write {
            Write::PutRole(role) => put(&mut after.role_definitions, role, |one| one.id == role.id),
            Write::PutAssignment(one) => put(&mut after.role_assignments, one, |other| {
                other.name == one.name && !other.schedule.eligible
            }),
            Write::DeleteAssignment { scope, name } => {
                after.role_assignments.retain(|one| {
                    one.schedule.eligible
                        || one.name != *name
                        || !one.scope.eq_ignore_ascii_case(scope)
                });
            }
            Write::DeleteRole { id } => after.role_definitions.retain(|one| one.id != *id),
        }
    }
    after
}

/// Replaces an entry, or adds it.
fn put<T: Clone>(list: &mut Vec<T>, new: &T, is_it: impl Fn(&T) -> bool) {
    match list.iter_mut().find(|one| is_it(one)) {
        Some(known) => *known = new.clone(),
        None => list.push(new.clone()),
    }
}
