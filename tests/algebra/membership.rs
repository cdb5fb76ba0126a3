//! Membership: the engine against the slow evaluator, on random blocks biased to near-collisions.

use std::fmt::Write as _;

use proptest::prelude::*;
use proptest::strategy::ValueTree;
use proptest::test_runner::TestRunner;
use rolewright::algebra::{Answer, Bound, Match, PermissionSet, Reach, is_well_formed, matching};
use rolewright::catalog::Catalog;
use rolewright::catalog::build::{Sources, from_tables};
use rolewright::model::permission::{Block, Pattern, Plane};

use crate::slow;

const PLANES: [Plane; 2] = [Plane::Control, Plane::Data];

fn segment() -> impl Strategy<Value = String> {
    prop_oneof![
        4 => prop::sample::select(vec!["a", "b", "ab", "read", "Read", "A"]).prop_map(str::to_owned),
        1 => prop::sample::select(vec!["c.d", "x-y", "{id}", "_", "write", "rea"]).prop_map(str::to_owned),
    ]
}

/// Makes a name out of few segments, so that patterns meet it often.
pub(crate) fn name() -> impl Strategy<Value = String> {
    prop::collection::vec(segment(), 2..5).prop_map(|parts| parts.join("/"))
}

/// Makes a pattern out of the same segments; every form Azure takes, and those it refuses.
pub(crate) fn pattern() -> impl Strategy<Value = Pattern> {
    let parts = || prop::collection::vec(segment(), 1..4).prop_map(|parts| parts.join("/"));
    let text = prop_oneof![
        3 => name(),
        5 => (parts(), parts()).prop_map(|(before, after)| format!("{before}/*/{after}")),
        2 => parts().prop_map(|before| format!("{before}/*")),
        2 => parts().prop_map(|after| format!("*/{after}")),
        1 => Just("*".to_owned()),
        1 => (parts(), parts()).prop_map(|(before, after)| format!("{before}*{after}")),
        1 => (parts(), parts(), parts()).prop_map(|(one, two, three)| format!("{one}/*/{two}/*/{three}")),
        1 => (parts(), parts()).prop_map(|(one, two)| format!("{one}/*/*/{two}")),
        1 => (parts(), segment()).prop_map(|(one, two)| format!("{one}/**/{two} ")),
    ];
    text.prop_map(Pattern::new)
}

/// Makes a block; most have no condition of their own.
pub(crate) fn block() -> impl Strategy<Value = Block> {
    let some = || prop::collection::vec(pattern(), 0..4);
    let condition = prop::option::weighted(0.1, Just("x".into()));
    (some(), some(), some(), some(), condition).prop_map(
        |(actions, not_actions, data_actions, not_data_actions, condition)| Block {
            actions,
            not_actions,
            data_actions,
            not_data_actions,
            condition,
        },
    )
}

/// Makes a catalogue of every name of two to four segments, in both planes.
fn dense_catalogue() -> Catalog {
    let words = ["a", "b", "ab", "read", "rea", "{id}"];
    let mut layer: Vec<String> = words.map(str::to_owned).to_vec();
    let mut operations = "operation\tplane\tplane_evidence\tcasing\n".to_owned();
    for _ in 0..3 {
        let longer = |name: &String| words.map(|word| format!("{name}/{word}"));
        layer = layer.iter().flat_map(longer).collect();
        for name in &layer {
            writeln!(operations, "{name}\taction\trole\tprovider").unwrap();
            writeln!(operations, "{name}\tdataAction\trole\tprovider").unwrap();
        }
    }
    let sources = Sources {
        operations: &operations,
        retired: "operation\tplane\tlast_seen\n",
        roles: "[]",
        aliases: "former\tid\tsince\tsource\n",
        rules: include_str!("../../src/catalog/data/rules.tsv"),
        state: "day\n2026-01-01\n",
    };
    let bytes = from_tables(&sources).unwrap();
    Catalog::open(Box::leak(bytes.into_boxed_slice())).unwrap()
}

fn bounds(set: &PermissionSet, plane: Plane, name: &str) -> (bool, bool) {
    (
        set.holds(Bound::Lower, plane, name),
        set.holds(Bound::Upper, plane, name),
    )
}

fn sample<T>(runner: &mut TestRunner, strategy: &impl Strategy<Value = T>) -> T {
    strategy.new_tree(runner).unwrap().current()
}

/// Makes a name that a pattern of the block comes near to: `*` filled, or both its slashes one.
fn near(block: &Block, plane: Plane, (pick, fill): (usize, &str)) -> Option<String> {
    let all: Vec<_> = block
        .granted(plane)
        .iter()
        .chain(block.cut(plane))
        .collect();
    let text = all.get(pick % all.len().max(1))?.as_str().trim();
    let text = if fill.is_empty() {
        text.replace("/*/", "/")
    } else {
        text.to_owned()
    };
    Some(text.replace('*', if fill.is_empty() { "a" } else { fill }))
}

#[test]
fn blocks_grant_what_the_slow_evaluator_says() {
    let runner = &mut TestRunner::deterministic();
    let (blocks_of, name_of) = (prop::collection::vec(block(), 1..3), name());
    let fill = prop_oneof![8 => Just(String::new()), 2 => segment(), 1 => name()];
    let near_of = (0..64_usize, fill);
    let (catalog, mut counts, mut unknown) = (dense_catalogue(), [0_u32; 3], 0_u32);
    for _ in 0..2_500 {
        let blocks = sample(runner, &blocks_of);
        let set = PermissionSet::of(&blocks);
        let reach = Reach::of_blocks(&catalog, &blocks);
        for _ in 0..50 {
            for plane in PLANES {
                let (pick, fill) = sample(runner, &near_of);
                let name = near(&blocks[pick % blocks.len()], plane, (pick, &fill))
                    .filter(|_| pick < 60)
                    .unwrap_or_else(|| sample(runner, &name_of));
                let expected = slow::role_grants(&blocks, plane, &name);
                assert_eq!(
                    bounds(&set, plane, &name),
                    expected,
                    "{blocks:?} {plane:?} {name}"
                );
                let Some(id) = catalog.find(plane, &name) else {
                    unknown += 1;
                    continue;
                };
                let reached = (reach.lower.contains(id), reach.upper.contains(id));
                assert_eq!(reached, expected, "{blocks:?} {plane:?} {name}");
                counts[usize::from(expected.0) + usize::from(expected.1)] += 1;
            }
        }
    }
    let total: u32 = counts.iter().sum();
    let [no, maybe, yes] = counts;
    println!(
        "{total} cases in both views: {no} no, {maybe} maybe, {yes} yes; {unknown} more in one"
    );
    assert!(
        total >= 100_000 && counts.iter().all(|count| count * 10 >= total),
        "{counts:?}"
    );
}

#[test]
fn a_pattern_covers_what_the_slow_matcher_says() {
    let runner = &mut TestRunner::deterministic();
    let (pattern_of, name_of) = (pattern(), name());
    for _ in 0..50_000 {
        let (pattern, name) = (sample(runner, &pattern_of), sample(runner, &name_of));
        let expected = match slow::matches(pattern.as_str(), &name) {
            slow::Cover::No => Match::No,
            slow::Cover::Maybe => Match::Maybe,
            slow::Cover::Yes => Match::Yes,
        };
        assert_eq!(matching(&pattern, &name), expected, "{pattern:?} {name}");
    }
}

proptest! {
    #[test]
    fn set_expressions_grant_what_the_slow_evaluator_says(
        roles in prop::collection::vec(prop::collection::vec(block(), 1..3), 2..5),
        steps in prop::collection::vec(0..3_u8, 4),
        names in prop::collection::vec(name(), 20),
    ) {
        let mut set = PermissionSet::of(&roles[0]);
        for (blocks, step) in roles[1..].iter().zip(&steps) {
            let other = PermissionSet::of(blocks);
            set = match step {
                0 => set.union(&other),
                1 => set.intersection(&other),
                _ => other.difference(&set),
            };
        }
        for name in &names {
            for plane in PLANES {
                let mut value = slow::role_grants(&roles[0], plane, name);
                for (blocks, step) in roles[1..].iter().zip(&steps) {
                    let other = slow::role_grants(blocks, plane, name);
                    value = match step {
                        0 => (value.0 || other.0, value.1 || other.1),
                        1 => (value.0 && other.0, value.1 && other.1),
                        _ => (other.0 && !value.1, other.1 && !value.0),
                    };
                }
                prop_assert_eq!(bounds(&set, plane, name), value, "{:?} {}", plane, name);
            }
        }
    }
}

#[test]
fn a_name_is_well_formed_by_its_bytes_and_its_segments() {
    for name in ["a/b", "A.b-c_d/{e}:$f/9", "  a/b  "] {
        assert!(is_well_formed(name), "{name:?}");
    }
    let odd = [
        "", "a", "/", "a/", "/a", "a//b", "a/*", "a/b c", "a/b\n/c", "a/%41", "a/\u{e9}", "a/b,c",
        "a/'b'", "a\\b/c", "a/b@c",
    ];
    for name in odd {
        assert!(!is_well_formed(name), "{name:?}");
    }
}

#[test]
fn answers_give_their_reason() {
    let maybe = Block {
        actions: vec![Pattern::new("A/*/read")],
        ..Block::default()
    };
    let sure = Block {
        condition: Some("@x".into()),
        actions: vec![Pattern::new("B/*")],
        ..Block::default()
    };
    let set = PermissionSet::of(&[maybe, sure]);
    let unknown = set.grants(Plane::Control, "A/Read");
    assert_eq!(
        unknown.to_string(),
        "unknown: Azure does not document whether the `*` of `a/*/read` may stand for nothing"
    );
    let odd = Block {
        actions: vec![Pattern::new("A/**/read")],
        ..Block::default()
    };
    assert_eq!(
        PermissionSet::of(&[odd])
            .grants(Plane::Control, "A/x/Read")
            .to_string(),
        "unknown: Azure does not document what `a/**/read` covers"
    );
    assert_eq!(set.grants(Plane::Control, "B/x"), Answer::only_if("@x"));
    assert_eq!(set.grants(Plane::Data, "B/x"), Answer::No);
}
