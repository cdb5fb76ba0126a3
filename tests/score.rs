//! The permissions-creep index.

use std::collections::BTreeMap;

use rolewright::access::{Access, Origin, World};
use rolewright::algebra::OperationSet;
use rolewright::catalog::Catalog;
use rolewright::model::permission::{Block, Pattern, Plane};
use rolewright::model::{Kind, PrincipalId};
use rolewright::reach::Reach;
use rolewright::score::{Input, Row, Used, is_meant, score};

use crate::reach::Small;
use crate::support::{Folder, checkout, snapshot};

const LIST_KEYS: &str = "Microsoft.Storage/storageAccounts/listkeys/action";
const WRITE_BLOB: &str = "Microsoft.Storage/storageAccounts/blobServices/containers/blobs/write";
const READ: &str = "Microsoft.Storage/storageAccounts/read";

/// Ann holds three operations on a storage account in `dev`: one was asked for by the policy.
fn small() -> (Small, PrincipalId) {
    let mut small = Small::default();
    let ann = small.party("ann");
    let group = small.place("/subscriptions/s", Some(Kind::Environment), None);
    let storage = small.place(
        "/subscriptions/s/resourcegroups/rg/providers/microsoft.storage/storageaccounts/st",
        Some(Kind::Storage),
        Some(group),
    );
    for place in [group, storage] {
        small.at(place).environment = Some("dev".into());
    }
    let block = |actions: &[&str]| Block {
        actions: actions.iter().map(Pattern::new).collect(),
        ..Block::default()
    };
    small.grant_blocks(ann, block(&[READ]), storage);
    small.0.grants[0].origin = Origin::Policy(0);
    small.grant_blocks(ann, block(&[LIST_KEYS]), group);
    (small, ann)
}

fn rows(world: &World, used: Option<&Used>) -> Vec<Row> {
    let (meant, gained) = (world.only(is_meant), world.clone().with_gains());
    let catalog = Catalog::embedded();
    let (held, meant) = (Access::new(world, catalog), Access::new(&meant, catalog));
    let gained = Access::new(&gained, catalog);
    let reach = Reach::of(&gained);
    score(&Input {
        held: &held,
        meant: &meant,
        reach: Some(&reach),
        used,
    })
}

fn set(names: &[&str]) -> OperationSet {
    let catalog = Catalog::embedded();
    let mut set = OperationSet::empty();
    for name in names {
        set.insert(catalog.find(Plane::Control, name).unwrap());
    }
    set
}

#[test]
fn what_nobody_asked_for_is_beyond_intent_by_its_weight() {
    let (small, ann) = small();
    let rows = rows(&small.0, None);
    assert_eq!(rows.len(), 1);
    let row = &rows[0];
    assert_eq!((row.who, row.environment.as_deref()), (ann, Some("dev")));
    let catalog = Catalog::embedded();
    let (all, keys) = (
        set(&[READ, LIST_KEYS]).weight(catalog),
        set(&[LIST_KEYS]).weight(catalog),
    );
    assert_eq!(keys, 8);
    assert_eq!((row.held.operations, row.held.weight), (2, all));
    assert_eq!(
        (row.beyond_intent.operations, row.beyond_intent.weight),
        (1, keys)
    );
    assert_eq!(u64::from(row.index), (keys * 100).div_ceil(all));
    assert_eq!(row.beyond_use, None);
    // The keys open the data of the account.
    let by_reach = row.by_reach.unwrap();
    assert!(by_reach.operations > 10 && by_reach.weight > 0);
    let write = catalog.find(Plane::Data, WRITE_BLOB).unwrap();
    assert!(catalog.operation(write).risk.weight() > 0);
}

#[test]
fn what_was_used_is_not_excess_and_what_was_meant_may_be_unused() {
    let (mut small, ann) = small();
    let used: Used = BTreeMap::from([(ann, set(&[LIST_KEYS]))]);
    let row = &rows(&small.0, Some(&used))[0];
    assert_eq!(row.beyond_use.unwrap().operations, 1);
    // What was used and not meant counts, and so does what was meant and not used.
    assert_eq!(row.index, 100);
    small.0.grants[1].origin = Origin::Policy(1);
    let used: Used = BTreeMap::from([(ann, set(&[LIST_KEYS, READ]))]);
    assert_eq!(rows(&small.0, Some(&used))[0].index, 0);
    assert_eq!(rows(&small.0, None)[0].index, 0);
}

#[test]
fn a_report_tells_the_index_of_each_identity_and_environment() {
    let churn = checkout("policies/examples/churn");
    let folder = Folder::new();
    let churn = churn.to_str().unwrap();
    let ran = folder.run(&["report", "--today", "2026-11-01", churn]);
    snapshot("score", "churn", &ran.seen());
    let ran = folder.run(&["report", "--today", "2026-11-01", "--json", churn]);
    let json: serde_json::Value = serde_json::from_str(&ran.out).unwrap();
    assert_eq!(json["schema"], 1);
    let identities = json["identities"].as_array().unwrap();
    assert!(!identities.is_empty());
    // Without a snapshot nothing is held but what the policy asks for and what Azure gives with it.
    assert!(identities.iter().all(|one| one["index"] == 0));
}
