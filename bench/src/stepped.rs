//! Large worlds in which one becomes another by steps.
//!
//! The worlds of `generated` with what steps need laid into them, so that these keep their figures:
//! ten resources together are an estate, a workspace with a compute, an endpoint, a storage account,
//! a registry and a key vault, an identity of its own, a machine, an automation account and a script.
//! What runs there acts as the first of the identities. Of a hundred grants five are of a role that
//! leads to a step; every twentieth identity trusts tokens of a repository; the computes form one
//! circle, and one group in a hundred is in a circle of two.

use rolewright::access::{Party, Place, RoleId, World};
use rolewright::algebra::{OperationSet, Reach};
use rolewright::catalog::Catalog;
use rolewright::model::principal::Federation;
use rolewright::model::{Kind, PrincipalId, PrincipalKind, ScopeId};
use rolewright::reach;
use rolewright::source::Span;
use smol_str::SmolStr;

use crate::generated::{Dice, Size, world};
use crate::roles::roles;

/// What an estate is made of: its kind, its type, and whether it acts as somebody.
const ESTATE: [(Kind, &str, bool); 10] = [
    (Kind::Workspace, WORKSPACE, true),
    (Kind::Compute, "computes", true),
    (Kind::Endpoint, "onlineendpoints", true),
    (Kind::Storage, "microsoft.storage/storageaccounts", false),
    (
        Kind::ContainerRegistry,
        "microsoft.containerregistry/registries",
        false,
    ),
    (Kind::KeyVault, "microsoft.keyvault/vaults", false),
    (
        Kind::ManagedIdentity,
        "microsoft.managedidentity/userassignedidentities",
        false,
    ),
    (Kind::Resource, "microsoft.compute/virtualmachines", true),
    (
        Kind::Resource,
        "microsoft.automation/automationaccounts",
        true,
    ),
    (
        Kind::Resource,
        "microsoft.resources/deploymentscripts",
        true,
    ),
];
const WORKSPACE: &str = "microsoft.machinelearningservices/workspaces";

/// What is said of things, or not: whether their keys are worth anything.
const SETTINGS: [(Kind, &str, [&str; 2]); 4] = [
    (Kind::Storage, "shared-keys", ["on", "off"]),
    (Kind::Workspace, "identity-based-data-access", ["off", "on"]),
    (Kind::ContainerRegistry, "admin-user", ["on", "off"]),
    (Kind::KeyVault, "access", ["policies", "roles"]),
];

/// Makes a world with steps.
pub(crate) fn stepped(size: Size) -> World {
    let mut world = world(size, roles());
    let mut dice = Dice(17);
    let leaves = world.places.len() - size.first_leaf();
    for estate in 0..leaves / ESTATE.len() {
        furnish(&mut world, size, estate);
    }
    deal(&mut world, &mut dice);
    for (index, party) in world.parties.iter_mut().enumerate().take(size.identities) {
        party
            .federated
            .extend((index % 20 == 0).then(|| token(index)));
    }
    for at in (0..size.groups.saturating_sub(1)).step_by(100) {
        let [one, other] = [at, at + 1].map(|at| size.identities + at);
        hold(&mut world.parties, one, other);
        hold(&mut world.parties, other, one);
    }
    circle(&mut world, size);
    world
}

fn hold(parties: &mut [Party], group: usize, member: usize) {
    parties[member].member_of.push(PrincipalId::new(group));
}

/// Makes ten places an estate of one resource group.
fn furnish(world: &mut World, size: Size, estate: usize) {
    let first = size.first_leaf() + estate * ESTATE.len();
    let above = size.first_leaf() - 1 - estate % size.resource_groups();
    let group = world.places[above].id.clone();
    for (slot, (kind, azure, acts)) in ESTATE.into_iter().enumerate() {
        let at = first + slot;
        let is_child = matches!(kind, Kind::Compute | Kind::Endpoint);
        let (parent, id) = if is_child {
            (first, format!("{}/{azure}/{at}", world.places[first].id))
        } else {
            (above, format!("{group}/providers/{azure}/{at}"))
        };
        let who = PrincipalId::new(at - size.first_leaf());
        let party = &mut world.parties[who.index()];
        if acts || kind == Kind::ManagedIdentity {
            party.kind = PrincipalKind::ManagedIdentity;
        }
        if kind == Kind::ManagedIdentity {
            party.resource = Some(ScopeId::new(at));
        }
        world.places[at] = Place {
            name: id.as_str().into(),
            id: id.into(),
            kind: Some(kind),
            parent: Some(ScopeId::new(parent)),
            identity: acts.then_some(who),
            links: if kind == Kind::Workspace {
                [3, 4, 5].map(|slot| ScopeId::new(first + slot)).into()
            } else {
                Vec::new()
            },
            settings: said(kind, estate),
            ..world.places[at].clone()
        };
    }
}

/// Says a setting one way, the other way, or not at all.
fn said(kind: Kind, estate: usize) -> Vec<(SmolStr, SmolStr)> {
    let known = SETTINGS.iter().filter(|(of, ..)| *of == kind);
    let said = known
        .filter_map(|(_, key, values)| Some(((*key).into(), (*values.get(estate % 3)?).into())));
    said.collect()
}

/// Deals the roles anew: of a hundred grants five are of one that leads to a step.
fn deal(world: &mut World, dice: &mut Dice) {
    let catalog = Catalog::embedded();
    let mut leading = OperationSet::empty();
    for (plane, name) in reach::all().flat_map(|edge| edge.operations) {
        if let Some(id) = catalog.find(*plane, name) {
            leading.insert(id);
        }
    }
    let leads = |role: &RoleId| {
        let reached = Reach::of_blocks(catalog, &world.roles[role.index()].blocks);
        reached.upper.overlaps(&leading)
    };
    let all = (0..world.roles.len()).map(RoleId::new);
    let (leading, harmless): (Vec<_>, Vec<_>) = all.partition(leads);
    for grant in &mut world.grants {
        let among = if dice.below(100) < 5 {
            &leading
        } else {
            &harmless
        };
        grant.role = among[dice.below(among.len())];
    }
}

/// Lets the compute of each estate run code in the next one.
fn circle(world: &mut World, size: Size) {
    let name = "AzureML Data Scientist";
    let role = world.roles.iter().position(|role| role.name == name);
    let role = RoleId::new(role.unwrap_or(0));
    let count = (world.places.len() - size.first_leaf()) / ESTATE.len();
    for estate in 0..count.min(world.grants.len()) {
        let next = (estate + 1) % count;
        let grant = &mut world.grants[estate];
        grant.principal = PrincipalId::new(estate * ESTATE.len() + 1);
        grant.scope = ScopeId::new(size.first_leaf() + next * ESTATE.len());
        grant.role = role;
        grant.condition = None;
    }
}

fn token(index: usize) -> Federation {
    let property = |key: &str, value: String| (key.into(), value.into(), Span::default());
    Federation {
        source: "github".into(),
        properties: vec![
            property("repository", format!("contoso/model-{index}")),
            property("environment", "prod".to_owned()),
        ],
        span: Span::default(),
    }
}
