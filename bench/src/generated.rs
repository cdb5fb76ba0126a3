//! Large worlds, made up and the same at every run.
//!
//! Identities are in one to three groups; one group in ten is in another one. One grant in ten is an
//! identity's own, the others are the groups'. Of the scopes one is a management group, one in
//! fifty a subscription, one in five a resource group and the others workspaces; of twenty grants
//! one is at or above a subscription and five at a resource group.

use rolewright::access::{Denial, Grant, Origin, Party, Place, Role, RoleId, Schedule, World};
use rolewright::model::permission::Block;
use rolewright::model::{PrincipalId, PrincipalKind, ScopeId};

/// How large a world is.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Size {
    pub(crate) identities: usize,
    pub(crate) groups: usize,
    pub(crate) scopes: usize,
    pub(crate) grants: usize,
    pub(crate) denials: usize,
}

impl Size {
    /// 10,000 identities and 1,000 scopes, with a group for each five grants.
    pub(crate) fn of(grants: usize) -> Self {
        Self {
            identities: 10_000,
            groups: grants / 5,
            scopes: 1_000,
            grants,
            denials: 0,
        }
    }

    fn subscriptions(self) -> usize {
        self.scopes / 50
    }

    pub(crate) fn resource_groups(self) -> usize {
        self.scopes / 5
    }

    /// The first scope that is neither a management group, a subscription nor a resource group.
    pub(crate) fn first_leaf(self) -> usize {
        1 + self.subscriptions() + self.resource_groups()
    }
}

/// Makes a world in which a number of roles is held.
pub(crate) fn world(size: Size, roles: Vec<Role>) -> World {
    let mut dice = Dice(11);
    let mut world = World {
        parties: parties(size, &mut dice),
        places: places(size),
        roles,
        ..World::default()
    };
    for index in 0..size.grants {
        let who = if dice.below(10) == 0 {
            dice.below(size.identities)
        } else {
            size.identities + dice.below(size.groups)
        };
        let conditional = dice.below(50) == 0;
        world.grants.push(Grant {
            principal: PrincipalId::new(who),
            role: RoleId::new(dice.below(world.roles.len())),
            scope: scope(size, &mut dice),
            condition: conditional.then(|| "@Resource[name] StringEquals 'own'".into()),
            schedule: Schedule::Standing,
            until: None,
            origin: Origin::Observed(index),
        });
    }
    for index in 0..size.denials {
        let scope = scope(size, &mut dice);
        let denial = denial(size, &mut dice, index, scope, &world.roles);
        world.denials.push(denial);
    }
    world
}

fn parties(size: Size, dice: &mut Dice) -> Vec<Party> {
    let all = 0..size.identities + size.groups;
    let made = all.map(|index| {
        let is_group = index >= size.identities;
        let group = |at: usize| PrincipalId::new(size.identities + at);
        let member_of = match is_group {
            // A group is in one that comes later, so that there are no circles.
            true if dice.below(10) == 0 => {
                let own = index - size.identities;
                let later = own + 1 + dice.below(size.groups);
                (later < size.groups)
                    .then(|| group(later))
                    .into_iter()
                    .collect()
            }
            true => Vec::new(),
            false => {
                let count = 1 + dice.below(3);
                let groups = (0..count).map(|_| group(dice.below(size.groups)));
                groups.collect()
            }
        };
        Party {
            name: format!("{}-{index}", if is_group { "team" } else { "person" }).into(),
            kind: if is_group {
                PrincipalKind::Group
            } else {
                PrincipalKind::User
            },
            object_id: Some(format!("aaaaaaaa-0000-4000-8000-{index:012}").into()),
            member_of,
            environment: None,
            tier: None,
            labels: Vec::new(),
            resource: None,
            implicit_of: None,
            federated: Vec::new(),
            declared: false,
            gained: None,
        }
    });
    made.collect()
}

fn places(size: Size) -> Vec<Place> {
    let (subscriptions, groups) = (size.subscriptions(), size.resource_groups());
    let mut ids = vec![(
        "/providers/microsoft.management/managementgroups/all".to_owned(),
        None,
    )];
    for index in 0..subscriptions {
        let id = format!("/subscriptions/99999999-0000-4000-8000-{index:012}");
        ids.push((id, Some(0)));
    }
    for index in 0..groups {
        let parent = 1 + index % subscriptions;
        let id = format!("{}/resourcegroups/rg-{index}", ids[parent].0);
        ids.push((id, Some(parent)));
    }
    for index in ids.len()..size.scopes {
        let parent = 1 + subscriptions + index % groups;
        let provider = "microsoft.machinelearningservices/workspaces";
        let id = format!("{}/providers/{provider}/mlw-{index}", ids[parent].0);
        ids.push((id, Some(parent)));
    }
    let placed = ids.into_iter().map(|(id, parent)| Place {
        name: id.as_str().into(),
        id: id.into(),
        kind: None,
        parent: parent.map(ScopeId::new),
        environment: None,
        tier: None,
        identity: None,
        links: Vec::new(),
        settings: Vec::new(),
        labels: Vec::new(),
    });
    placed.collect()
}

fn scope(size: Size, dice: &mut Dice) -> ScopeId {
    let (high, leaf) = (1 + size.subscriptions(), size.first_leaf());
    ScopeId::new(match dice.below(20) {
        0 => dice.below(high),
        1..=5 => high + dice.below(leaf - high),
        _ => leaf + dice.below(size.scopes - leaf),
    })
}

/// Denies what a role gives: to everyone but one group, or to one group.
fn denial(size: Size, dice: &mut Dice, index: usize, scope: ScopeId, roles: &[Role]) -> Denial {
    let group = PrincipalId::new(size.identities + dice.below(size.groups));
    let everyone = dice.below(2) == 0;
    let blocks: Vec<Block> = roles[dice.below(roles.len())].blocks.clone();
    Denial {
        name: format!("denial {index}").into(),
        scope,
        blocks,
        everyone,
        principals: if everyone { Vec::new() } else { vec![group] },
        excluded: if everyone { vec![group] } else { Vec::new() },
        not_below: dice.below(4) == 0,
        condition: None,
    }
}

/// Numbers that look random and are the same at every run.
pub(crate) struct Dice(pub(crate) u64);

impl Dice {
    pub(crate) fn below(&mut self, limit: usize) -> usize {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.0 >> 33).unwrap_or(0) % limit
    }
}
