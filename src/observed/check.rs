//! What no snapshot may say: one thing twice, and a tree that is none.

use std::fmt;
use std::hash::Hash;

use smol_str::{SmolStr, ToSmolStr as _};

use super::error::Error;
use super::index::{HIGHEST, above_in_id, key};
use super::snapshot::{Scope, Snapshot};
use crate::support::hash::{HashMap, HashSet};

/// Refuses what contradicts itself.
pub(super) fn check(snapshot: &Snapshot) -> Result<(), Error> {
    let principals = snapshot.principals.iter();
    once("principals", principals.map(|one| (&one.id, &one.id)))?;
    let absent = snapshot.absent.iter();
    once("absent", absent.map(|id| (id, key(id))))?;
    let scopes = snapshot.tree.iter();
    once("tree", scopes.map(|one| (&one.id, key(&one.id))))?;
    let roles = snapshot.role_definitions.iter();
    once("roleDefinitions", roles.map(|one| (&one.id, &one.id)))?;
    // An eligible assignment may go by the name of the one that it became.
    let assignments = snapshot.role_assignments.iter().map(|one| {
        let place = (key(&one.scope), one.name, one.is_eligible());
        (one.name, place)
    });
    once("roleAssignments", assignments)?;
    let denies = snapshot.deny_assignments.iter();
    let denies = denies.map(|one| (&one.id, (key(&one.scope), &one.id)));
    once("denyAssignments", denies)?;
    let locks = snapshot.locks.iter();
    let locks = locks.map(|one| (&one.name, (key(&one.scope), key(&one.name))));
    once("locks", locks)?;
    let trusted = snapshot.federated_credentials.iter();
    let trusted = trusted.map(|one| (&one.name, (key(&one.identity), &one.name)));
    once("federatedCredentials", trusted)?;
    tree(&snapshot.tree)
}

/// Refuses a list in which two entries, given with their ids, stand for the same.
fn once<I: fmt::Display, T: Hash + Eq>(
    list: &'static str,
    entries: impl Iterator<Item = (I, T)>,
) -> Result<(), Error> {
    let mut seen = HashSet::default();
    for (id, entry) in entries {
        if !seen.insert(entry) {
            let id = id.to_smolstr();
            return Err(Error::Twice { list, id });
        }
    }
    Ok(())
}

/// Refuses parents that the id has said already, and circles.
fn tree(scopes: &[Scope]) -> Result<(), Error> {
    let parented = scopes.iter().filter_map(|scope| {
        let parent = scope.parent.as_ref()?;
        Some((key(&scope.id), key(parent)))
    });
    let parents: HashMap<SmolStr, SmolStr> = parented.collect();
    for id in parents.keys() {
        if above_in_id(id).is_some() {
            return Err(Error::Parent { id: id.clone() });
        }
        let ways = std::iter::successors(Some(id), |id| parents.get(*id));
        if id == "/" || ways.take(HIGHEST + 1).count() > HIGHEST {
            return Err(Error::Circle { id: id.clone() });
        }
    }
    Ok(())
}
