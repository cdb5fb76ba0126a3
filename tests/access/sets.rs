//! Whole sets: what somebody holds somewhere, operation by operation.

use rayon::prelude::*;
use rolewright::access::{Access, Effective};
use rolewright::algebra::Reach;
use rolewright::catalog::Catalog;
use rolewright::model::{PrincipalId, ScopeId};

use super::worlds::{Dice, tenant, world};
use crate::slow;

fn everything(access: &Access<'_>) -> Vec<(PrincipalId, ScopeId)> {
    let world = access.world();
    let parties = (0..world.parties.len()).map(PrincipalId::new);
    let places = 0..world.places.len();
    parties
        .flat_map(|who| places.clone().map(move |at| (who, ScopeId::new(at))))
        .collect()
}

#[test]
fn effective_access_is_what_the_slow_evaluator_says_of_every_operation() {
    let catalog = Catalog::embedded();
    let compared: (usize, usize) = (0..24_u64)
        .into_par_iter()
        .filter_map(|seed| {
            let dice = &mut Dice::new(seed + 70_000);
            let made = world(dice);
            let tenant = tenant(&made.world, dice);
            let access = Access::new(&made.world, catalog);
            let pairs = everything(&access);
            let full = pairs.iter().filter(|(who, at)| {
                let reach = access.effective_at(*who, *at);
                reach.lower != reach.upper && !reach.lower.is_empty()
            });
            let full: Vec<_> = full.collect();
            let (who, at) = **full.get(dice.below(full.len().max(1)))?;
            let reach = access.effective_at(who, at);
            let id = made.world.parties[who.index()].object_id.as_deref();
            let place = &made.world.places[at.index()].id;
            for (operation, known) in catalog.operations() {
                let asked = (known.plane, known.name);
                let expected = slow::access(&tenant, id.unwrap(), place, asked);
                let held = (
                    reach.lower.contains(operation),
                    reach.upper.contains(operation),
                );
                assert_eq!(held, expected, "seed {seed}: {asked:?}");
            }
            Some((reach.lower.len(), reach.upper.len()))
        })
        .reduce(|| (0, 0), |one, two| (one.0 + two.0, one.1 + two.1));
    println!("{} surely and {} possibly held", compared.0, compared.1);
    assert!(compared.0 > 0 && compared.1 > compared.0);
}

/// Finds what a principal holds at a scope by the nearest change above it.
fn held(
    access: &Access<'_>,
    effective: &Effective,
    who: PrincipalId,
    at: ScopeId,
) -> Option<Reach> {
    let changes = effective.of(who);
    let mut above = access.upwards(at);
    let id = above.find_map(|above| changes.iter().find(|(scope, _)| *scope == above))?;
    effective.set(id.1)
}

#[test]
fn what_is_held_everywhere_is_what_is_held_at_each_scope() {
    let asked = (0..150_u64).into_par_iter().map(|seed| {
        let dice = &mut Dice::new(seed + 90_000);
        let made = world(dice);
        let access = Access::new(&made.world, Catalog::embedded());
        let effective = access.effective();
        let pairs = everything(&access);
        for (who, at) in &pairs {
            let alone = access.effective_at(*who, *at);
            let all = held(&access, &effective, *who, *at).unwrap_or_default();
            assert_eq!(all, alone, "seed {seed}: {who:?} at {at:?}");
        }
        pairs.len()
    });
    let asked: usize = asked.sum();
    println!("{asked} pairs of a principal and a scope");
    assert!(asked > 10_000);
}
