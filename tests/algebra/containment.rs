//! The symbolic view: verdicts against brute force, witnesses against the slow evaluator.

use proptest::prelude::*;
use proptest::strategy::ValueTree;
use proptest::test_runner::TestRunner;
use rayon::prelude::*;
use rolewright::algebra::{Answer, Bound, Finding, PermissionSet, Reason};
use rolewright::model::permission::{Block, Pattern, Plane};

use crate::slow;

/// Lists all well-formed names of at most so many bytes over `abc/`, in the order of witnesses.
fn dense(most: usize) -> Vec<String> {
    let mut all = Vec::new();
    let mut layer = vec![String::new()];
    for _ in 0..most {
        layer = layer
            .iter()
            .flat_map(|text| ["a", "b", "c", "/"].map(|byte| format!("{text}{byte}")))
            .collect();
        all.extend(layer.iter().cloned());
    }
    let whole = |text: &str| text.contains('/') && text.split('/').all(|part| !part.is_empty());
    all.retain(|text| whole(text));
    all
}

/// Makes patterns over few bytes, so that they meet, overlap and shadow each other all the time.
fn small_pattern() -> impl Strategy<Value = Pattern> {
    let text = prop_oneof![
        3 => "[ab]{1,2}(/[abA]{1,2}){0,2}",
        4 => "[ab]{1,2}(/[ab]){0,1}/\\*/[ab]{1,2}(/[ab]){0,1}",
        3 => "[ab](/[ab]{1,2}){0,1}/\\*",
        2 => "\\*/[ab]{1,2}(/[ab]){0,1}",
        1 => Just("*".to_owned()),
        1 => "[ab/*]{1,6}",
    ];
    text.prop_map(Pattern::new)
}

fn small_block() -> impl Strategy<Value = Block> {
    let granted = prop::collection::vec(small_pattern(), 0..5);
    let cut = prop::collection::vec(small_pattern(), 0..3);
    let data = prop::collection::vec(small_pattern(), 0..2);
    let condition = prop::option::weighted(0.1, Just("x".into()));
    (granted, cut, data, condition).prop_map(|(actions, not_actions, data_actions, condition)| {
        Block {
            actions,
            not_actions,
            data_actions,
            not_data_actions: Vec::new(),
            condition,
        }
    })
}

fn samples<T>(count: usize, strategy: &impl Strategy<Value = T>) -> Vec<T> {
    let runner = &mut TestRunner::deterministic();
    (0..count)
        .map(|_| strategy.new_tree(runner).unwrap().current())
        .collect()
}

const BOUNDS: [(Bound, Bound); 4] = [
    (Bound::Lower, Bound::Lower),
    (Bound::Upper, Bound::Upper),
    (Bound::Upper, Bound::Lower),
    (Bound::Lower, Bound::Upper),
];

fn at(bound: Bound, bounds: (bool, bool)) -> bool {
    if bound == Bound::Lower {
        bounds.0
    } else {
        bounds.1
    }
}

/// Finds the first dense name for which a predicate over both planes holds, as a witness would be.
fn first(names: &[String], holds: impl Fn(Plane, &str) -> bool) -> Option<(Plane, &str)> {
    let planes = [Plane::Control, Plane::Data];
    let found = planes.map(|plane| {
        names
            .iter()
            .find(|name| holds(plane, name))
            .map(|name| (plane, name.as_str()))
    });
    match found {
        [Some(control), Some(data)] if data.1.len() < control.1.len() => Some(data),
        [control, data] => control.or(data),
    }
}

/// Checks a finding against brute force: the same name where it is short enough to be listed.
fn agree(
    finding: &Finding,
    expected: Option<(Plane, &str)>,
    most: usize,
    holds: impl Fn(Plane, &str) -> bool,
) -> bool {
    match (finding, expected) {
        (Finding::Operation(found), Some((plane, name))) => {
            found.plane == plane && found.name == name
        }
        (Finding::Operation(found), None) => {
            found.name.len() > most && holds(found.plane, &found.name)
        }
        (Finding::Nothing, None) => true,
        _ => false,
    }
}

#[test]
fn containment_is_what_brute_force_finds() {
    let names = dense(5);
    let roles = || prop::collection::vec(small_block(), 1..3);
    let cases = samples(600, &(roles(), roles()));
    let verdicts: Vec<bool> = cases
        .par_iter()
        .flat_map_iter(|(left, right)| {
            let (one, two) = (PermissionSet::of(left), PermissionSet::of(right));
            BOUNDS.map(|(bound, other)| {
                let beyond = |plane: Plane, name: &str| {
                    at(bound, slow::role_grants(left, plane, name))
                        && !at(other, slow::role_grants(right, plane, name))
                };
                let (finding, expected) = (one.beyond(bound, &two, other), first(&names, beyond));
                assert!(
                    agree(&finding, expected, 5, beyond),
                    "{left:?}\n{right:?}\n{bound:?} {other:?}\n{finding:?} {expected:?}"
                );
                assert_eq!(one.within(bound, &two, other), finding.is_nothing());
                finding == Finding::Nothing
            })
        })
        .collect();
    let within = verdicts.iter().filter(|within| **within).count();
    println!("{} containments: {within} hold", verdicts.len());
    assert!(within * 20 > verdicts.len() && within * 2 < verdicts.len());
}

/// The same for sets made of sets, with membership of the engine, which has tests of its own.
#[test]
fn questions_about_set_expressions_are_what_brute_force_finds() {
    let names = dense(5);
    let roles = prop::collection::vec(small_block(), 1..3);
    let cases = samples(800, &(prop::collection::vec(roles, 4), 0..81_u8));
    cases.par_iter().for_each(|(roles, steps)| {
        let sets: Vec<_> = roles
            .iter()
            .map(|blocks| PermissionSet::of(blocks))
            .collect();
        let made = |one: &PermissionSet, two: &PermissionSet, step: u8| match step % 3 {
            0 => one.union(two),
            1 => one.intersection(two),
            _ => one.difference(two),
        };
        let one = made(&made(&sets[0], &sets[1], *steps), &sets[2], steps / 3);
        let two = made(&made(&sets[2], &sets[3], steps / 9), &sets[0], steps / 27);
        let two = match steps % 4 {
            0 => sets[3].clone(),
            _ => two,
        };
        for (bound, other) in BOUNDS {
            let beyond = |plane: Plane, name: &str| {
                one.holds(bound, plane, name) && !two.holds(other, plane, name)
            };
            let finding = one.beyond(bound, &two, other);
            assert!(
                agree(&finding, first(&names, beyond), 5, beyond),
                "{roles:?} {steps} {bound:?} {other:?} {finding:?}"
            );
            let shared = |plane: Plane, name: &str| {
                one.holds(bound, plane, name) && two.holds(other, plane, name)
            };
            let finding = one.shared(bound, &two, other);
            assert!(
                agree(&finding, first(&names, shared), 5, shared),
                "{roles:?} {steps} {bound:?} {other:?} {finding:?}"
            );
            assert_eq!(
                one.overlaps(bound, &two, other) == Answer::No,
                finding == Finding::Nothing
            );
        }
        for bound in Bound::BOTH {
            let held = |plane: Plane, name: &str| one.holds(bound, plane, name);
            let finding = one.witness(bound);
            assert!(
                agree(&finding, first(&names, held), 5, held),
                "{roles:?} {steps} {bound:?} {finding:?}"
            );
            assert_eq!(one.is_empty(bound), finding.is_nothing());
        }
        assert_eq!(one.equals(&two), two.equals(&one));
    });
}

fn role(actions: &[&str], not_actions: &[&str]) -> PermissionSet {
    let patterns = |texts: &[&str]| texts.iter().map(Pattern::new).collect();
    PermissionSet::of(&[Block {
        actions: patterns(actions),
        not_actions: patterns(not_actions),
        ..Block::default()
    }])
}

fn shortest(inner: &PermissionSet, outer: &PermissionSet) -> String {
    let finding = inner.beyond(Bound::Upper, outer, Bound::Upper);
    finding.witness().map_or_else(
        || format!("{finding:?}"),
        |witness| witness.name.to_string(),
    )
}

#[test]
fn witnesses_are_short_and_readable() {
    assert_eq!(shortest(&role(&["*"], &[]), &role(&[], &[])), "a/a");
    assert_eq!(shortest(&role(&["*"], &[]), &role(&["*/read"], &[])), "a/a");
    assert_eq!(
        shortest(&role(&["A/*"], &["A/x"]), &role(&["A/x"], &[])),
        "a/a"
    );
    assert_eq!(
        shortest(&role(&["*/read"], &[]), &role(&["A/*"], &[])),
        "b/read"
    );
    assert_eq!(
        shortest(&role(&["A/*"], &[]), &role(&["*"], &["A/*/delete"])),
        "a/a/delete"
    );
    assert_eq!(
        shortest(
            &role(&["A/*/read"], &[]),
            &role(&["A/*/read"], &["A/b/read"])
        ),
        "a/b/read"
    );
    // The one name is what the wildcard begins with.
    assert_eq!(
        shortest(&role(&["A/b*"], &[]), &role(&["A/b*"], &["A/b"])),
        "a/b"
    );
}

/// Endings that begin again within themselves: what was read of one may be the beginning of it anew.
#[test]
fn endings_that_repeat_themselves_are_read_to_their_end() {
    let shared = |left: &[&str], cut: &[&str], right: &[&str]| {
        let finding = role(left, cut).shared(Bound::Upper, &role(right, &[]), Bound::Upper);
        finding.witness().map(|witness| witness.name.to_string())
    };
    // After `/x/x/` another `x` is as far as before, and the shortest way on.
    let cut = ["p/x/x/x/y"];
    assert_eq!(
        shared(&["p/x/x/x/*"], &cut, &["*/x/x/y"]).as_deref(),
        Some("p/x/x/x/x/y")
    );
    // After `/x/x/y/x` only `/x` counts as read: `/y` does not go on from there.
    assert_eq!(
        shared(&["p/x/x/y/x/*"], &[], &["*/x/x/y/q"]).as_deref(),
        Some("p/x/x/y/x/x/y/q")
    );
}

#[test]
fn a_cut_made_by_both_is_no_difference() {
    let one = role(&["*"], &["Microsoft.Authorization/*/Write", "A/*"]);
    let two = role(&["*"], &["microsoft.authorization/*/write"]);
    assert_eq!(two.contains(&one), Answer::Yes);
    assert_eq!(one.contains(&two), Answer::No);
    assert_eq!(shortest(&two, &one), "a/a");
}

/// Two spellings of the same cut, in forms that only an import brings: so entangled that deciding
/// their equality would take more states than anybody has.
#[test]
fn more_work_than_the_limit_is_unknown_and_never_a_guess() {
    let bits = |turn: u32| (0..8).map(move |bit| if turn >> bit & 1 == 1 { 'a' } else { 'b' });
    let words: Vec<String> = (0..100_u32).map(|turn| bits(turn * 37).collect()).collect();
    let one: Vec<String> = words
        .iter()
        .map(|word| format!("*{word}*{word}*c"))
        .collect();
    let two: Vec<String> = words
        .iter()
        .map(|word| format!("**{word}*{word}*c"))
        .collect();
    let texts = |all: &[String]| all.iter().map(Pattern::new).collect();
    let role = |not_actions| {
        PermissionSet::of(&[Block {
            actions: vec![Pattern::new("*")],
            not_actions,
            ..Block::default()
        }])
    };
    let (one, two) = (role(texts(&one)), role(texts(&two)));
    let answer = one.within(Bound::Lower, &two, Bound::Lower);
    assert_eq!(answer, Answer::unknown(Reason::WorkLimit));
}
