//! Pooled sets of operations, against plain sets of their ids.

use std::collections::BTreeSet;

use proptest::prelude::*;
use rolewright::algebra::{OperationSet, Pool};
use rolewright::catalog::OperationId;

/// Makes sets that share pieces, border on each other's pieces, and lie far apart.
fn sets() -> impl Strategy<Value = Vec<BTreeSet<u32>>> {
    let near = |start: u32| start..start + 4;
    let id = prop_oneof![
        near(0),
        near(510),
        near(1_022),
        near(1_600),
        0..3_000_u32,
        near(20_000)
    ];
    prop::collection::vec(prop::collection::btree_set(id, 0..10), 1..6)
}

fn set(ids: &BTreeSet<u32>) -> OperationSet {
    let mut set = OperationSet::empty();
    ids.iter().for_each(|id| set.insert(OperationId(*id)));
    set
}

fn plain(set: &OperationSet) -> BTreeSet<u32> {
    set.ids().map(|id| id.0).collect()
}

proptest! {
    #[test]
    fn a_pool_gives_back_what_was_put_into_it(sets in sets()) {
        let mut pool = Pool::default();
        prop_assert!(pool.get(Pool::EMPTY).is_empty());
        let ids: Vec<_> = sets.iter().map(|one| pool.add(&set(one))).collect();
        for (id, one) in ids.iter().zip(&sets) {
            prop_assert_eq!(&plain(&pool.get(*id)), one);
            prop_assert_eq!(*id == Pool::EMPTY, one.is_empty());
        }
        for (left, one) in ids.iter().zip(&sets) {
            for (right, other) in ids.iter().zip(&sets) {
                prop_assert_eq!(left == right, one == other);
            }
        }
    }

    #[test]
    fn pooled_sets_combine_as_plain_sets_do(sets in sets()) {
        let mut pool = Pool::default();
        let ids: Vec<_> = sets.iter().map(|one| pool.add(&set(one))).collect();
        for (left, one) in ids.iter().zip(&sets) {
            for (right, other) in ids.iter().zip(&sets) {
                let union = pool.union(*left, *right);
                prop_assert_eq!(plain(&pool.get(union)), one | other);
                prop_assert_eq!(union, pool.add(&set(&(one | other))));
                let less = pool.difference(*left, *right);
                prop_assert_eq!(plain(&pool.get(less)), one - other);
                prop_assert_eq!(less, pool.add(&set(&(one - other))));
            }
        }
    }
}
