//! The principals that a snapshot knows.

use smol_str::SmolStr;

use crate::access::object_ids::ObjectIds;
use crate::access::world::{Party, World};
use crate::model::{Model, PrincipalId, PrincipalKind};
use crate::observed::{self, Index, PartyKind, Snapshot};
use crate::support::hash::HashMap;

/// The principals of a world by their object ids.
pub(super) struct Parties {
    known: HashMap<SmolStr, PrincipalId>,
    /// Declared ones that nobody found in the directory.
    pub(super) lost: Vec<PrincipalId>,
}

impl Parties {
    /// Finds a principal by its object id in lower case.
    pub(super) fn get(&self, id: &str) -> Option<PrincipalId> {
        self.known.get(id).copied()
    }
}

/// Adds every principal that the snapshot speaks of, and its groups.
pub(super) fn lay(
    world: &mut World,
    model: &Model,
    snapshot: &Snapshot,
    index: &Index<'_>,
) -> Parties {
    let mut parties = declared(world, model, snapshot, index);
    for one in &snapshot.principals {
        let name = one.name.as_ref().unwrap_or(&one.id);
        parties.add(world, &one.id, name, one.kind);
    }
    let assigned = snapshot.role_assignments.iter().map(|one| &one.principal);
    let denials = snapshot.deny_assignments.iter();
    let denied = denials.flat_map(|one| one.principals.iter().chain(&one.except));
    for one in assigned.chain(denied) {
        if one.kind != PartyKind::Everyone {
            let id = one.id.text();
            parties.add(world, &id, &id, one.kind);
        }
    }
    for group in &snapshot.principals {
        parties.members(world, group);
    }
    world.open = open(world, index);
    parties
}

/// Finds the object ids of what a policy declares.
fn declared(world: &mut World, model: &Model, snapshot: &Snapshot, index: &Index<'_>) -> Parties {
    let mut parties = Parties {
        known: HashMap::default(),
        lost: Vec::new(),
    };
    let ids = ObjectIds::of(model, snapshot, index);
    for (at, party) in world.parties.iter_mut().enumerate() {
        let id = PrincipalId::new(at);
        let found = party.object_id.as_ref().or_else(|| ids.known(id)).cloned();
        match found {
            Some(object_id) => {
                party.object_id = Some(object_id.clone());
                parties.known.entry(object_id).or_insert(id);
            }
            None if party.gained.is_none() => parties.lost.push(id),
            None => {}
        }
    }
    parties
}

impl Parties {
    fn add(&mut self, world: &mut World, id: &str, name: &str, kind: PartyKind) {
        if !self.known.contains_key(id) {
            let next = PrincipalId::new(world.parties.len());
            world.parties.push(party(id, name, kind));
            self.known.insert(id.into(), next);
        }
    }

    fn members(&self, world: &mut World, group: &observed::Principal) {
        let Some(id) = self.get(&group.id) else {
            return;
        };
        for member in group.members.iter().flatten() {
            let member = self
                .get(member)
                .and_then(|id| world.parties.get_mut(id.index()));
            if let Some(member) = member.filter(|one| !one.member_of.contains(&id)) {
                member.member_of.push(id);
            }
        }
    }
}

/// Lists the groups whose members were not all read.
fn open(world: &World, index: &Index<'_>) -> Vec<PrincipalId> {
    let groups = world.parties.iter().enumerate();
    let groups = groups.filter(|(_, one)| one.kind == PrincipalKind::Group);
    let open = groups.filter(|(_, one)| {
        let id = one.object_id.as_deref();
        id.is_none_or(|id| index.unread_members(id).is_some())
    });
    open.map(|(at, _)| PrincipalId::new(at)).collect()
}

fn party(id: &str, name: &str, kind: PartyKind) -> Party {
    let kind = match kind {
        PartyKind::Group | PartyKind::ForeignGroup => PrincipalKind::Group,
        PartyKind::User | PartyKind::Unknown | PartyKind::Everyone => PrincipalKind::User,
        PartyKind::ManagedIdentity => PrincipalKind::ManagedIdentity,
        PartyKind::ServicePrincipal | PartyKind::Device => PrincipalKind::ServicePrincipal,
    };
    Party {
        object_id: Some(id.into()),
        ..Party::new(name.into(), kind)
    }
}
