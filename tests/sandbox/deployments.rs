//! Deployments and deployment stacks.

use serde_json::json;

use super::*;

/// A template that makes a role and gives it to a team, as rolewright writes them.
fn template() -> Value {
    json!({
        "$schema": "https://schema.management.azure.com/schemas/2018-05-01/subscriptionDeploymentTemplate.json#",
        "contentVersion": "1.0.0.0",
        "parameters": {"team": {"type": "string"}, "group": {"type": "string", "defaultValue": "rg-ml"}},
        "variables": {"role": "[guid(subscription().id, 'job reader')]"},
        "resources": [
            {
                "type": "Microsoft.Resources/deployments", "apiVersion": "2022-09-01", "name": "inner",
                "resourceGroup": "[parameters('group')]",
                "properties": {
                    "mode": "Incremental",
                    "expressionEvaluationOptions": {"scope": "inner"},
                    "parameters": {
                        "team": {"value": "[parameters('team')]"}, "role": {"value": "[variables('role')]"},
                    },
                    "template": {
                        "parameters": {"team": {"type": "string"}, "role": {"type": "string"}},
                        "resources": [{
                            "type": "Microsoft.Authorization/roleAssignments", "apiVersion": "2022-04-01",
                            "name": "[guid(toLower(resourceGroup().id), parameters('team'), parameters('role'))]",
                            "properties": {
                                "principalId": "[parameters('team')]", "principalType": "Group",
                                "roleDefinitionId":
                                    "[subscriptionResourceId('Microsoft.Authorization/roleDefinitions', parameters('role'))]",
                                "description": "[format('{0} reads [{1}]', 'team', 'jobs')]",
                            },
                        }],
                    },
                },
            },
            {
                "type": "Microsoft.Authorization/roleDefinitions", "apiVersion": "2022-04-01",
                "name": "[variables('role')]",
                "properties": {
                    "roleName": "[concat('job', ' ', 'reader')]", "assignableScopes": ["[subscription().id]"],
                    "permissions": [{"actions": ["*/read"]}],
                },
            },
        ],
    })
}

fn deployment(template: &Value) -> Value {
    json!({
        "location": "westeurope",
        "properties": {"mode": "Incremental", "template": template, "parameters": {"team": {"value": TEAM}}},
    })
}

fn place(kind: &str, name: &str) -> String {
    format!("{SUB}/providers/Microsoft.Resources/{kind}/{name}")
}

fn held(world: &mut World) -> usize {
    let filter = format!("$filter=principalId eq '{TEAM}'");
    world
        .names(&format!(
            "{GROUP}/providers/Microsoft.Authorization/roleAssignments?{filter}"
        ))
        .len()
}

#[test]
fn a_deployment_puts_roles_before_what_is_given_of_them() {
    let mut world = World::new();
    let (status, done) = world.put(&place("deployments", "one"), deployment(&template()));
    assert_eq!(
        (status, &done["properties"]["provisioningState"]),
        (201, &json!("Succeeded")),
        "{done}"
    );
    assert_eq!(held(&mut world), 1);
    // Names are computed as Azure computes them, so a second run changes nothing.
    let (status, again) = world.put(&place("deployments", "one"), deployment(&template()));
    assert_eq!((status, &again["properties"]["error"]), (200, &Value::Null));
    assert_eq!(held(&mut world), 1);
    let elsewhere =
        json!({"location": "northeurope", "properties": deployment(&template())["properties"]});
    refused(
        world.put(&place("deployments", "one"), elsewhere),
        409,
        "InvalidDeploymentLocation",
    );
}

#[test]
fn what_if_tells_and_changes_nothing() {
    let mut world = World::new();
    let ask = |world: &mut World| {
        let (_, told) = world.call(
            Method::Post,
            &place("deployments", "one/whatIf"),
            deployment(&template()),
        );
        let changes = told["properties"]["changes"].as_array().unwrap().clone();
        changes
            .iter()
            .map(|change| change["changeType"].as_str().unwrap().to_owned())
            .collect::<Vec<_>>()
    };
    assert_eq!(ask(&mut world), ["Create", "Create"]);
    assert_eq!(held(&mut world), 0);
    world.put(&place("deployments", "one"), deployment(&template()));
    world.wait(60);
    assert_eq!(ask(&mut world), ["NoChange", "NoChange"]);
}

#[test]
fn a_refused_resource_fails_the_deployment_with_its_own_code_inside() {
    let mut world = World::new();
    let mut body = deployment(&template());
    body["properties"]["parameters"]["team"]["value"] = json!(ANN);
    let (_, done) = world.put(&place("deployments", "one"), body);
    assert_eq!(done["properties"]["provisioningState"], "Failed");
    assert_eq!(
        done["properties"]["error"]["details"][0]["code"],
        "UnmatchedPrincipalType"
    );
}

#[test]
fn a_template_that_cannot_be_evaluated_is_refused_before_anything_is_done() {
    let mut world = World::new();
    let mut put = |expression: &str| {
        let mut template = template();
        template["resources"][1]["name"] = json!(expression);
        template["variables"]["circle"] = json!("[variables('circle')]");
        let given = world.put(&place("deployments", "one"), deployment(&template));
        let text = given.1["error"]["message"]
            .as_str()
            .unwrap_or_default()
            .to_owned();
        refused(given, 400, "InvalidTemplate");
        text
    };
    assert!(put("[uniqueString('a')]").contains("uniquestring"));
    assert!(put("[parameters('nobody')]").contains("nobody"));
    assert!(put("[variables('circle')]").contains("too deep"));
    assert!(put("[guid('a']").contains("cannot be read"));
    put(&format!(
        "[{}'a'{}]",
        "concat(".repeat(9000),
        ")".repeat(9000)
    ));
    put("[resourceGroup().name]");
    assert_eq!(held(&mut world), 0);
}

#[test]
fn a_stack_removes_what_leaves_its_template() {
    let mut world = World::new();
    let stack = |template: &Value, action: &str| {
        let mut body = deployment(template);
        body["properties"]["actionOnUnmanage"] = json!({"resources": action});
        body["properties"]["denySettings"] = json!({"mode": "none"});
        body
    };
    let place = place("deploymentStacks", "access");
    let (status, made) = world.put(&place, stack(&template(), "delete"));
    assert_eq!(
        (
            status,
            made["properties"]["resources"].as_array().unwrap().len()
        ),
        (201, 2),
        "{made}"
    );
    let mut smaller = template();
    smaller["resources"].as_array_mut().unwrap().remove(0);
    let (_, detached) = world.put(&place, stack(&smaller, "detach"));
    assert_eq!(
        detached["properties"]["detachedResources"]
            .as_array()
            .unwrap()
            .len(),
        1
    );
    assert_eq!(held(&mut world), 1);
    world.put(&place, stack(&template(), "delete"));
    let (_, deleted) = world.put(&place, stack(&smaller, "delete"));
    assert_eq!(
        deleted["properties"]["deletedResources"]
            .as_array()
            .unwrap()
            .len(),
        1
    );
    assert_eq!(held(&mut world), 0);
    assert_eq!(
        world
            .delete(&format!("{place}?unmanageAction.Resources=delete"))
            .0,
        200
    );
    let roles = format!(
        "{SUB}/providers/Microsoft.Authorization/roleDefinitions?$filter=type eq 'CustomRole'"
    );
    assert!(world.names(&roles).is_empty());
    refused(
        world.put(&place, deployment(&template())),
        400,
        "InvalidDeploymentStack",
    );
}

#[test]
fn a_deployment_may_do_what_its_caller_may() {
    let mut world = World::new();
    let contributor = "b24988ac-6180-42a0-ab88-20f7382dd24c";
    world.assign(SUB, 1, contributor, ROBOT);
    let robot = world.token_of(ROBOT_APP, "robot secret");
    let target = place("deployments", "one");
    let (_, done) = world.call_as(&robot, Method::Put, &target, deployment(&template()));
    assert_eq!(
        done["properties"]["error"]["details"][0]["code"],
        "AuthorizationFailed"
    );
    assert_eq!(held(&mut world), 0);
}
