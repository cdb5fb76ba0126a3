//! The two views against each other, on blocks made out of names that Azure really has.

use proptest::prelude::*;
use proptest::strategy::ValueTree;
use proptest::test_runner::TestRunner;
use rayon::prelude::*;
use rolewright::algebra::{Answer, Bound, Finding, Measured, is_well_formed};
use rolewright::catalog::{Catalog, OperationId};
use rolewright::model::permission::{Block, Pattern};

use crate::slow;

/// Makes a pattern out of a name: some of its segments replaced, its case changed, or itself.
fn varied(name: &str, (form, from, case): (u8, usize, bool)) -> Pattern {
    let parts: Vec<&str> = name.split('/').collect();
    let at = 1 + from % (parts.len() - 1);
    let (front, last) = (parts[..at].join("/"), parts[parts.len() - 1]);
    let text = match form {
        0 | 1 => name.to_owned(),
        2 | 3 => format!("{front}/*"),
        4..=7 => format!("{front}/*/{last}"),
        8 => format!("*/{last}"),
        9 => format!("{front}/*/{}", parts[at..].join("/")),
        _ => format!("{}*", &name[..name.len() / 2]),
    };
    Pattern::new(if case {
        text.to_ascii_uppercase()
    } else {
        text
    })
}

/// Makes blocks of one corner of the catalogue, so that their patterns meet.
fn blocks() -> impl Strategy<Value = (Vec<Block>, Vec<Block>)> {
    let catalog = Catalog::embedded();
    let count = u32::try_from(catalog.len()).unwrap() - 40;
    let entry = || (0..40_u32, (0..11_u8, 0..4_usize, prop::bool::weighted(0.2)));
    let list = |most| prop::collection::vec(entry(), 0..most);
    let role = move || prop::collection::vec((list(6), list(3), list(3)), 1..3);
    (0..count, role(), role()).prop_map(move |(base, one, two)| {
        let pattern = |(at, form): &(u32, (u8, usize, bool))| {
            varied(catalog.name(OperationId(base + at)), *form)
        };
        let blocks = |role: &[(Vec<_>, Vec<_>, Vec<_>)]| {
            let block = |(granted, cut, data): &(Vec<_>, Vec<_>, Vec<_>)| Block {
                actions: granted.iter().map(pattern).collect(),
                not_actions: cut.iter().map(pattern).collect(),
                data_actions: data.iter().map(pattern).collect(),
                ..Block::default()
            };
            role.iter().map(block).collect::<Vec<_>>()
        };
        (blocks(&one), blocks(&two))
    })
}

#[test]
fn every_name_of_the_catalogue_is_well_formed() {
    let catalog = Catalog::embedded();
    let odd = catalog
        .operations()
        .find(|(_, operation)| !is_well_formed(operation.name));
    assert!(odd.is_none(), "{odd:?}");
}

#[test]
fn the_views_agree_on_blocks_made_of_real_names() {
    let (catalog, runner) = (Catalog::embedded(), &mut TestRunner::deterministic());
    let strategy = blocks();
    let cases: Vec<_> = (0..1_500)
        .map(|_| strategy.new_tree(runner).unwrap().current())
        .collect();
    let kinds: Vec<[bool; 2]> = cases
        .par_iter()
        .flat_map_iter(|(left, right)| {
            let (one, two) = (Measured::of(catalog, left), Measured::of(catalog, right));
            Bound::BOTH.map(|bound| {
                let within = one.set().within(bound, two.set(), bound);
                let known = one.reach().at(bound).is_subset(two.reach().at(bound));
                assert!(known || within == Answer::No, "{left:?} {right:?}");
                if let Finding::Operation(found) = one.beyond(bound, &two, bound) {
                    let held = |blocks: &[Block]| {
                        let (lower, upper) = slow::role_grants(blocks, found.plane, &found.name);
                        if bound == Bound::Lower { lower } else { upper }
                    };
                    assert!(
                        within == Answer::No && held(left) && !held(right),
                        "{left:?} {right:?} {found:?}"
                    );
                    assert_eq!(found.known.is_some(), !known);
                } else {
                    assert_eq!(within, Answer::Yes, "{left:?} {right:?}");
                }
                [known, within == Answer::Yes]
            })
        })
        .collect();
    let count = |kind: [bool; 2]| kinds.iter().filter(|known| **known == kind).count();
    let (both, known) = (count([true, true]), count([true, false]));
    println!(
        "{} pairs: {both} contained, {known} only among the known operations",
        kinds.len()
    );
    assert!(both > 100 && known > 20);
}
