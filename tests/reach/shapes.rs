//! Who reaches whom in graphs of every shape, held against a walk from each one by itself.

use std::collections::BTreeSet;

use rolewright::access::{Access, Schedule, World};
use rolewright::algebra::Bound;
use rolewright::catalog::Catalog;
use rolewright::model::permission::Plane;
use rolewright::model::{Kind, PrincipalId, ScopeId};
use rolewright::reach::Reach;

use super::{Small, edges};
use crate::access::Dice;

const RUN: (Plane, &str) = (
    Plane::Control,
    "Microsoft.Compute/virtualMachines/runCommand/action",
);

/// Machines of which some run commands on others, surely or perhaps.
fn machines(count: usize, links: &[(usize, usize, bool)]) -> World {
    let mut small = Small::default();
    for at in 0..count {
        let who = small.party(&format!("m{at}"));
        let id = format!(
            "/subscriptions/s/resourcegroups/r/providers/microsoft.compute/virtualmachines/{at}"
        );
        let place = small.place(&id, Some(Kind::Resource), None);
        small.at(place).identity = Some(who);
    }
    for (from, to, sure) in links {
        small.grant(PrincipalId::new(*from), RUN, ScopeId::new(*to));
        let grant = small.0.grants.last_mut().unwrap();
        if !sure {
            grant.schedule = Schedule::Eligible;
        }
    }
    small.0.with_gains()
}

/// Walks from one machine.
fn walked(count: usize, links: &[(usize, usize, bool)], from: usize, sure: bool) -> Vec<usize> {
    let mut next = vec![Vec::new(); count];
    for (one, other, surely) in links {
        if *surely || !sure {
            next[*one].push(*other);
        }
    }
    let (mut seen, mut waiting) = (BTreeSet::new(), vec![from]);
    while let Some(at) = waiting.pop() {
        for to in next[at].iter().filter(|to| **to != from) {
            if seen.insert(*to) {
                waiting.push(*to);
            }
        }
    }
    seen.into_iter().collect()
}

fn compare(count: usize, links: &[(usize, usize, bool)]) -> usize {
    let world = machines(count, links);
    let access = Access::new(&world, Catalog::embedded());
    let reach = Reach::of(&access);
    let mut pairs = 0;
    for from in 0..count {
        let who = PrincipalId::new(from);
        for (bound, sure) in [(Bound::Lower, true), (Bound::Upper, false)] {
            let walked = walked(count, links, from, sure);
            let reached: Vec<_> = reach.becomes(who, bound).map(PrincipalId::index).collect();
            assert_eq!(reached, walked, "from {from} of {count}, {bound:?}");
            assert_eq!(reach.count(who, bound), walked.len());
            let other = PrincipalId::new((from * 7 + 3) % count);
            let can = reach.can_become(who, other, bound);
            assert_eq!(can, walked.contains(&other.index()));
            pairs += walked.len();
        }
    }
    pairs
}

#[test]
fn random_graphs_are_closed_as_a_walk_closes_them() {
    let mut pairs = 0;
    for seed in 0..60 {
        let mut dice = Dice::new(seed);
        let count = [3, 40, 300][dice.below(3)];
        let links = count * [1, 2, 8][dice.below(3)] / 2;
        // Links that lead on, or anywhere, so that there are circles and none.
        let onwards = dice.chance(50);
        let links: Vec<_> = (0..links)
            .map(|_| {
                let (one, other) = (dice.below(count), dice.below(count));
                let (from, to) = if onwards && other < one {
                    (other, one)
                } else {
                    (one, other)
                };
                (from, to, dice.chance(75))
            })
            .collect();
        pairs += compare(count, &links);
    }
    println!("{pairs} pairs");
    assert!(pairs > 50_000);
}

#[test]
fn chains_stars_and_circles_are_closed() {
    let count = 300;
    let chain: Vec<_> = (1..count).map(|at| (at - 1, at, true)).collect();
    assert_eq!(compare(count, &chain), count * (count - 1));
    let mut circle = chain;
    circle.push((count - 1, 0, false));
    assert_eq!(compare(count, &circle), 3 * count * (count - 1) / 2);
    let star: Vec<_> = (1..count)
        .flat_map(|at| [(at, 0, true), (0, at, true)])
        .collect();
    assert_eq!(compare(count, &star), 2 * count * (count - 1));
}

/// What many hold who may attach many identities grows with both and not with their product.
#[test]
fn two_rights_of_many_people_are_joined_once() {
    let (people, identities) = (200, 100);
    let mut small = Small::default();
    let all = small.place("/subscriptions/s", Some(Kind::Environment), None);
    let group = small.party("group");
    for at in 0..people {
        let who = small.party(&format!("p{at}"));
        small.0.parties[who.index()].member_of.push(group);
    }
    for at in 0..identities {
        let id = format!("/subscriptions/s/id{at}");
        let place = small.place(&id, Some(Kind::ManagedIdentity), Some(all));
        let identity = small.party(&format!("id{at}"));
        small.0.parties[identity.index()].resource = Some(place);
    }
    small.grant(group, edges::ATTACH, all);
    for at in 0..people {
        small.grant(PrincipalId::new(1 + at), edges::HOST, all);
    }
    let world = small.0.with_gains();
    let access = Access::new(&world, Catalog::embedded());
    let reach = Reach::of(&access);
    for who in (1..=people).map(PrincipalId::new) {
        assert_eq!(reach.count(who, Bound::Lower), identities);
        let steps = reach.path_to(who, PrincipalId::new(people + 1)).unwrap();
        assert_eq!(steps.len(), 1);
        assert_eq!(steps[0].halves.len(), 2);
    }
    assert_eq!(reach.count(group, Bound::Lower), 0);
    let (_, links) = reach.size();
    assert!(links < 20 * (people + identities), "{links}");
}
