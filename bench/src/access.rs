//! Effective access on large worlds: decisions, chains, everything that everybody holds, and which
//! built-in roles contain which.

use std::time::Instant;

use rolewright::access::{Access, World};
use rolewright::algebra::{Answer, Builtins};
use rolewright::catalog::Catalog;
use rolewright::model::permission::Plane;
use rolewright::model::{PrincipalId, ScopeId};

use crate::generated::{Dice, Size, world};
use crate::process::{alone, cpu, median, peak};
use crate::roles::roles;

const QUESTIONS: usize = 10_000;
const ROUNDS: usize = 101;
/// As many grants are in the worlds.
pub(crate) const SIZES: [usize; 3] = [1_000, 10_000, 100_000];

/// Somebody, an operation and a scope, by name.
type Question = (String, &'static str, String);

/// Prints every figure; what takes memory runs in a process of its own.
pub(crate) fn measure() {
    for grants in SIZES {
        alone(&["decide", &grants.to_string()]);
    }
    for groups in ["many", "few"] {
        for grants in SIZES {
            alone(&["effective", &grants.to_string(), groups]);
        }
    }
    alone(&["contain"]);
}

fn questions(world: &World) -> Vec<Question> {
    let catalog = Catalog::embedded();
    let ids: Vec<_> = catalog.ids().collect();
    let mut dice = Dice(3);
    let access = Access::new(world, catalog);
    let identities = world.parties.iter().filter(|one| !one.member_of.is_empty());
    let identities = identities.count();
    let mut question = |near: bool| {
        let who = PrincipalId::new(dice.below(identities));
        let holders = access.holders(who).iter();
        let held: Vec<_> = holders.flat_map(|one| access.own_grants(*one)).collect();
        let mut operation = ids[dice.below(ids.len())];
        let mut scope = ScopeId::new(dice.below(world.places.len()));
        if near && !held.is_empty() {
            let grant = &world.grants[held[dice.below(held.len())]];
            let reach = access.reach(grant.role);
            let all: Vec<_> = reach.iter().flat_map(|one| one.upper.ids()).collect();
            if !all.is_empty() {
                operation = all[dice.below(all.len())];
            }
            scope = grant.scope;
        }
        let party = &world.parties[who.index()];
        let place = &world.places[scope.index()];
        (
            party.object_id.as_deref().unwrap_or_default().to_owned(),
            catalog.name(operation),
            place.id.to_string(),
        )
    };
    (0..QUESTIONS).map(|at| question(at % 2 == 0)).collect()
}

pub(crate) fn decide(grants: usize) {
    let start = Instant::now();
    let world = world(Size::of(grants), roles());
    let made = start.elapsed().as_secs_f64() * 1e3;
    let start = Instant::now();
    let access = Access::new(&world, Catalog::embedded());
    access.prepare();
    let prepared = start.elapsed().as_secs_f64() * 1e3;
    let questions = questions(&world);
    let mut times = Vec::new();
    let mut possible = 0;
    let begin = cpu();
    for _ in 0..ROUNDS {
        let start = Instant::now();
        let asked = questions.iter();
        let asked = asked.filter(|(who, operation, on)| {
            let bounds = access.ask(who, operation, on);
            bounds.is_some_and(|bounds| bounds.upper)
        });
        possible = asked.count();
        times.push(start.elapsed().as_secs_f64() * 1e6 / QUESTIONS as f64);
    }
    let each = (cpu() - begin) * 1e3 / (ROUNDS * QUESTIONS) as f64;
    println!(
        "decisions at {grants} grants: {each:.3} µs of processor time, {:.3} µs at best (median of {ROUNDS} rounds of {QUESTIONS} {:.3}), {possible} possibly so; world made in {made:.0} ms, prepared in {prepared:.1} ms",
        times.iter().copied().fold(f64::INFINITY, f64::min),
        median(&mut times),
    );
    chains(&access, &questions);
}

fn chains(access: &Access<'_>, questions: &[Question]) {
    let mut times = Vec::new();
    let mut found = 0;
    for (who, operation, on) in questions {
        let (Some(who), Some(at)) = (access.party(who), access.place(on)) else {
            continue;
        };
        let start = Instant::now();
        let chains = access.chains(who, at, Plane::Control, operation);
        times.push(start.elapsed().as_secs_f64() * 1e6);
        found += chains.len();
    }
    println!(
        "the chain on request: {:.2} µs (median of {}, 99 of 100 within {:.1}, worst {:.1}), {found} chains",
        median(&mut times),
        times.len(),
        times[times.len() * 99 / 100],
        times.last().copied().unwrap_or(0.0),
    );
}

pub(crate) fn effective(grants: usize, few: bool, denials: usize) {
    let mut size = Size {
        denials,
        ..Size::of(grants)
    };
    if few {
        size.groups = 2_000;
    }
    let world = world(size, roles());
    let start = Instant::now();
    let begin = cpu();
    let access = Access::new(&world, Catalog::embedded());
    let effective = access.effective();
    let time = start.elapsed().as_secs_f64() * 1e3;
    let used = cpu() - begin;
    let (pairs, sets) = effective.counts();
    println!(
        "all that everybody holds, {grants} grants, {} groups, {denials} denials: {used:.0} ms of processor time, {time:.0} ms on the clock, {pairs} pairs of a principal and a scope, {sets} distinct sets, peak {:.0} MiB",
        size.groups,
        peak(),
    );
}

/// Decides for all ordered pairs of built-in roles whether one contains the other.
pub(crate) fn contain() {
    let catalog = Catalog::embedded();
    for round in 0..3 {
        let (start, begin) = (Instant::now(), cpu());
        let builtins = Builtins::new(catalog);
        let (within, pairs) = contained(&builtins, catalog);
        let time = start.elapsed().as_secs_f64() * 1e3;
        let used = cpu() - begin;
        println!(
            "symbolic containment, round {round}: {used:.0} ms of processor time, {time:.0} ms on the clock for {pairs} ordered pairs of built-in roles, {within} contained"
        );
    }
}

fn contained(builtins: &Builtins<'_>, catalog: &Catalog) -> (usize, usize) {
    let roles: Vec<_> = catalog.builtin_roles().map(|one| one.position()).collect();
    let sets: Vec<_> = roles
        .iter()
        .filter_map(|role| builtins.set(*role))
        .collect();
    for set in &sets {
        set.reach();
    }
    let (mut within, mut pairs) = (0, 0);
    for (at, outer) in sets.iter().enumerate() {
        for (other, inner) in sets.iter().enumerate() {
            if at != other {
                pairs += 1;
                within += usize::from(outer.contains(inner) == Answer::Yes);
            }
        }
    }
    (within, pairs)
}
