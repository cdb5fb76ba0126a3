//! Policies in which steps come together.

use rolewright::access::{Access, World};
use rolewright::catalog::Catalog;
use rolewright::compile::compile;
use rolewright::model::permission::Plane;
use rolewright::reach::{Path, Reach};

use crate::standard::library::resolved;

/// A project that looks harmless: a data engineer may write the storage that the workspace works on.
const HARMLESS: &str = include_str!("../fixtures/reach/harmless.rw");

const READ: &str = "Microsoft.Storage/storageAccounts/blobServices/containers/blobs/read";

/// Finds the path to an operation, as sentences.
pub(crate) fn path(policy: &str, who: &str, on: &str) -> Option<Path> {
    let (model, wrong) = resolved(&[("p.rw".to_owned(), policy.to_owned())]);
    assert!(wrong.is_empty(), "{wrong:#?}");
    let catalog = Catalog::embedded();
    let compiled = compile(&model, catalog, None);
    let world = World::of(&model, &compiled, catalog).with_gains();
    let access = Access::new(&world, catalog);
    let reach = Reach::of(&access);
    let (who, at) = (access.party(who).unwrap(), access.place(on).unwrap());
    reach.path(who, at, Plane::Data, READ)
}

#[test]
fn writing_the_code_of_a_workspace_leads_to_what_its_computes_may_read() {
    let found = path(HARMLESS, "ann", "sales.raw@prod").unwrap();
    let names: Vec<_> = found
        .steps
        .iter()
        .map(|step| step.edge.map_or("", |edge| edge.name))
        .collect();
    assert_eq!(names, ["CanEditWorkspaceStorage"]);
    assert_eq!(found.steps[0].groups.len(), 2);
    assert!(found.is_sure(), "{:?}", found.doubts());
}

#[test]
fn the_path_is_gone_where_one_precondition_is() {
    let without_compute = HARMLESS.replace("runs-as trainer", "");
    let narrow = HARMLESS.replace(
        "grant \"Storage Blob Data Contributor\" to data-engineers on lab-store@dev",
        "grant \"Storage Blob Data Contributor\" to data-engineers on lab-store.incoming@dev",
    );
    let no_member = HARMLESS.replace("members ann", "");
    let no_data = HARMLESS.replace("\"Storage Blob Data Reader\"", "\"Reader\"");
    for policy in [without_compute, narrow, no_member, no_data] {
        assert_ne!(policy, HARMLESS);
        assert!(path(&policy, "ann", "sales.raw@prod").is_none(), "{policy}");
    }
}
