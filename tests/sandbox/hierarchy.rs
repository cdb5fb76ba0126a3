//! Management groups, subscriptions, resource groups and resources.

use serde_json::json;

use super::*;

#[test]
fn management_groups_form_a_tree() {
    let mut world = World::new();
    let child = "/providers/Microsoft.Management/managementGroups/prod";
    let body =
        json!({"properties": {"displayName": "Prod", "details": {"parent": {"id": MANAGEMENT}}}});
    assert_eq!(world.put(child, body).0, 200);
    let (_, shown) = world.get(&format!("{child}?$expand=ancestors"));
    let ancestors = shown["properties"]["details"]["managementGroupAncestorsChain"]
        .as_array()
        .unwrap();
    let names: Vec<_> = ancestors.iter().map(|one| &one["name"]).collect();
    assert_eq!(names, [&json!("ml"), &json!(TENANT)]);
    let (_, below) = world.get(&format!("{MANAGEMENT}/descendants"));
    assert_eq!(below["value"].as_array().unwrap().len(), 2);
    let moved = format!("{child}{SUB}");
    assert_eq!(world.put(&moved, Value::Null).0, 204);
    let (_, tree) = world.get(&format!("{MANAGEMENT}?$expand=children&$recurse=true"));
    assert_eq!(
        tree["properties"]["children"][0]["children"][0]["displayName"],
        "development"
    );
    let (_, all) = world.call(
        Method::Post,
        "/providers/Microsoft.Management/getEntities",
        Value::Null,
    );
    let sub = all["value"]
        .as_array()
        .unwrap()
        .iter()
        .find(|one| one["id"] == SUB)
        .unwrap();
    assert_eq!(
        sub["properties"]["parentNameChain"],
        json!([TENANT, "ml", "prod"])
    );
    refused(world.delete(MANAGEMENT), 400, "ManagementGroupHasChildren");
    // No group may come to lie below itself.
    let round = json!({"properties": {"details": {"parent": {"id": child}}}});
    refused(
        world.put(MANAGEMENT, round),
        400,
        "InvalidManagementGroupParent",
    );
}

#[test]
fn what_is_granted_above_holds_below() {
    let mut world = World::new();
    world.assign(MANAGEMENT, 1, READER, ROBOT);
    let robot = world.token_of(ROBOT_APP, "robot secret");
    let mut status = |target: &str| world.call_as(&robot, Method::Get, target, Value::Null).0;
    assert_eq!(
        [SUB, GROUP, STORE, OTHER].map(&mut status),
        [200, 200, 200, 403]
    );
    let (_, seen) = world.call_as(&robot, Method::Get, "/subscriptions", Value::Null);
    assert_eq!(seen["value"].as_array().unwrap().len(), 1);
}

#[test]
fn resource_groups_and_resources_are_made_found_and_removed_with_all_that_hangs_on_them() {
    let mut world = World::new();
    let group = format!("{OTHER}/resourceGroups/new");
    refused(world.put(&group, json!({})), 400, "LocationRequired");
    refused(world.get(&group), 404, "ResourceGroupNotFound");
    let vault = format!("{group}/providers/Microsoft.KeyVault/vaults/v");
    refused(world.put(&vault, json!({})), 404, "ResourceGroupNotFound");
    assert_eq!(world.put(&group, json!({"location": "westeurope"})).0, 201);
    assert_eq!(world.call(Method::Head, &group, Value::Null).0, 204);
    let body = json!({"location": "westeurope", "properties": {"sku": "standard"}});
    let (status, made) = world.put(&vault, body);
    assert_eq!(
        (status, &made["type"]),
        (201, &json!("Microsoft.KeyVault/vaults"))
    );
    assert_eq!(
        made["properties"],
        json!({"sku": "standard", "provisioningState": "Succeeded"})
    );
    assert_eq!(world.names(&format!("{OTHER}/resourceGroups")), ["new"]);
    assert_eq!(world.names(&format!("{OTHER}/resources")), ["v"]);
    let filter = "$filter=resourceType eq 'Microsoft.Storage/storageAccounts'";
    assert_eq!(world.names(&format!("{SUB}/resources?{filter}")), ["lake"]);
    world.assign(&vault, 1, READER, TEAM);
    assert_eq!(world.delete(&group).0, 200);
    refused(world.get(&vault), 404, "ResourceGroupNotFound");
    assert!(world.names(&format!("{OTHER}/resources")).is_empty());
    assert_eq!(world.put(&group, json!({"location": "westeurope"})).0, 201);
    world.put(&vault, json!({}));
    refused(
        world.get(&assignment(&vault, 1)),
        404,
        "RoleAssignmentNotFound",
    );
}
