//! Asks rolewright, cedar-policy, casbin and regorus the same questions about the same access data,
//! in one run, and compares the answers.
//!
//! `cargo run --release --manifest-path bench/peers/Cargo.toml -- [--grants 1000,10000]`
//!
//! Each peer gets the data in the form that suits it best, and its requests ready made; rolewright is
//! asked with strings. A grant is one permit of Cedar and one rule of casbin; Rego looks into objects
//! that are keyed by principal, by scope and by role, with groups already resolved.

mod casbin_rules;
mod cedar;
#[path = "../../src/generated.rs"]
mod generated;
mod rego;

use std::time::Instant;

use generated::{Dice, Size, world};
use rolewright::access::{Access, Role, World};
use rolewright::catalog::Catalog;
use rolewright::model::permission::{Block, Pattern, Plane};
use rolewright::model::{PrincipalId, ScopeId};

const ROLES: usize = 100;
const OPERATIONS: usize = 8;
const QUESTIONS: usize = 1_000;
const ROUNDS: usize = 31;

/// One question, all of it by name.
pub(crate) struct Question {
    pub(crate) who: String,
    pub(crate) operation: String,
    pub(crate) scope: String,
}

/// Which answers an engine gave, and how long each took in microseconds.
pub(crate) struct Told {
    pub(crate) allowed: Vec<bool>,
    pub(crate) times: Vec<f64>,
    /// Milliseconds until the first question could be asked.
    pub(crate) loading: f64,
}

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let at = arguments.iter().position(|one| one == "--grants");
    let sizes = at.and_then(|at| arguments.get(at + 1).cloned());
    let sizes = sizes.unwrap_or_else(|| "1000,10000".to_owned());
    for grants in sizes.split(',').filter_map(|text| text.trim().parse().ok()) {
        compare(grants);
    }
}

fn compare(grants: usize) {
    let mut world = world(
        Size {
            identities: grants,
            ..Size::of(grants)
        },
        roles(),
    );
    for grant in &mut world.grants {
        grant.condition = None;
    }
    let questions = questions(&world);
    let own = own(&world, &questions);
    let allowed = own.allowed.iter().filter(|allowed| **allowed).count();
    println!(
        "{grants} grants, {} questions, {allowed} allowed",
        questions.len()
    );
    // Linear engines are asked fewer questions.
    let few = &questions[..questions.len().min(2_000_000 / grants).max(100)];
    report("cedar-policy", &own, &cedar::ask(&world, few));
    report("casbin", &own, &casbin_rules::ask(&world, few));
    report("regorus, indexed", &own, &rego::ask(&world, &questions));
}

/// Prints the ratio first; ends the run where answers differ.
fn report(name: &str, own: &Told, other: &Told) {
    let differ = own.allowed.iter().zip(&other.allowed);
    let differ = differ.filter(|(own, other)| own != other).count();
    let (ours, theirs) = (median(&own.times), median(&other.times));
    println!(
        "  {name}: {:.0} times as long, {theirs:.2} µs against {ours:.3} µs (medians); ready after {:.0} ms against {:.0} ms; {} answers compared, {differ} differ",
        theirs / ours,
        other.loading,
        own.loading,
        other.allowed.len(),
    );
    if differ > 0 {
        std::process::exit(1);
    }
}

fn median(times: &[f64]) -> f64 {
    let mut times = times.to_vec();
    times.sort_by(f64::total_cmp);
    times.get(times.len() / 2).copied().unwrap_or(f64::NAN)
}

/// Returns how long something took in microseconds, with what it gave.
pub(crate) fn timed<T>(work: impl FnOnce() -> T) -> (T, f64) {
    let start = Instant::now();
    let made = work();
    (made, start.elapsed().as_secs_f64() * 1e6)
}

/// Roles of eight operations each.
fn roles() -> Vec<Role> {
    let catalog = Catalog::embedded();
    let mut dice = Dice(9);
    let control = catalog
        .operations()
        .filter(|(_, one)| one.plane == Plane::Control);
    // A name that both planes know would be asked about in both.
    let control = control.filter(|(_, one)| catalog.named(one.name).len() == 1);
    let names: Vec<&str> = control.map(|(_, one)| one.name).collect();
    let roles = (0..ROLES).map(|index| {
        let first = dice.below(names.len() - OPERATIONS);
        Role {
            name: format!("role {index}").into(),
            guid: format!("bbbbbbbb-0000-4000-8000-{index:012}").into(),
            stage: None,
            custom: true,
            assignable: Vec::new(),
            blocks: vec![Block {
                actions: names[first..first + OPERATIONS]
                    .iter()
                    .map(Pattern::new)
                    .collect(),
                ..Block::default()
            }],
        }
    });
    roles.collect()
}

/// Lists the operations of a role.
pub(crate) fn operations(role: &Role) -> impl Iterator<Item = &str> {
    role.blocks
        .iter()
        .flat_map(|block| &block.actions)
        .map(Pattern::as_str)
}

/// Half of the questions are about what somebody holds.
fn questions(world: &World) -> Vec<Question> {
    let access = Access::new(world, Catalog::embedded());
    let mut dice = Dice(4);
    let people = world
        .parties
        .iter()
        .filter(|one| one.name.starts_with("person"));
    let people = people.count();
    let asked = (0..QUESTIONS).map(|index| {
        loop {
            let who = PrincipalId::new(dice.below(people));
            let holders = access.holders(who).iter();
            let held: Vec<usize> = holders.flat_map(|one| access.own_grants(*one)).collect();
            let mut role = dice.below(world.roles.len());
            let mut scope = ScopeId::new(dice.below(world.places.len()));
            if index % 2 == 0 {
                let Some(grant) = held.get(dice.below(held.len().max(1))) else {
                    continue;
                };
                let grant = &world.grants[*grant];
                (role, scope) = (grant.role.index(), grant.scope);
                let below = access.children(scope);
                scope = below.get(dice.below(8)).copied().unwrap_or(scope);
            }
            let all: Vec<_> = operations(&world.roles[role]).collect();
            break Question {
                who: world.parties[who.index()].name.to_string(),
                operation: all[dice.below(all.len())].to_owned(),
                scope: world.places[scope.index()].id.to_string(),
            };
        }
    });
    asked.collect()
}

fn own(world: &World, questions: &[Question]) -> Told {
    let (access, loading) = timed(|| {
        let access = Access::new(world, Catalog::embedded());
        access.prepare();
        access
    });
    let ask = |one: &Question| access.ask(&one.who, &one.operation, &one.scope);
    let mut told = Told {
        allowed: Vec::new(),
        times: Vec::new(),
        loading: loading / 1e3,
    };
    // One question is too short for the clock: all are timed together.
    for _ in 0..ROUNDS {
        let (answers, time) = timed(|| questions.iter().map(ask).collect::<Vec<_>>());
        told.times.push(time / questions.len() as f64);
        let sure = answers.iter().map(|one| one.is_some_and(|one| one.lower));
        told.allowed = sure.collect();
    }
    told
}
