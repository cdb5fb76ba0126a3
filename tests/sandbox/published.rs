//! The examples that Microsoft publishes with the specification of role definitions and assignments
//! (2022-04-01), asked of the sandbox: what the example answers must be in the answer.
//!
//! Their words that stand for ids (`subId`, `roleDefinitionId`, `action`) are replaced by ids that a
//! tenant can have. A role id may begin with its subscription or not, as in Azure's own answers.
//! `table` lists all that are known.

mod lists;
mod pim;
mod table;

use rolewright::sandbox::Tenant;
use serde_json::json;

use super::*;

const SUBSCRIPTION: &str = "/subscriptions/a925f2f7-5c63-4b7b-8799-25a5f97bc3b2";
const DATABASE: &str = "/subscriptions/a925f2f7-5c63-4b7b-8799-25a5f97bc3b2/resourceGroups/testrg/providers/Microsoft.DocumentDb/databaseAccounts/test-db-account";
const USER: &str = "ce2ce14e-85d7-4629-bdbc-454d0519d987";
const ROLE: &str = "0b5fe924-9a61-425c-96af-cfe6e287ca2d";
const CREATED: &str = "05c5a614-a7d6-4502-b150-c2fb455033ff";
const LISTED: &str = "b0f43c54-e787-4862-89b1-a653fa9cf747";

/// The tenant that the examples speak of.
fn world() -> World {
    let mut world = World::new();
    let seed = json!({
        "objects": [{"id": USER, "kind": "user", "displayName": "of the examples"}],
        "subscriptions": [{"id": &SUBSCRIPTION[15..]}],
        "resources": [
            {"id": format!("{SUBSCRIPTION}/resourceGroups/testrg"), "location": "westus"},
            {"id": DATABASE, "location": "westus"},
        ],
        "roles": [{
            "name": ROLE, "roleName": "of the examples", "actions": ["*/read"],
            "assignableScopes": [SUBSCRIPTION],
        }],
    });
    plant(&mut world.tenant, seed);
    world
}

fn plant(tenant: &mut Tenant, seed: Value) {
    tenant.plant(serde_json::from_value(seed).unwrap()).unwrap();
    // What was planted is kept, so that no refused request takes it back.
    assert!(tenant.unkept().is_some());
}

/// The body of the examples' requests.
fn asked() -> Value {
    json!({"properties": {
        "roleDefinitionId": format!("{SUBSCRIPTION}/providers/Microsoft.Authorization/roleDefinitions/{ROLE}"),
        "principalId": USER, "principalType": "User",
    }})
}

/// The body of the examples' answers.
fn answered(scope: &str, name: &str) -> Value {
    json!({
        "properties": {
            "roleDefinitionId": format!("/providers/Microsoft.Authorization/roleDefinitions/{ROLE}"),
            "principalId": USER, "principalType": "User", "scope": scope,
        },
        "id": place(scope, name),
        "type": "Microsoft.Authorization/roleAssignments",
        "name": name,
    })
}

fn place(scope: &str, name: &str) -> String {
    format!("{scope}/providers/Microsoft.Authorization/roleAssignments/{name}")
}

/// Asserts that everything of an example is in an answer.
#[track_caller]
fn holds(answer: &Value, example: &Value) {
    match (answer, example) {
        (Value::Object(answer), Value::Object(example)) => {
            for (key, value) in example {
                match (key.as_str(), answer.get(key)) {
                    ("roleDefinitionId" | "id", Some(found)) => {
                        let (found, wanted) = (found.as_str().unwrap(), value.as_str().unwrap());
                        assert!(
                            found.ends_with(wanted) || wanted.ends_with(found),
                            "{found}"
                        );
                    }
                    (_, Some(found)) => holds(found, value),
                    (_, None) => panic!("`{key}` is missing in {answer:?}"),
                }
            }
        }
        (Value::Array(answer), Value::Array(example)) => {
            assert_eq!(answer.len(), example.len(), "{answer:?}");
            answer
                .iter()
                .zip(example)
                .for_each(|(one, other)| holds(one, other));
        }
        _ => assert_eq!(answer, example),
    }
}

#[test]
fn assignments_are_created_read_listed_and_deleted_as_published() {
    // RoleAssignments_CreateForSubscription, CreateForResourceGroup and CreateForResource.
    let group = format!("{SUBSCRIPTION}/resourceGroups/testrg");
    for scope in [SUBSCRIPTION, &group, DATABASE] {
        let mut world = world();
        for expected in [201, 200] {
            let (status, body) = world.put(&place(scope, CREATED), asked());
            assert_eq!(status, expected, "{body}");
            holds(&body, &answered(scope, CREATED));
        }
        // RoleAssignments_CreateById, GetById and DeleteById have the same path.
        let (status, body) = world.get(&place(scope, CREATED));
        assert_eq!(status, 200);
        holds(&body, &answered(scope, CREATED));
    }
    let mut world = world();
    world.put(&place(SUBSCRIPTION, LISTED), asked());
    // RoleAssignments_Get is of an earlier version.
    let earlier = format!(
        "{}?api-version=2020-10-01-preview",
        place(SUBSCRIPTION, LISTED)
    );
    let (status, body) = world.get(&earlier);
    assert_eq!(status, 200);
    holds(&body, &answered(SUBSCRIPTION, LISTED));
    // RoleAssignments_ListForScope; what holds at the root is there as well.
    let list = format!("{SUBSCRIPTION}/providers/Microsoft.Authorization/roleAssignments");
    let (status, body) = world.get(&list);
    assert_eq!(status, 200);
    let own = body["value"].as_array().unwrap().iter();
    let own: Vec<_> = own
        .filter(|one| one["properties"]["principalId"] == USER)
        .collect();
    assert_eq!(own.len(), 1);
    holds(own[0], &answered(SUBSCRIPTION, LISTED));
    // RoleAssignments_Delete.
    let (status, body) = world.delete(&place(SUBSCRIPTION, LISTED));
    assert_eq!(status, 200);
    holds(&body, &answered(SUBSCRIPTION, LISTED));
    let (status, body) = world.delete(&place(SUBSCRIPTION, LISTED));
    assert_eq!((status, body), (204, Value::Null));
}

#[test]
fn roles_are_written_read_and_deleted_as_published() {
    let mut world = world();
    let blob = "Microsoft.Storage/storageAccounts/blobServices/containers/blobs/read";
    let properties = json!({
        "roleName": "Role name", "description": "Role description", "assignableScopes": [SUB],
        "permissions": [{
            "actions": ["*/read"], "notActions": [], "dataActions": [blob], "notDataActions": [],
        }],
    });
    let mut example = json!({
        "properties": properties,
        "id": definition(SUB, 1), "type": "Microsoft.Authorization/roleDefinitions", "name": guid(1),
    });
    example["properties"]["type"] = json!("CustomRole");
    // PutRoleDefinition answers 201, for a change too.
    for _ in 0..2 {
        let (status, body) = world.put(&definition(SUB, 1), json!({"properties": properties}));
        assert_eq!(status, 201, "{body}");
        holds(&body, &example);
    }
    // GetRoleDefinitionByName and GetRoleDefinitionById.
    let by_id = format!("/{}", definition(SUB, 1).trim_start_matches('/'));
    for path in [definition(SUB, 1), by_id] {
        let (status, body) = world.get(&path);
        assert_eq!(status, 200);
        holds(&body, &example);
    }
    // DeleteRoleDefinition.
    let (status, body) = world.delete(&definition(SUB, 1));
    assert_eq!(status, 200);
    holds(&body, &example);
    assert_eq!(world.delete(&definition(SUB, 1)), (204, Value::Null));
}

#[test]
fn deny_assignments_and_operations_are_read_as_published() {
    let mut world = world();
    // GetDenyAssignmentByNameId.
    let place = format!(
        "{GROUP}/providers/Microsoft.Authorization/denyAssignments/{}",
        guid(4)
    );
    let properties = json!({
        "denyAssignmentName": "Deny assignment name", "description": "Deny assignment description",
        "permissions": [{
            "actions": ["*/delete"], "notActions": [], "dataActions": [], "notDataActions": [],
        }],
        "scope": GROUP, "doNotApplyToChildScopes": false,
        "principals": [{"id": ANN, "type": "User"}],
        "excludePrincipals": [{"id": TEAM, "type": "Group"}],
        "isSystemProtected": true,
    });
    let example = json!({
        "properties": properties, "id": place, "name": guid(4),
        "type": "Microsoft.Authorization/denyAssignments",
    });
    world.put(&place, json!({"properties": properties}));
    let (status, body) = world.get(&place);
    assert_eq!(status, 200);
    holds(&body, &example);
    // GetDenyAssignmentByScope and GetDenyAssignmentsForResourceGroup.
    let list = format!("{GROUP}/providers/Microsoft.Authorization/denyAssignments");
    let (status, body) = world.get(&list);
    assert_eq!(status, 200);
    holds(&body, &json!({"value": [example]}));
    // GetProviderOperationsRP and GetAllProviderOperations.
    let one = "/providers/Microsoft.Authorization/providerOperations/Microsoft.Storage?$expand=resourceTypes";
    let (status, body) = world.get(one);
    assert_eq!(status, 200);
    for key in [
        "id",
        "name",
        "type",
        "displayName",
        "resourceTypes",
        "operations",
    ] {
        assert!(body.get(key).is_some(), "{key}");
    }
    let first = &body["resourceTypes"][0];
    for key in ["name", "displayName", "operations"] {
        assert!(first.get(key).is_some(), "{key}");
    }
    let all = "/providers/Microsoft.Authorization/providerOperations?$expand=resourceTypes";
    assert!(world.get(all).1["value"].as_array().unwrap().len() > 5);
}

/// DeploymentStackSubscriptionCreate and DeploymentStackWhatIfResultsSubscriptionCreate of 2025-07-01.
#[test]
fn stacks_and_what_they_would_do_are_written_as_published() {
    let mut world = world();
    let settings = json!({
        "actionOnUnmanage": {"resources": "delete", "resourceGroups": "delete", "managementGroups": "detach"},
        "denySettings": {"mode": "none", "applyToChildScopes": false},
        "template": {"resources": []}, "parameters": {},
    });
    let provider = format!("{SUB}/providers/Microsoft.Resources");
    let stack = format!("{provider}/deploymentStacks/simpleDeploymentStack");
    let result =
        format!("{provider}/deploymentStacksWhatIfResults/simpleDeploymentStackWhatIfResult");
    let version = "?api-version=2025-07-01";
    let mut asked = settings.clone();
    asked["deploymentStackResourceId"] = json!(stack);
    asked["retentionInterval"] = json!("P7D");
    let asked = json!({"location": "eastus", "properties": asked});
    let (status, body) = world.put(&format!("{result}{version}"), asked);
    assert_eq!(status, 201, "{body}");
    holds(
        &body,
        &json!({
            "id": result, "name": "simpleDeploymentStackWhatIfResult", "location": "eastus",
            "type": "Microsoft.Resources/deploymentStacksWhatIfResults",
            "properties": {
                "deploymentStackResourceId": stack, "retentionInterval": "P7D",
                "actionOnUnmanage": settings["actionOnUnmanage"], "denySettings": settings["denySettings"],
                "provisioningState": "succeeded", "changes": {"resourceChanges": []},
            },
        }),
    );
    let asked = json!({"location": "eastus", "properties": settings});
    for expected in [201, 200] {
        let (status, body) = world.put(&format!("{stack}{version}"), asked.clone());
        assert_eq!(status, expected, "{body}");
        holds(
            &body,
            &json!({
                "id": stack, "name": "simpleDeploymentStack", "location": "eastus",
                "type": "Microsoft.Resources/deploymentStacks",
                "properties": {
                    "actionOnUnmanage": settings["actionOnUnmanage"],
                    "denySettings": settings["denySettings"], "parameters": {},
                },
            }),
        );
    }
}
