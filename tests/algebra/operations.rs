//! Sets of operations, against plain sets of their ids.

use std::collections::BTreeSet;

use fixedbitset::FixedBitSet;
use proptest::prelude::*;
use rolewright::algebra::OperationSet;
use rolewright::catalog::{Catalog, OperationId};

/// Makes ids that lie together, far apart, or at the ends of the words that hold them.
fn ids() -> impl Strategy<Value = Vec<u32>> {
    let id = prop_oneof![
        4 => 60..70_u32,
        2 => 0..1_000_u32,
        1 => Just(127),
        1 => Just(128),
        1 => 5_000..5_200_u32,
    ];
    prop::collection::vec(id, 0..12)
}

fn set(ids: &[u32]) -> OperationSet {
    let mut set = OperationSet::empty();
    ids.iter().for_each(|id| set.insert(OperationId(*id)));
    set
}

fn plain(set: &OperationSet) -> Vec<u32> {
    set.ids().map(|id| id.0).collect()
}

fn sorted(ids: &[u32]) -> BTreeSet<u32> {
    ids.iter().copied().collect()
}

proptest! {
    #[test]
    fn one_set_holds_what_was_put_into_it(ids in ids()) {
        let (made, known) = (set(&ids), sorted(&ids));
        prop_assert_eq!(plain(&made), known.iter().copied().collect::<Vec<_>>());
        prop_assert_eq!(made.len(), known.len());
        prop_assert_eq!(made.is_empty(), known.is_empty());
        prop_assert_eq!(made.first().map(|id| id.0), known.first().copied());
        for id in 0..300 {
            prop_assert_eq!(made.contains(OperationId(id)), known.contains(&id));
        }
        let mut bits = FixedBitSet::with_capacity(6_000);
        bits.extend(known.iter().map(|id| *id as usize));
        prop_assert_eq!(&OperationSet::from(&bits), &made);
        let again: Vec<_> = ids.iter().rev().copied().collect();
        prop_assert_eq!(&set(&again), &made);
        prop_assert_eq!(set(&again).fingerprint(), made.fingerprint());
    }

    #[test]
    fn two_sets_combine_as_plain_sets_do(left in ids(), right in ids()) {
        let (one, two) = (set(&left), set(&right));
        let (known, other) = (sorted(&left), sorted(&right));
        let list = |ids: BTreeSet<u32>| ids.into_iter().collect::<Vec<_>>();
        let union = one.union(&two);
        prop_assert_eq!(plain(&union), list(&known | &other));
        let mut joined = one.clone();
        joined.union_with(&two);
        prop_assert_eq!(&joined, &union);
        let shared = one.intersection(&two);
        prop_assert_eq!(plain(&shared), list(&known & &other));
        let less = one.difference(&two);
        prop_assert_eq!(plain(&less), list(&known - &other));
        prop_assert_eq!(one.is_subset(&two), known.is_subset(&other));
        prop_assert!(shared.is_subset(&one) && shared.is_subset(&two) && less.is_subset(&one));
        prop_assert_eq!(one.overlaps(&two), !known.is_disjoint(&other));
        prop_assert_eq!(
            one.first_beyond(&two).map(|id| id.0),
            known.difference(&other).next().copied()
        );
        // Equal sets are equal however they came about.
        prop_assert_eq!(&less.union(&shared), &one);
        prop_assert_eq!(one.fingerprint() == two.fingerprint(), known == other);
    }
}

#[test]
fn operations_are_counted_and_weighed_by_class() {
    let catalog = Catalog::embedded();
    let all: Vec<_> = catalog.operations().take(2_000).collect();
    let mut set = OperationSet::empty();
    all.iter().for_each(|(id, _)| set.insert(*id));
    for (access, count) in set.by_access(catalog) {
        let known = all.iter().filter(|(_, one)| one.access == access);
        assert_eq!(known.count(), count);
    }
    for (risk, count) in set.by_risk(catalog) {
        let known = all.iter().filter(|(_, one)| one.risk == risk);
        assert_eq!(known.count(), count);
    }
    let sum = |counts: Vec<usize>| counts.into_iter().sum::<usize>();
    let accesses = set.by_access(catalog).into_iter();
    assert_eq!(sum(accesses.map(|(_, count)| count).collect()), 2_000);
    let risks = set.by_risk(catalog).into_iter();
    assert_eq!(sum(risks.map(|(_, count)| count).collect()), 2_000);
    let weights = all.iter().map(|(_, one)| u64::from(one.risk.weight()));
    assert_eq!(set.weight(catalog), weights.sum::<u64>());
    let empty = OperationSet::empty();
    assert!(empty.by_access(catalog).is_empty() && empty.weight(catalog) == 0);
}
