//! Effective access on large worlds: decisions, chains, everything that everybody holds, and which
//! built-in roles contain which.

use std::process::Command;
use std::time::Instant;

use rolewright::access::{Access, World};
use rolewright::algebra::{Answer, Builtins};
use rolewright::catalog::Catalog;
use rolewright::model::permission::Plane;
use rolewright::model::{PrincipalId, ScopeId};

use crate::generated::{Dice, Size, world};
use crate::process::median;
use crate::roles::roles;

const QUESTIONS: usize = 10_000;
const ROUNDS: usize = 101;
const SIZES: [usize; 3] = [1_000, 10_000, 100_000];

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

/// Runs one measure in a process of its own.
fn alone(arguments: &[&str]) {
    let own = std::env::current_exe();
    let ran = own.and_then(|own| Command::new(own).args(arguments).status());
    if !ran.is_ok_and(|status| status.success()) {
        println!("{}: NOT MEASURED", arguments.join(" "));
    }
}

/// Runs the measure that the first argument names, if it names one.
pub(crate) fn part(arguments: &[String]) -> bool {
    let number = |at: usize| arguments.get(at).and_then(|text| text.parse().ok());
    let grants = number(1).unwrap_or(SIZES[1]);
    match arguments.first().map(String::as_str) {
        Some("access") => measure(),
        Some("decide") => decide(grants),
        Some("effective") => {
            let few = arguments.get(2).is_some_and(|text| text == "few");
            effective(grants, few, number(3).unwrap_or(0));
        }
        Some("contain") => contain(),
        _ => return false,
    }
    true
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

fn decide(grants: usize) {
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

fn effective(grants: usize, few: bool, denials: usize) {
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

/// Processor time of all threads of this process so far, in milliseconds: what the clock says is
/// worth little beside other work.
fn cpu() -> f64 {
    let line = std::fs::read_to_string("/proc/self/stat").unwrap_or_default();
    let behind = line.rsplit(')').next().unwrap_or_default();
    let mut fields = behind.split_whitespace().skip(11);
    let mut ticks = || fields.next()?.parse::<f64>().ok();
    // The system counts a hundred ticks a second.
    ticks()
        .zip(ticks())
        .map_or(f64::NAN, |(user, system)| (user + system) * 10.0)
}

/// Peak memory of this process in MiB, where the system says.
fn peak() -> f64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    let kilobytes = line.and_then(|line| line.split_whitespace().next()?.parse().ok());
    kilobytes.map_or(f64::NAN, |kilobytes: f64| kilobytes / 1024.0)
}

/// Decides for all ordered pairs of built-in roles whether one contains the other.
fn contain() {
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
