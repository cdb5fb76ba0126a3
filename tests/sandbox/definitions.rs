//! Role definitions: the built-in ones, and the life of a custom one.

use serde_json::json;

use super::*;

const ROLES: &str = "/providers/Microsoft.Authorization/roleDefinitions";

#[test]
fn the_built_in_roles_are_those_of_the_catalogue() {
    let mut world = World::new();
    let (_, all) = world.get(&format!("{SUB}{ROLES}?$filter=type eq 'BuiltInRole'"));
    assert_eq!(all["value"].as_array().unwrap().len(), 928);
    let (_, found) = world.get(&format!("{SUB}{ROLES}?$filter=roleName eq 'reader'"));
    let [reader] = found["value"].as_array().unwrap().as_slice() else {
        panic!("{found}");
    };
    assert_eq!(reader["id"], format!("{SUB}{ROLES}/{READER}"));
    assert_eq!(
        reader["properties"]["permissions"][0]["actions"],
        json!(["*/read"])
    );
    assert_eq!(
        world.get(&format!("{ROLES}/{READER}")).1["id"],
        format!("{ROLES}/{READER}")
    );
}

#[test]
fn a_custom_role_is_made_replaced_listed_where_it_may_be_used_and_removed() {
    let mut world = World::new();
    let body = role(
        "submitter",
        &[GROUP],
        &["Microsoft.MachineLearningServices/workspaces/jobs/write"],
    );
    let (status, made) = world.put(&definition(SUB, 1), body.clone());
    assert_eq!(
        (status, &made["properties"]["type"]),
        (201, &json!("CustomRole"))
    );
    // Replacing answers 201 too.
    let (status, renamed) = world.put(&definition(SUB, 1), role("sender", &[GROUP], &["*/read"]));
    assert_eq!(
        (status, &renamed["properties"]["roleName"]),
        (201, &json!("sender"))
    );
    assert_eq!(
        renamed["properties"]["createdOn"],
        made["properties"]["createdOn"]
    );
    let list =
        |scope: &str, more: &str| format!("{scope}{ROLES}?$filter=type eq 'CustomRole'{more}");
    assert_eq!(world.names(&list(GROUP, "")), [guid(1)]);
    assert_eq!(world.names(&list(STORE, "")), [guid(1)]);
    assert!(world.names(&list(SUB, "")).is_empty());
    assert_eq!(world.names(&list(SUB, " and atScopeAndBelow()")), [guid(1)]);
    assert_eq!(world.names(&list("", "")), [guid(1)]);
    assert_eq!(world.delete(&definition(SUB, 1)).0, 200);
    assert_eq!(world.delete(&definition(SUB, 1)).0, 204);
    refused(
        world.get(&definition(SUB, 1)),
        404,
        "RoleDefinitionDoesNotExist",
    );
}

#[test]
fn a_new_role_is_unknown_for_a_while_where_reads_lag() {
    let mut world = World::with(Orders {
        lag_seconds: 60,
        ..Orders::default()
    });
    assert_eq!(
        world
            .put(&definition(SUB, 1), role("new", &[SUB], &["*/read"]))
            .0,
        201
    );
    refused(
        world.get(&definition(SUB, 1)),
        404,
        "RoleDefinitionDoesNotExist",
    );
    refused(
        world.assign(SUB, 2, &guid(1), TEAM),
        400,
        "RoleDefinitionDoesNotExist",
    );
    world.wait(61);
    assert_eq!(world.assign(SUB, 2, &guid(1), TEAM).0, 201);
}

#[test]
fn operations_are_listed_by_provider_and_type() {
    let mut world = World::new();
    let place = "/providers/Microsoft.Authorization/providerOperations/Microsoft.Storage";
    let (_, all) = world.get(&format!("{place}?$expand=resourceTypes"));
    let kinds = all["resourceTypes"].as_array().unwrap();
    let blobs = kinds
        .iter()
        .find(|kind| kind["name"] == "storageAccounts/blobServices/containers/blobs");
    let operations = blobs.unwrap()["operations"].as_array().unwrap();
    let read = "Microsoft.Storage/storageAccounts/blobServices/containers/blobs/read";
    let read = operations
        .iter()
        .find(|operation| operation["name"] == read)
        .unwrap();
    assert_eq!(read["isDataAction"], true);
    let listed = kinds
        .iter()
        .find(|kind| kind["name"] == "storageAccounts")
        .unwrap();
    assert!(
        listed["operations"]
            .to_string()
            .to_lowercase()
            .contains("storageaccounts/listkeys/action")
    );
    let unknown = "/providers/Microsoft.Authorization/providerOperations/Contoso.Nothing";
    refused(world.get(unknown), 404, "ProviderNotFound");
}
