//! Worlds made to be hard: everybody reaches everybody, or nearly so.

use rolewright::access::{Grant, Origin, Party, Place, Role, RoleId, Schedule, World};
use rolewright::model::permission::{Block, Pattern};
use rolewright::model::{Kind, PrincipalId, PrincipalKind, ScopeId};

use crate::roles::role;

/// The shapes, by name.
pub(crate) const SHAPES: [(&str, fn(usize) -> World); 4] = [
    ("circle", circle),
    ("chain", chain),
    ("star", star),
    ("halves", halves),
];

const TOP: &str = "/subscriptions/99999999-0000-4000-8000-000000000000/resourcegroups/all";
const MACHINE: &str = "microsoft.compute/virtualmachines";
const IDENTITY: &str = "microsoft.managedidentity/userassignedidentities";

/// Each machine runs commands on the next one, and the last one on the first.
fn circle(count: usize) -> World {
    let mut world = machines(count);
    for at in 0..count {
        grant(&mut world, at, RUN, 1 + (at + 1) % count);
    }
    world
}

/// Each machine runs commands on the next one.
fn chain(count: usize) -> World {
    let mut world = machines(count);
    for at in 1..count {
        grant(&mut world, at - 1, RUN, 1 + at);
    }
    world
}

/// Each machine runs commands on the first one, and that on all.
fn star(count: usize) -> World {
    let mut world = machines(count);
    grant(&mut world, 0, RUN, 0);
    for at in 1..count {
        grant(&mut world, at, RUN, 1);
    }
    world
}

/// Everybody may create what runs code, and attach any of a tenth as many identities to it: the one
/// by a grant of its own, the other by a group, so that the two rights meet in each one by itself.
fn halves(count: usize) -> World {
    let identities = count / 10;
    let mut world = empty();
    for at in 0..count {
        let mut party = Party::new(format!("person-{at}").into(), PrincipalKind::User);
        party.member_of.push(PrincipalId::new(count));
        world.parties.push(party);
    }
    world
        .parties
        .push(Party::new("all".into(), PrincipalKind::Group));
    for at in 0..identities {
        let place = ScopeId::new(world.places.len());
        add(
            &mut world,
            Kind::ManagedIdentity,
            &format!("{IDENTITY}/id-{at}"),
            None,
        );
        let mut party = Party::new(format!("id-{at}").into(), PrincipalKind::ManagedIdentity);
        party.resource = Some(place);
        world.parties.push(party);
    }
    for at in 0..count {
        grant(&mut world, at, HOST, 1 + at % identities);
    }
    grant(&mut world, count, ATTACH, 0);
    world
}

const RUN: usize = 0;
const HOST: usize = 1;
const ATTACH: usize = 2;

fn empty() -> World {
    let mut world = World {
        roles: [
            "Microsoft.Compute/virtualMachines/runCommand/action",
            "Microsoft.Compute/virtualMachineScaleSets/write",
            "Microsoft.ManagedIdentity/userAssignedIdentities/assign/action",
        ]
        .map(made)
        .into(),
        ..World::default()
    };
    world
        .places
        .push(place(Kind::ResourceGroup, TOP.to_owned(), None));
    world
}

fn machines(count: usize) -> World {
    let mut world = empty();
    for at in 0..count {
        let name = format!("machine-{at}");
        add(
            &mut world,
            Kind::Resource,
            &format!("{MACHINE}/{name}"),
            Some(PrincipalId::new(at)),
        );
        world
            .parties
            .push(Party::new(name.into(), PrincipalKind::ManagedIdentity));
    }
    world
}

fn made(action: &str) -> Role {
    let block = Block {
        actions: vec![Pattern::new(action)],
        ..Block::default()
    };
    role(action, "", false, vec![block])
}

fn add(world: &mut World, kind: Kind, name: &str, identity: Option<PrincipalId>) {
    let mut place = place(
        kind,
        format!("{TOP}/providers/{name}"),
        Some(ScopeId::new(0)),
    );
    place.identity = identity;
    world.places.push(place);
}

fn place(kind: Kind, id: String, parent: Option<ScopeId>) -> Place {
    Place {
        name: id.as_str().into(),
        id: id.into(),
        kind: Some(kind),
        parent,
        environment: None,
        tier: None,
        identity: None,
        links: Vec::new(),
        settings: Vec::new(),
        labels: Vec::new(),
    }
}

fn grant(world: &mut World, who: usize, role: usize, scope: usize) {
    world.grants.push(Grant {
        principal: PrincipalId::new(who),
        role: RoleId::new(role),
        scope: ScopeId::new(scope),
        condition: None,
        until: None,
        schedule: Schedule::Standing,
        origin: Origin::Observed(world.grants.len()),
    });
}
