//! What Azure has after writes, as far as a snapshot tells.

use smol_str::SmolStr;

use super::write::Write;
use crate::observed::Snapshot;
use crate::support::hash::HashMap;

/// Carries writes out on a snapshot, in their order.
pub fn applied<'w>(snapshot: &Snapshot, writes: impl IntoIterator<Item = &'w Write>) -> Snapshot {
    let mut after = snapshot.clone();
    let roles = std::mem::take(&mut after.role_definitions);
    let mut roles = Entries::of(roles, |one| Some(one.id.clone()));
    let assignments = std::mem::take(&mut after.role_assignments);
    let mut assignments = Entries::of(assignments, |one| {
        (!one.is_eligible()).then(|| one.name.into())
    });
    for write in writes {
        match write {
            Write::PutRole(role) => roles.put(role.id.clone(), role.clone()),
            Write::PutAssignment(one) => assignments.put(one.name.into(), one.clone()),
            Write::DeleteAssignment { name, .. } => assignments.delete(name),
            Write::DeleteRole { id } => roles.delete(id),
        }
    }
    after.role_definitions = roles.list.into_iter().flatten().collect();
    after.role_assignments = assignments.list.into_iter().flatten().collect();
    after
}

/// A list whose entries are found by name; one that was deleted leaves its place empty.
struct Entries<T> {
    list: Vec<Option<T>>,
    places: HashMap<SmolStr, usize>,
}

impl<T> Entries<T> {
    /// Takes a list; an entry without a name is never found.
    fn of(list: Vec<T>, name: impl Fn(&T) -> Option<SmolStr>) -> Self {
        let places = list.iter().enumerate();
        let places = places.filter_map(|(at, one)| Some((name(one)?, at)));
        Self {
            places: places.collect(),
            list: list.into_iter().map(Some).collect(),
        }
    }

    /// Replaces an entry, or adds it.
    fn put(&mut self, name: SmolStr, new: T) {
        let known = self.places.get(&name).copied();
        match known.and_then(|at| self.list.get_mut(at)) {
            Some(place) => *place = Some(new),
            None => {
                self.places.insert(name, self.list.len());
                self.list.push(Some(new));
            }
        }
    }

    fn delete(&mut self, name: &SmolStr) {
        let known = self.places.remove(name);
        if let Some(place) = known.and_then(|at| self.list.get_mut(at)) {
            *place = None;
        }
    }
}
