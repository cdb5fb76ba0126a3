//! The catalogue view against the slow evaluator and against membership in the set itself.

use rayon::prelude::*;
use rolewright::algebra::{Bound, Measured, PermissionSet, Reach, covered};
use rolewright::catalog::Catalog;
use rolewright::model::permission::{Block, Pattern, Plane};

use crate::slow;

fn bounds(reach: &Reach, id: rolewright::catalog::OperationId) -> (bool, bool) {
    (reach.lower.contains(id), reach.upper.contains(id))
}

#[test]
fn the_ways_to_expand_a_builtin_role_agree() {
    let catalog = Catalog::embedded();
    for role in catalog.builtin_roles() {
        let reach = Reach::of_builtin(catalog, role);
        let blocks = role.blocks();
        assert_eq!(reach, Reach::of_blocks(catalog, &blocks), "{}", role.name());
        assert_eq!(
            reach,
            Reach::of_set(catalog, &PermissionSet::of(&blocks)),
            "{}",
            role.name()
        );
        assert!(reach.lower.is_subset(&reach.upper), "{}", role.name());
    }
}

/// Every wildcard of every built-in role on the names round its prefix, and a spread of others.
#[test]
fn wildcards_of_builtin_roles_cover_what_the_slow_matcher_says() {
    let catalog = Catalog::embedded();
    let blocks = catalog.builtin_roles().flat_map(|role| role.blocks());
    let mut wild: Vec<Pattern> = blocks
        .flat_map(|block| [block.actions, block.not_actions, block.data_actions].concat())
        .filter(Pattern::is_wild)
        .collect();
    wild.sort();
    wild.dedup();
    wild.extend(
        [
            "Microsoft.Compute/*/disks/*",
            "Microsoft.Compute/virtual*/read",
            "*/*/read",
            "*disks/read",
        ]
        .map(Pattern::new),
    );
    wild.par_iter().enumerate().for_each(|(turn, pattern)| {
        let control = (
            covered(catalog, Plane::Control, pattern, Bound::Lower),
            covered(catalog, Plane::Control, pattern, Bound::Upper),
        );
        let data = (
            covered(catalog, Plane::Data, pattern, Bound::Lower),
            covered(catalog, Plane::Data, pattern, Bound::Upper),
        );
        let prefix = pattern
            .as_str()
            .trim()
            .split('*')
            .next()
            .unwrap()
            .trim_end_matches('/');
        let near = catalog.prefix(prefix);
        let wide = near.len() > 2_000;
        for (id, operation) in catalog.operations() {
            let spread = (id.index() + turn) % if wide { 53 } else { 211 } == 0;
            if !spread && (wide || !near.contains(&id.0)) {
                continue;
            }
            let (lower, upper) = if operation.plane == Plane::Control {
                &control
            } else {
                &data
            };
            let expected = slow::matches(pattern.as_str(), operation.name);
            assert_eq!(
                lower.contains(id),
                expected == slow::Cover::Yes,
                "{pattern:?} {}",
                operation.name
            );
            assert_eq!(
                upper.contains(id),
                expected != slow::Cover::No,
                "{pattern:?} {}",
                operation.name
            );
        }
    });
}

#[test]
fn a_set_grants_an_operation_exactly_where_its_reach_holds_it() {
    let catalog = Catalog::embedded();
    let names = [
        "Contributor",
        "AzureML Data Scientist",
        "Managed Identity Operator",
        "Storage Blob Data Owner",
        "Key Vault Data Access Administrator",
    ];
    let sets =
        names.map(|name| PermissionSet::of(&catalog.builtin_by_name(name).unwrap().blocks()));
    let [owner, scientist, operator, blob, vault] = &sets;
    let made = [
        owner.difference(scientist),
        scientist.union(operator).intersection(owner),
        blob.union(vault).difference(&owner.difference(blob)),
    ];
    for set in sets.iter().chain(&made) {
        let reach = Reach::of_set(catalog, set);
        for (id, operation) in catalog.operations() {
            let held = Bound::BOTH.map(|bound| set.holds(bound, operation.plane, operation.name));
            assert_eq!(
                held,
                <[bool; 2]>::from(bounds(&reach, id)),
                "{}",
                operation.name
            );
        }
    }
}

/// The name that a doubtful reading covers may be the last of its range, and the one behind it end as
/// it does at the same place.
#[test]
fn a_doubtful_name_ends_with_its_range() {
    let catalog = Catalog::embedded();
    let all: Vec<_> = catalog.operations().collect();
    let mut seen = 0;
    for ((id, one), (next, other)) in all.iter().zip(all.iter().skip(1)) {
        let (above, last) = one.name.rsplit_once('/').unwrap();
        let is_alike = one.name.len() == other.name.len()
            && other.name.get(above.len()..) == one.name.get(above.len()..);
        if !is_alike || one.plane != other.plane || other.name.starts_with(above) {
            continue;
        }
        let pattern = Pattern::new(format!("{above}/*/{last}"));
        let covered = covered(catalog, one.plane, &pattern, Bound::Upper);
        assert!(
            covered.contains(*id) && !covered.contains(*next),
            "{pattern:?}"
        );
        seen += 1;
    }
    assert!(seen > 100, "{seen}");
}

/// Names alone are expanded in a way of their own; what is cut from them counts all the same.
#[test]
fn names_are_expanded_as_the_set_of_them_is() {
    let catalog = Catalog::embedded();
    let patterns = |texts: &[&str]| -> Vec<Pattern> { texts.iter().map(Pattern::new).collect() };
    let (read, blobs) = (
        "microsoft.storage/storageAccounts/READ",
        "Microsoft.Storage/storageAccounts/blobServices/containers/blobs/read",
    );
    let named = Block {
        actions: patterns(&[
            read,
            " Microsoft.Storage/storageAccounts/write ",
            "No.Such/thing",
        ]),
        data_actions: patterns(&[blobs]),
        ..Block::default()
    };
    let cut = Block {
        not_actions: patterns(&[read]),
        not_data_actions: patterns(&[blobs]),
        ..named.clone()
    };
    for (block, count) in [(named, 3), (cut, 1)] {
        let blocks = [block];
        let reach = Reach::of_blocks(catalog, &blocks);
        assert_eq!(reach.upper.len(), count);
        let measured = Measured::of(catalog, &blocks);
        assert_eq!(measured.reach(), &reach);
        for bound in Bound::BOTH {
            let known = measured.beyond(bound, &Measured::of(catalog, &[]), bound);
            let known = known.witness().and_then(|witness| witness.known);
            assert_eq!(known, reach.at(bound).first());
        }
    }
}

#[test]
fn the_data_scientist_may_read_the_workspace_but_not_surely() {
    let catalog = Catalog::embedded();
    let role = catalog.builtin_by_name("AzureML Data Scientist").unwrap();
    let reach = Reach::of_builtin(catalog, role);
    let id = |name| catalog.find(Plane::Control, name).unwrap();
    let read = id("Microsoft.MachineLearningServices/workspaces/read");
    assert_eq!(bounds(&reach, read), (false, true));
    let jobs = id("Microsoft.MachineLearningServices/workspaces/jobs/write");
    assert_eq!(bounds(&reach, jobs), (true, true));
    let weights = reach.upper.by_risk(catalog);
    assert_eq!(
        weights.iter().map(|(_, count)| count).sum::<usize>(),
        reach.upper.len()
    );
    assert!(reach.upper.weight(catalog) >= reach.lower.weight(catalog));
}

#[test]
fn an_empty_catalogue_reaches_nothing() {
    let catalog = Catalog::empty();
    let block = Block {
        actions: ["*", "A/*/read", "a/b*"].map(Pattern::new).to_vec(),
        ..Block::default()
    };
    let reach = Reach::of_blocks(&catalog, &[block]);
    assert!(reach.lower.is_empty() && reach.upper.is_empty());
}
