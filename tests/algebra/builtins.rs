//! All ordered pairs of built-in roles, and the questions about built-in roles that others ask.

use std::collections::HashSet;

use rayon::prelude::*;
use rolewright::algebra::{
    Answer, Bound, Builtins, Finding, Measured, PermissionSet, Reach, Witness,
};
use rolewright::catalog::Catalog;
use rolewright::model::permission::{Block, Pattern};

use crate::slow;

/// What is said about one ordered pair at one bound.
enum Pair {
    Within,
    /// Contained among the known operations, yet not over all names.
    BeyondTheKnown(Witness),
    Beyond(Witness),
}

fn judge(inner: &Measured<'_>, outer: &Measured<'_>, bound: Bound) -> Pair {
    let within = inner.set().within(bound, outer.set(), bound);
    let known = inner.reach().at(bound).is_subset(outer.reach().at(bound));
    assert!(
        known || within == Answer::No,
        "within over all names, yet not among the known ones"
    );
    match inner.beyond(bound, outer, bound) {
        Finding::Nothing => {
            assert_eq!(within, Answer::Yes);
            Pair::Within
        }
        Finding::Operation(witness) => {
            assert_eq!(within, Answer::No);
            assert_eq!(witness.known.is_some(), !known);
            if known {
                Pair::BeyondTheKnown(witness)
            } else {
                Pair::Beyond(witness)
            }
        }
        Finding::Unknown(reason) => panic!("{reason}"),
    }
}

#[test]
fn all_pairs_of_builtin_roles_are_decided() {
    let catalog = Catalog::embedded();
    let names: Vec<_> = catalog.builtin_roles().map(|role| role.name()).collect();
    let roles: Vec<Vec<Block>> = catalog.builtin_roles().map(|role| role.blocks()).collect();
    let sets: Vec<_> = roles
        .par_iter()
        .map(|blocks| Measured::of(catalog, blocks))
        .collect();
    sets.par_iter()
        .for_each(|set| assert!(set.reach().lower.is_subset(&set.reach().upper)));
    let pairs = (0..sets.len()).flat_map(|inner| (0..sets.len()).map(move |outer| (inner, outer)));
    let pairs: Vec<_> = pairs.filter(|(inner, outer)| inner != outer).collect();
    assert_eq!(pairs.len(), 860_256);
    for bound in Bound::BOTH {
        let judge = |(inner, outer): &(usize, usize)| judge(&sets[*inner], &sets[*outer], bound);
        let judged: Vec<Pair> = pairs.par_iter().map(judge).collect();
        let count = |kind: fn(&Pair) -> bool| judged.iter().filter(|pair| kind(pair)).count();
        let within = count(|pair| matches!(pair, Pair::Within));
        let beyond_known = count(|pair| matches!(pair, Pair::BeyondTheKnown(_)));
        println!("{bound:?}: {within} within, {beyond_known} more among the known operations");
        assert!(within > 5_000 && beyond_known * 10 > within);
        let claims = pairs.iter().zip(&judged).filter_map(|(pair, judged)| {
            let found = witness(judged)?;
            Some([(pair.0, found, true), (pair.1, found, false)])
        });
        let claims: HashSet<(usize, &Witness, bool)> = claims.flatten().collect();
        claims.par_iter().for_each(|(role, found, held)| {
            let (lower, upper) = slow::role_grants(&roles[*role], found.plane, &found.name);
            let holds = if bound == Bound::Lower { lower } else { upper };
            assert_eq!(holds, *held, "{} {found:?}", names[*role]);
        });
    }
}

fn witness(pair: &Pair) -> Option<&Witness> {
    match pair {
        Pair::Within => None,
        Pair::BeyondTheKnown(witness) | Pair::Beyond(witness) => Some(witness),
    }
}

#[test]
fn an_empty_catalogue_changes_no_verdict() {
    let (catalog, empty) = (Catalog::embedded(), Catalog::empty());
    let roles: Vec<_> = catalog
        .builtin_roles()
        .step_by(7)
        .map(|role| role.blocks())
        .collect();
    let of = |catalog| -> Vec<_> {
        roles
            .iter()
            .map(move |blocks| Measured::of(catalog, blocks))
            .collect()
    };
    let (known, unknown) = (of(catalog), of(&empty));
    for (one, blind_one) in known.iter().zip(&unknown) {
        for (two, blind_two) in known.iter().zip(&unknown) {
            for bound in Bound::BOTH {
                let finding = one.beyond(bound, two, bound);
                let blind = blind_one.beyond(bound, blind_two, bound);
                assert_eq!(finding.is_nothing(), blind.is_nothing());
                assert_eq!(
                    one.within(bound, two, bound),
                    blind_one.within(bound, blind_two, bound)
                );
                assert!(
                    blind
                        .witness()
                        .is_none_or(|witness| witness.known.is_none())
                );
                let shared = one.shared(bound, two, bound).is_nothing();
                assert_eq!(
                    shared,
                    blind_one.shared(bound, blind_two, bound).is_nothing()
                );
            }
        }
    }
}

#[test]
fn a_builtin_role_is_found_whatever_its_spelling() {
    let catalog = Catalog::embedded();
    let builtins = Builtins::new(catalog);
    let reader = Block {
        actions: vec![Pattern::new("*/READ")],
        ..Block::default()
    };
    let found = builtins
        .equal(
            &[reader.clone(), reader.clone()],
            &Reach::of_blocks(catalog, &[reader]),
        )
        .unwrap();
    assert_eq!(found.name(), "Reader");
    let none = Block {
        actions: vec![Pattern::new("Contoso.Own/*/read")],
        ..Block::default()
    };
    let nowhere = Reach::default();
    assert!(builtins.equal(&[none], &nowhere).is_none());
    assert!(builtins.equal(&[], &nowhere).is_none());
    let mut equal = 0;
    for role in catalog.builtin_roles() {
        let set = PermissionSet::of(&role.blocks());
        let conditional = role.block_views().any(|block| block.condition().is_some());
        match builtins.equal(&role.blocks(), &Reach::of_set(catalog, &set)) {
            Some(found) => {
                let own = PermissionSet::of(&found.blocks());
                assert_eq!(own.equals(&set), Answer::Yes, "{}", role.name());
                assert!(found.name().len() <= role.name().len() && !conditional);
                equal += 1;
            }
            None => assert!(
                conditional || set.is_empty(Bound::Upper) == Answer::Yes,
                "{}",
                role.name()
            ),
        }
    }
    assert!(equal > 800, "{equal}");
}

#[test]
fn the_nearest_builtin_roles_contain_the_set_and_come_lightest_first() {
    let catalog = Catalog::embedded();
    let builtins = Builtins::new(catalog);
    let actions = ["Microsoft.MachineLearningServices/workspaces/jobs/read"].map(Pattern::new);
    let set = Measured::of(
        catalog,
        &[Block {
            actions: actions.to_vec(),
            ..Block::default()
        }],
    );
    let nearest = builtins.nearest(&set, 5);
    assert_eq!(nearest.len(), 5);
    assert!(nearest.is_sorted_by_key(|wider| wider.weight));
    for wider in &nearest {
        let outer = PermissionSet::of(&wider.role.blocks());
        assert_eq!(
            outer.contains(set.set()),
            Answer::Yes,
            "{}",
            wider.role.name()
        );
        assert!(!wider.excess.overlaps(&set.reach().upper));
    }
    let all = builtins.nearest(&set, usize::MAX);
    let containing = catalog
        .builtin_roles()
        .filter(|role| PermissionSet::of(&role.blocks()).contains(set.set()) == Answer::Yes);
    assert_eq!(all.len(), containing.count());
}

#[test]
fn every_builtin_role_is_expanded_to_what_it_reaches() {
    let catalog = Catalog::embedded();
    let expanded: Vec<_> = Builtins::new(catalog).reaches().collect();
    assert_eq!(expanded.len(), catalog.builtin_roles().count());
    for (role, reach) in expanded {
        let set = PermissionSet::of(&role.blocks());
        assert_eq!(reach, Reach::of_set(catalog, &set), "{}", role.name());
    }
}
