//! Random worlds, small and full of near-collisions, and the same as the slow evaluator has them.

use rolewright::access::{Denial, Grant, Origin, Party, Place, Role, RoleId, Schedule, World};
use rolewright::catalog::Catalog;
use rolewright::model::permission::{Block, Pattern, Plane};
use rolewright::model::{PrincipalId, PrincipalKind, ScopeId};

use crate::slow::{Assignment, Denial as SlowDenial, EVERYONE, Tenant};

/// Numbers that look random and are the same at every run.
pub(crate) struct Dice(u64);

impl Dice {
    pub(crate) fn new(seed: u64) -> Self {
        Self(seed.wrapping_mul(0x9e37_79b9_7f4a_7c15))
    }

    pub(crate) fn below(&mut self, limit: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        usize::try_from((mixed ^ (mixed >> 31)) >> 33).unwrap() % limit
    }

    pub(crate) fn chance(&mut self, percent: usize) -> bool {
        self.below(100) < percent
    }

    pub(crate) fn pick<'a, T>(&mut self, all: &'a [T]) -> &'a T {
        &all[self.below(all.len())]
    }

    /// Writes a text in letters of either case.
    pub(crate) fn spelled(&mut self, text: &str) -> String {
        if self.chance(60) {
            return text.to_owned();
        }
        let letters = text.chars().map(|letter| match self.below(4) {
            0 => letter.to_ascii_uppercase(),
            _ => letter.to_ascii_lowercase(),
        });
        letters.collect()
    }
}

/// An operation in its plane; some are in no catalogue.
pub(super) type Name = (Plane, String);

/// A world, and the few operations that its roles speak of.
pub(super) struct Made {
    pub(super) world: World,
    pub(super) names: Vec<Name>,
}

const INVENTED: [&str; 4] = [
    "Microsoft.MachineLearningServices/workspaces/inventions/read",
    "Microsoft.MachineLearningServices/workspaces/inventions/parts/write",
    "Contoso.Rockets/pads/launch/action",
    "Microsoft.Storage/storageAccounts/inventions/read",
];

/// Makes the world of a seed.
pub(super) fn world(dice: &mut Dice) -> Made {
    let names = names(dice);
    let places = places(dice);
    let parties = parties(dice);
    let roles: Vec<Role> = (0..6).map(|at| role(dice, at, &names)).collect();
    let mut world = World {
        parties,
        places,
        roles,
        ..World::default()
    };
    for _ in 0..10 + dice.below(10) {
        let grant = grant(dice, &world);
        world.grants.push(grant);
    }
    // One principal may hold so much that its grants are looked up and not walked over.
    let busy = PrincipalId::new(dice.below(world.parties.len()));
    for _ in 0..if dice.chance(20) { 40 } else { 0 } {
        let principal = busy;
        let grant = grant(dice, &world);
        world.grants.push(Grant { principal, ..grant });
    }
    for _ in 0..2 + dice.below(6) {
        let denial = denial(dice, &world, &names);
        world.denials.push(denial);
    }
    Made { world, names }
}

fn names(dice: &mut Dice) -> Vec<Name> {
    let catalog = Catalog::embedded();
    let of = |prefix: &str| catalog.prefix(prefix);
    let ranges = [
        of("microsoft.machinelearningservices/workspaces/"),
        of("microsoft.storage/storageaccounts/"),
        of("microsoft.authorization/"),
    ];
    let mut names: Vec<Name> = (0..6)
        .map(|_| {
            let range = dice.pick(&ranges).clone();
            let at = range.start as usize + dice.below(range.len());
            let id = catalog.ids().nth(at).unwrap();
            (catalog.plane(id), catalog.name(id).to_owned())
        })
        .collect();
    for _ in 0..2 {
        let plane = *dice.pick(&Plane::BOTH);
        names.push((plane, (*dice.pick(&INVENTED)).to_owned()));
    }
    names
}

/// Makes a tree of scopes with holes; what is left out lies below what is not.
fn places(dice: &mut Dice) -> Vec<Place> {
    let group = |name: &str| format!("/providers/microsoft.management/managementgroups/{name}");
    let mut wanted: Vec<(String, Option<String>)> = vec![
        (group("top"), None),
        (group("team"), Some(group("top"))),
        ("/subscriptions/one".into(), Some(group("team"))),
        ("/subscriptions/two".into(), Some(group("top"))),
        ("/subscriptions/three".into(), None),
    ];
    if dice.chance(50) {
        wanted.push((String::new(), None));
    }
    for subscription in ["one", "two"] {
        for name in ["rg", "rg-b"] {
            let resources = format!("/subscriptions/{subscription}/resourcegroups/{name}");
            let workspace =
                format!("{resources}/providers/microsoft.machinelearningservices/workspaces/ml");
            let endpoint = format!("{workspace}/onlineendpoints/ep");
            let some = [resources, workspace, endpoint].into_iter();
            wanted.extend(some.filter(|_| dice.chance(75)).map(|id| (id, None)));
        }
    }
    for at in (1..wanted.len()).rev() {
        wanted.swap(at, dice.below(at + 1));
    }
    // That everything is below the root need not be said.
    let said = dice.chance(50);
    let above =
        |id: &str, at: &String| (said || !at.is_empty()) && id.starts_with(&format!("{at}/"));
    let parent = |(id, known): &(String, Option<String>)| match known {
        Some(known) => wanted.iter().position(|(other, _)| other == known),
        None => {
            let all = wanted.iter().enumerate();
            let all = all.filter(|(_, (other, _))| above(id, other));
            all.max_by_key(|(_, (other, _))| other.len())
                .map(|(at, _)| at)
        }
    };
    let placed = wanted.iter().enumerate().map(|(at, one)| Place {
        name: format!("place-{at}").into(),
        id: one.0.as_str().into(),
        kind: None,
        parent: parent(one).map(ScopeId::new),
        environment: None,
        tier: None,
        identity: None,
        links: Vec::new(),
        settings: Vec::new(),
        labels: Vec::new(),
    });
    placed.collect()
}

/// Makes groups, some in one another and some in a circle, and users in some of them.
fn parties(dice: &mut Dice) -> Vec<Party> {
    const GROUPS: usize = 5;
    let count = GROUPS + 4;
    let made = (0..count).map(|at| {
        let is_group = at < GROUPS;
        let most = if is_group { 2 } else { 4 };
        let groups = (0..dice.below(most)).map(|_| dice.below(GROUPS));
        let groups: Vec<_> = groups.filter(|group| *group != at).collect();
        Party {
            name: format!("Party-{at}").into(),
            kind: if is_group {
                PrincipalKind::Group
            } else {
                PrincipalKind::User
            },
            object_id: Some(format!("aaaaaaaa-0000-4000-8000-{at:012}").into()),
            member_of: groups.into_iter().map(PrincipalId::new).collect(),
            environment: None,
            tier: None,
            labels: Vec::new(),
            resource: None,
            implicit_of: None,
            federated: Vec::new(),
            declared: at % 2 == 0,
            gained: None,
        }
    });
    made.collect()
}

fn role(dice: &mut Dice, at: usize, names: &[Name]) -> Role {
    let data_scientist = "f6c7c914-8db3-469d-8ca1-694a8f32e121";
    let blocks = if dice.chance(8) {
        let known = Catalog::embedded().builtin_by_id(data_scientist);
        known.unwrap().blocks()
    } else {
        let count = [1, 1, 2, 3][dice.below(4)];
        (0..count).map(|_| block(dice, names, 4)).collect()
    };
    Role {
        name: format!("role-{at}").into(),
        guid: format!("bbbbbbbb-0000-4000-8000-{at:012}").into(),
        stage: None,
        custom: true,
        assignable: Vec::new(),
        blocks,
    }
}

fn block(dice: &mut Dice, names: &[Name], most: usize) -> Block {
    let mut block = Block::default();
    for _ in 0..1 + dice.below(most) {
        let (plane, name) = dice.pick(names);
        let pattern = pattern(dice, name);
        match plane {
            Plane::Control => block.actions.push(pattern),
            Plane::Data => block.data_actions.push(pattern),
        }
    }
    for _ in 0..if dice.chance(30) { 2 } else { 0 } {
        let (plane, name) = dice.pick(names);
        let pattern = pattern(dice, name);
        match plane {
            Plane::Control => block.not_actions.push(pattern),
            Plane::Data => block.not_data_actions.push(pattern),
        }
    }
    block.condition = dice.chance(8).then(|| "@block".into());
    block
}

/// Makes a pattern that covers a name, or may, or nearly does.
fn pattern(dice: &mut Dice, name: &str) -> Pattern {
    let parts: Vec<&str> = name.split('/').collect();
    let (last, before) = parts.split_last().unwrap();
    let cut = 1 + dice.below(before.len());
    let front = parts[..cut].join("/");
    let text = match dice.below(12) {
        0..=3 => name.to_owned(),
        4..=5 => format!("{front}/*"),
        6 => format!("*/{last}"),
        7..=8 => format!("{front}/*/{last}"),
        9 => format!("{}/*/{last}", before.join("/")),
        10 => format!("{}/x/{last}", before.join("/")),
        _ => "*".to_owned(),
    };
    Pattern::new(dice.spelled(&text))
}

fn grant(dice: &mut Dice, world: &World) -> Grant {
    Grant {
        principal: PrincipalId::new(dice.below(world.parties.len())),
        role: RoleId::new(dice.below(world.roles.len())),
        scope: ScopeId::new(dice.below(world.places.len())),
        condition: dice.chance(20).then(|| "@grant".into()),
        schedule: if dice.chance(15) {
            Schedule::Eligible
        } else {
            Schedule::Standing
        },
        until: None,
        origin: Origin::Policy(0),
    }
}

fn denial(dice: &mut Dice, world: &World, names: &[Name]) -> Denial {
    let mut some = |most: usize| -> Vec<PrincipalId> {
        let count = dice.below(most);
        (0..count)
            .map(|_| PrincipalId::new(dice.below(world.parties.len())))
            .collect()
    };
    let (principals, excluded) = (some(4), some(2));
    Denial {
        name: "denial".into(),
        scope: ScopeId::new(dice.below(world.places.len())),
        blocks: vec![block(dice, names, 3)],
        everyone: dice.chance(50),
        principals,
        excluded,
        not_below: dice.chance(25),
        condition: dice.chance(25).then(|| "@denial".into()),
    }
}

/// Writes a world as the slow evaluator reads it: by ids alone, the tree of management groups apart.
pub(super) fn tenant(world: &World, dice: &mut Dice) -> Tenant {
    let who = |id: PrincipalId| world.parties[id.index()].object_id.clone().unwrap();
    let place = |id: ScopeId| world.places[id.index()].id.as_str();
    let assignments = world.grants.iter().map(|grant| Assignment {
        scope: dice.spelled(&format!("{}/", place(grant.scope))),
        principal: dice.spelled(&who(grant.principal)),
        blocks: world.roles[grant.role.index()].blocks.clone(),
        conditional: grant.condition.is_some() || grant.schedule == Schedule::Eligible,
    });
    let assignments = assignments.collect();
    let denials = world.denials.iter().map(|denial| {
        let mut principals = names_of(&denial.principals, who);
        principals.extend(denial.everyone.then(|| EVERYONE.to_owned()));
        SlowDenial {
            scope: dice.spelled(place(denial.scope)),
            principals,
            excluded: names_of(&denial.excluded, who),
            blocks: denial.blocks.clone(),
            not_below: denial.not_below,
            conditional: denial.condition.is_some(),
        }
    });
    let denials = denials.collect();
    let members = world.parties.iter().flat_map(|party| {
        let own = party.object_id.clone().unwrap();
        let groups = party.member_of.iter();
        groups.map(move |group| (who(*group).into(), own.clone().into()))
    });
    let groups = |id: &str| id.starts_with("/providers/microsoft.management/");
    let parents = world.places.iter().filter_map(|one| {
        let parent = place(one.parent?);
        groups(parent).then(|| (one.id.to_string(), parent.to_owned()))
    });
    Tenant {
        assignments,
        denials,
        members: members.collect(),
        parents: parents.collect(),
    }
}

fn names_of<Name: Into<String>>(
    ids: &[PrincipalId],
    name: impl Fn(PrincipalId) -> Name,
) -> Vec<String> {
    ids.iter().map(|id| name(*id).into()).collect()
}
