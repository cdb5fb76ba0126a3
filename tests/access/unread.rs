//! What was not read is never a no: worlds with open groups and gaps against every world they may be.

use rolewright::access::{Access, At, Gap, Hides, World};
use rolewright::algebra::Answer;
use rolewright::catalog::Catalog;
use rolewright::model::{PrincipalId, PrincipalKind, ScopeId};

use super::worlds::{Dice, Made, Name, tenant, world};
use crate::slow::{self, Tenant};

const WORLDS: u64 = 150;
const QUESTIONS: usize = 60;

/// How many answers hang on what was not read.
#[derive(Debug, Default)]
struct Counts {
    all: usize,
    /// Nothing that was read gives it, and something that was not read may.
    possible: usize,
    /// What was read gives it, and something that was not read may deny it.
    unsure: usize,
    /// The answer is the same whatever was not read.
    same: usize,
}

#[test]
fn what_was_not_read_is_never_a_no() {
    let mut counts = Counts::default();
    for seed in 0..WORLDS {
        let dice = &mut Dice::new(seed + 1_000_000);
        let mut made = world(dice);
        unread(dice, &mut made.world);
        let whole = tenant(&made.world, dice);
        let access = Access::new(&made.world, Catalog::embedded());
        for _ in 0..QUESTIONS {
            compare(dice, &made, &access, &whole, &mut counts);
        }
    }
    println!("{counts:?}");
    let at_least = |count: usize, percent: usize| count * 100 >= counts.all * percent;
    assert!(
        at_least(counts.possible, 5) && at_least(counts.unsure, 2) && at_least(counts.same, 40)
    );
}

/// Opens up to two groups and puts up to two gaps into a world.
fn unread(dice: &mut Dice, world: &mut World) {
    let groups = world.parties.iter().enumerate();
    let groups = groups.filter(|(_, party)| party.kind == PrincipalKind::Group);
    let groups: Vec<_> = groups.map(|(at, _)| PrincipalId::new(at)).collect();
    world.open = (0..dice.below(3)).map(|_| *dice.pick(&groups)).collect();
    world.open.dedup();
    for _ in 0..dice.below(3) {
        let principal = PrincipalId::new(dice.below(world.parties.len()));
        let scope = ScopeId::new(dice.below(world.places.len()));
        let gap = Gap {
            hides: *dice.pick(&[Hides::Access, Hides::Denials]),
            principal: dice.chance(50).then_some(principal),
            scope: dice.chance(80).then_some(scope),
            what: "something".into(),
        };
        world.gaps.push(gap);
    }
}

fn compare(
    dice: &mut Dice,
    made: &Made,
    access: &Access<'_>,
    tenant: &Tenant,
    counts: &mut Counts,
) {
    let world = &made.world;
    let who = PrincipalId::new(dice.below(world.parties.len()));
    let scope = ScopeId::new(dice.below(world.places.len()));
    let (plane, name) = dice.pick(&made.names);
    let read = truth(world, tenant, who, scope, &(*plane, name.clone()));
    let asked = access.asked(*plane, name);
    let decided = access.decide(who, scope.into(), &asked);
    let told = format!("{who:?} {plane:?} {name} on {scope:?}: {read:?}, {decided:?}");
    let answer = access.answer(who, At::from(scope), *plane, name);
    assert_eq!(decided.lower, answer == Answer::Yes, "{told}: {answer}");
    assert_eq!(decided.upper, answer.is_possible(), "{told}: {answer}");
    // What is sure holds in every world, and what holds in one of them is possible.
    assert!(!decided.lower || read.lower, "{told}");
    assert!(!read.upper || decided.upper, "{told}");
    // Where groups hide nothing of this principal, nothing is lost either.
    if read.groups == 0 {
        assert_eq!(
            (decided.lower, decided.upper),
            (read.lower, read.upper),
            "{told}"
        );
    }
    let plain = read.plain;
    counts.all += 1;
    counts.possible += usize::from(!plain.1 && decided.upper);
    counts.unsure += usize::from(plain.0 && !decided.lower);
    counts.same += usize::from((decided.lower, decided.upper) == plain);
}

/// What holds in every world and in some world that what was read allows.
#[derive(Debug)]
struct Truth {
    lower: bool,
    upper: bool,
    /// What holds if there is nothing but what was read.
    plain: (bool, bool),
    /// In how many groups the principal may be.
    groups: usize,
}

/// Tries every choice of open groups that a principal may be in.
fn truth(world: &World, tenant: &Tenant, who: PrincipalId, scope: ScopeId, asked: &Name) -> Truth {
    let id = |one: PrincipalId| world.parties[one.index()].object_id.clone().unwrap();
    let (object_id, place) = (id(who), &world.places[scope.index()].id);
    let around = around(world, who);
    let open = world.open.iter().filter(|group| !around.contains(group));
    let open: Vec<PrincipalId> = open.copied().collect();
    let ask = |tenant: &Tenant| slow::access(tenant, &object_id, place, (asked.0, &asked.1));
    let mut possible = Vec::new();
    for chosen in 0..1_usize << open.len() {
        let mut more = tenant.clone();
        for (at, group) in open.iter().enumerate() {
            if chosen >> at & 1 == 1 {
                more.members
                    .push((id(*group).into(), object_id.to_string()));
            }
        }
        let allowing = Tenant {
            assignments: vec![slow::Assignment {
                scope: String::new(),
                principal: object_id.to_string(),
                blocks: vec![everything()],
                conditional: false,
            }],
            ..more.clone()
        };
        let (lower, upper) = ask(&more);
        let hides = |what| hides(world, &around, place, what);
        possible.push((
            lower && !hides(Hides::Denials),
            upper || (hides(Hides::Access) && ask(&allowing).1),
        ));
    }
    Truth {
        lower: possible.iter().all(|(lower, _)| *lower),
        upper: possible.iter().any(|(_, upper)| *upper),
        plain: ask(tenant),
        groups: open.len(),
    }
}

/// Lists a principal and the groups around it, one step at a time.
fn around(world: &World, who: PrincipalId) -> Vec<PrincipalId> {
    let mut found = vec![who];
    loop {
        let next = found
            .iter()
            .flat_map(|one| &world.parties[one.index()].member_of);
        match next.copied().find(|group| !found.contains(group)) {
            Some(group) => found.push(group),
            None => return found,
        }
    }
}

/// Tells whether something that was not read is about a principal or a group around it, at a scope
/// or above it.
fn hides(world: &World, around: &[PrincipalId], place: &str, what: Hides) -> bool {
    let parents = world.places.iter().filter_map(|one| {
        let parent = &world.places[one.parent?.index()];
        Some((one.id.to_string(), parent.id.to_string()))
    });
    let parents = Tenant {
        parents: parents.collect(),
        ..Tenant::default()
    };
    let above = slow::scopes_above(&parents, place);
    let segments = |id: &str| slow::scopes_above(&Tenant::default(), id).swap_remove(0);
    world.gaps.iter().any(|gap| {
        let here = gap
            .scope
            .is_none_or(|scope| above.contains(&segments(&world.places[scope.index()].id)));
        gap.hides == what && here && gap.principal.is_none_or(|one| around.contains(&one))
    })
}

fn everything() -> rolewright::model::permission::Block {
    use rolewright::model::permission::{Block, Pattern};
    Block {
        actions: vec![Pattern::new("*")],
        data_actions: vec![Pattern::new("*")],
        ..Block::default()
    }
}
