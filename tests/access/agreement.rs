//! The engine against the slow evaluator, on random questions about random worlds.

use rayon::prelude::*;
use rolewright::access::{Access, At, Bounds, World};
use rolewright::algebra::Answer;
use rolewright::catalog::Catalog;
use rolewright::model::permission::Plane;
use rolewright::model::{PrincipalId, PrincipalKind, ScopeId};

use super::worlds::{Dice, Made, Name, tenant, world};
use crate::slow::{self, Tenant};

const QUESTIONS: usize = 100;

/// One question, in the words of somebody who asks.
struct Question {
    who: PrincipalId,
    name: String,
    scope: String,
    asked: Name,
}

/// A world as the slow evaluator has it, whole and with something left out.
struct Tenants {
    whole: Tenant,
    /// Without denials.
    allowing: Tenant,
    /// Without groups in groups.
    flat: Tenant,
}

/// How many questions had an answer, and what took part in it.
#[derive(Debug, Default, Clone, Copy)]
struct Counts {
    all: usize,
    yes: usize,
    no: usize,
    maybe: usize,
    /// The answer is another one without the denials.
    denied: usize,
    /// A role of several blocks possibly gives it.
    blocks: usize,
    /// The answer is another one without groups in groups.
    nested: usize,
    /// The scope that is asked about is not in the world.
    unknown_scope: usize,
    /// The operation is not in the catalogue.
    unknown_name: usize,
}

impl Counts {
    fn plus(self, other: Self) -> Self {
        Self {
            all: self.all + other.all,
            yes: self.yes + other.yes,
            no: self.no + other.no,
            maybe: self.maybe + other.maybe,
            denied: self.denied + other.denied,
            blocks: self.blocks + other.blocks,
            nested: self.nested + other.nested,
            unknown_scope: self.unknown_scope + other.unknown_scope,
            unknown_name: self.unknown_name + other.unknown_name,
        }
    }
}

#[test]
fn access_is_what_the_slow_evaluator_says() {
    agree(1_000);
}

/// `cargo test --release access::agreement -- --ignored --nocapture`
#[test]
#[ignore = "ten times the questions of every day"]
fn access_is_what_the_slow_evaluator_says_a_million_times() {
    agree(10_000);
}

fn agree(worlds: u64) {
    let mut counts = Counts::default();
    // A few at a time, so that a disagreement ends the run soon.
    for first in (0..worlds).step_by(50) {
        let some = (first..first + 50).into_par_iter().map(questions);
        counts = counts.plus(some.reduce(Counts::default, Counts::plus));
    }
    println!("{counts:#?}");
    let at_least = |count: usize, percent: usize| count * 100 >= counts.all * percent;
    assert_eq!(counts.all as u64, worlds * QUESTIONS as u64);
    assert!(at_least(counts.yes, 10) && at_least(counts.no, 10) && at_least(counts.maybe, 10));
    assert!(at_least(counts.denied, 5) && at_least(counts.blocks, 5) && at_least(counts.nested, 5));
    assert!(at_least(counts.unknown_scope, 5) && at_least(counts.unknown_name, 5));
}

fn questions(seed: u64) -> Counts {
    let dice = &mut Dice::new(seed);
    let made = world(dice);
    let whole = tenant(&made.world, dice);
    let tenants = Tenants {
        allowing: Tenant {
            denials: Vec::new(),
            ..whole.clone()
        },
        flat: Tenant {
            members: unnested(&made.world, &whole),
            ..whole.clone()
        },
        whole,
    };
    let access = Access::new(&made.world, Catalog::embedded());
    let asked = (0..QUESTIONS).map(|_| {
        let question = question(dice, &made, &access);
        compare(&access, &tenants, &question, seed)
    });
    asked.fold(Counts::default(), Counts::plus)
}

/// Asks mostly about what some grant of somebody is near to.
fn question(dice: &mut Dice, made: &Made, access: &Access<'_>) -> Question {
    let world = &made.world;
    let who = PrincipalId::new(dice.below(world.parties.len()));
    let held: Vec<usize> = access
        .holders(who)
        .iter()
        .flat_map(|holder| access.own_grants(*holder))
        .collect();
    let mut scope = ScopeId::new(dice.below(world.places.len()));
    if !held.is_empty() && dice.chance(70) {
        scope = world.grants[*dice.pick(&held)].scope;
        while dice.chance(50) && !access.children(scope).is_empty() {
            scope = *dice.pick(access.children(scope));
        }
    }
    let party = &world.parties[who.index()];
    let (place, below) = (&world.places[scope.index()], dice.below(6));
    let scope = match below {
        0 => format!("{}/providers/Microsoft.Storage/storageAccounts/x", place.id),
        // Not below a scope whose name it begins with.
        1 if !place.id.is_empty() => format!("{}-x/providers/new", place.id),
        2 => place.name.to_string(),
        3 => format!("{}/", place.id),
        _ => place.id.to_string(),
    };
    let (mut plane, name) = dice.pick(&made.names).clone();
    if dice.chance(5) {
        plane = *dice.pick(&Plane::BOTH);
    }
    let name = match dice.below(20) {
        0 => format!("{name}/more"),
        1 => format!(" {name} "),
        _ => name,
    };
    let by_name = dice.chance(50);
    let id = party.object_id.as_deref().unwrap();
    Question {
        who,
        name: dice.spelled(if by_name { &party.name } else { id }),
        scope: dice.spelled(&scope),
        asked: (plane, dice.spelled(&name)),
    }
}

/// Returns the resource id of a scope that is asked about by its name.
fn id_of(world: &World, scope: &str) -> String {
    let mut places = world.places.iter();
    let named = places.find(|place| place.name.eq_ignore_ascii_case(scope));
    named.map_or(scope, |place| &place.id).to_owned()
}

fn compare(access: &Access<'_>, tenants: &Tenants, question: &Question, seed: u64) -> Counts {
    let Question {
        who,
        name: party,
        scope,
        asked: (plane, name),
    } = question;
    let world = access.world();
    let id = id_of(world, scope);
    let object_id = world.parties[who.index()].object_id.as_deref().unwrap();
    let expect = |tenant: &Tenant, plane| slow::access(tenant, object_id, &id, (plane, name));
    let told = format!("seed {seed}: {party} {plane:?} {name} on {scope}");
    let expected = expect(&tenants.whole, *plane);

    assert_eq!(access.party(party), Some(*who), "{told}");
    let Some(at) = access.place(scope) else {
        // Where nothing above is known either, nobody holds anything.
        assert_eq!(expected, (false, false), "{told}");
        return counted(expected, false, access, name);
    };
    let asked = access.asked(*plane, name);
    let decided = access.decide(*who, at, &asked);
    assert_eq!((decided.lower, decided.upper), expected, "{told}");
    let answer = access.answer(*who, at, *plane, name.trim());
    let bounds = (answer == Answer::Yes, answer.is_possible());
    assert_eq!(bounds, expected, "{told}: {answer}");
    let by_names = both_planes(access.catalog(), name, |plane| {
        expect(&tenants.whole, plane)
    });
    assert_eq!(access.ask(party, name, scope), Some(by_names), "{told}");

    let mut counts = counted(expected, at.exact, access, name);
    let granted = expect(&tenants.allowing, *plane);
    let (at, asked) = ((*who, at), (*plane, name.trim()));
    counts.denied = usize::from(granted != expected);
    counts.blocks = usize::from(chains(access, at, asked, granted, &told));
    counts.nested = usize::from(expect(&tenants.flat, *plane) != expected);
    counts
}

/// Joins what is expected in the planes in which an operation is known, or in both if in none.
fn both_planes(catalog: &Catalog, name: &str, expect: impl Fn(Plane) -> (bool, bool)) -> Bounds {
    let is_known = |plane: &Plane| catalog.find(*plane, name.trim()).is_some();
    let all = !Plane::BOTH.iter().any(is_known);
    let planes = Plane::BOTH.into_iter();
    let planes = planes.filter(|plane| all || is_known(plane));
    let bounds = planes
        .map(expect)
        .map(|(lower, upper)| Bounds { lower, upper });
    bounds.fold(Bounds::default(), Bounds::or)
}

fn counted(expected: (bool, bool), exact: bool, access: &Access<'_>, name: &str) -> Counts {
    Counts {
        all: 1,
        yes: usize::from(expected.0),
        no: usize::from(!expected.1),
        maybe: usize::from(!expected.0 && expected.1),
        unknown_scope: usize::from(!exact),
        unknown_name: usize::from(access.catalog().named(name.trim()).is_empty()),
        ..Counts::default()
    }
}

/// There is a chain exactly where something is possibly granted, and each leads to its grant.
/// Tells whether a role of several blocks gives it.
fn chains(
    access: &Access<'_>,
    (who, at): (PrincipalId, At),
    (plane, name): (Plane, &str),
    granted: (bool, bool),
    told: &str,
) -> bool {
    let world = access.world();
    let chains = access.chains(who, at, plane, name);
    assert_eq!(!chains.is_empty(), granted.1, "{told}");
    let sure = chains.first().is_some_and(|one| one.answer == Answer::Yes);
    assert_eq!(sure, granted.0, "{told}: the surest is first");
    let mut several = false;
    for chain in chains {
        let grant = &world.grants[chain.grant];
        let ends = (chain.groups.first(), chain.groups.last());
        assert_eq!(ends, (Some(&who), Some(&grant.principal)), "{told}");
        for step in chain.groups.windows(2) {
            let groups = &world.parties[step[0].index()].member_of;
            assert!(groups.contains(&step[1]), "{told}: {chain:?}");
        }
        assert!(access.covers(grant.scope, at.scope), "{told}: {chain:?}");
        let blocks = &world.roles[grant.role.index()].blocks;
        assert!(slow::role_grants(blocks, plane, name).1, "{told}");
        several |= blocks.len() > 1;
    }
    several
}

/// Leaves groups in groups out.
fn unnested(world: &World, tenant: &Tenant) -> Vec<(String, String)> {
    let groups = world.parties.iter();
    let groups = groups.filter(|party| party.kind == PrincipalKind::Group);
    let ids: Vec<_> = groups.filter_map(|party| party.object_id.clone()).collect();
    let is_group = |id: &String| ids.iter().any(|known| known == id);
    let members = tenant.members.iter();
    members
        .filter(|(_, member)| !is_group(member))
        .cloned()
        .collect()
}
