//! A small Azure: two subscriptions below a management group, and a directory.

use serde_json::{Value, json};

use super::{ONE, TENANT, TWO};
use crate::net::server::{Answer, Asked, Server};

pub(super) const LAKE: &str =
    "/resourceGroups/train/providers/Microsoft.Storage/storageAccounts/lake";
pub(super) const TRAINER: &str =
    "/resourceGroups/train/providers/Microsoft.ManagedIdentity/userAssignedIdentities/trainer";
const READER: &str =
    "/providers/Microsoft.Authorization/roleDefinitions/acdd72a7-3385-48ef-bd42-f606fba81ae7";

pub(super) fn person(number: u32) -> String {
    format!("aaaaaaaa-0000-4000-8000-{number:012}")
}

fn name(number: u32) -> String {
    format!("dddddddd-0000-4000-8000-{number:012}")
}

/// Starts it; `other` may answer first.
pub(super) fn start(
    other: impl Fn(&Asked, &str) -> Option<Answer> + Send + Sync + 'static,
) -> Server {
    Server::start(move |asked| {
        let path = asked.path.split('?').next().unwrap().to_owned();
        if let Some(answer) = other(asked, &path) {
            return answer;
        }
        match reply(asked, &path) {
            Some(value) => Answer::json(200, value.to_string()),
            None => Answer::json(404, r#"{"error":{"code":"NotFound","message":"x"}}"#),
        }
    })
}

fn list(value: Vec<Value>) -> Option<Value> {
    Some(json!({ "value": value }))
}

fn reply(asked: &Asked, path: &str) -> Option<Value> {
    if path.starts_with("/v1.0/") {
        return directory(asked, path);
    }
    if path.ends_with("/getEntities") {
        return list(entities());
    }
    if let Some(answer) = resource(path) {
        return Some(answer);
    }
    let (scope, kind) = path.rsplit_once("/providers/Microsoft.Authorization/")?;
    listed(asked, scope, kind)
}

fn entities() -> Vec<Value> {
    let above = |name: &str| format!("/providers/Microsoft.Management/managementGroups/{name}");
    let entity = |id: &str, name: &str, parent: Value| json!({"id": id, "properties": {"displayName": name, "parent": {"id": parent}}});
    vec![
        entity(&above(TENANT), "Root", Value::Null),
        entity(&above("team"), "Team", above(TENANT).into()),
        entity(ONE, "dev", above("team").into()),
        entity(TWO, "prod", above("team").into()),
    ]
}

fn resource(path: &str) -> Option<Value> {
    if path == ONE || path == TWO {
        let id = path.rsplit('/').next()?;
        return Some(json!({"subscriptionId": id, "tenantId": TENANT, "displayName": "named"}));
    }
    let rest = path.strip_prefix(ONE)?;
    if rest == LAKE {
        return Some(json!({
            "id": path, "name": "lake", "type": "Microsoft.Storage/storageAccounts",
            "identity": {"principalId": person(7).to_uppercase(), "userAssignedIdentities": {"x": {"principalId": person(8)}}},
            "properties": {"allowSharedKeyAccess": false, "creationTime": "now", "minimumTlsVersion": "TLS1_2"},
        }));
    }
    if rest == TRAINER {
        return Some(json!({
            "id": path, "name": "trainer",
            "properties": {"principalId": person(8), "clientId": "cccccccc-0000-4000-8000-000000000001"},
        }));
    }
    if rest.strip_prefix(TRAINER)? == "/federatedIdentityCredentials" {
        return list(vec![json!({"name": "github", "properties": {
            "issuer": "https://token.actions.githubusercontent.com", "subject": "repo:a/b:ref:refs/heads/main",
            "audiences": ["api://AzureADTokenExchange"],
        }})]);
    }
    None
}

fn listed(asked: &Asked, scope: &str, kind: &str) -> Option<Value> {
    let assignment = |number: u32, scope: &str, who: u32, kind: &str| {
        json!({"name": name(number), "properties": {
            "scope": scope, "roleDefinitionId": READER, "principalId": person(who), "principalType": kind,
        }})
    };
    let root = assignment(1, "/", 1, "User");
    match kind {
        "roleAssignments" if scope == ONE => list(vec![
            root,
            assignment(2, ONE, 2, "Group"),
            assignment(3, &format!("{ONE}{LAKE}"), 4, "ServicePrincipal"),
        ]),
        "roleAssignments" => list(vec![root]),
        "roleDefinitions" => {
            let built_in = asked.path.contains("BuiltInRole");
            let role = if built_in {
                "acdd72a7-3385-48ef-bd42-f606fba81ae7".to_owned()
            } else {
                name(50)
            };
            list(vec![json!({"name": role, "properties": {
                "roleName": if built_in { "Reader" } else { "Trainer" },
                "type": if built_in { "BuiltInRole" } else { "CustomRole" },
                "assignableScopes": [if built_in { "/" } else { ONE }],
                "permissions": [{"actions": ["*/read"], "notActions": []}],
            }})])
        }
        "denyAssignments" => list(vec![json!({"name": name(60), "properties": {
            "denyAssignmentName": "stack", "scope": ONE, "doNotApplyToChildScopes": false,
            "permissions": [{"actions": ["*/delete"]}],
            "principals": [{"id": "00000000-0000-0000-0000-000000000000", "type": "SystemDefined"}],
            "excludePrincipals": [{"id": person(2), "type": "Group"}],
        }})]),
        "locks" if scope == ONE => list(vec![json!({
            "id": format!("{ONE}/resourceGroups/train/providers/Microsoft.Authorization/locks/keep"),
            "name": "keep", "properties": {"level": "CanNotDelete"},
        })]),
        "locks" => list(Vec::new()),
        "roleEligibilityScheduleInstances" => list(vec![
            json!({"name": name(70), "properties": {
                "scope": ONE, "roleDefinitionId": READER, "principalId": person(2), "principalType": "Group",
                "memberType": "Direct", "startDateTime": "2026-11-01T00:00:00.0000000Z",
                "endDateTime": "2027-01-31T00:00:00Z",
            }}),
            json!({"name": name(71), "properties": {
                "scope": ONE, "roleDefinitionId": READER, "principalId": person(1), "principalType": "User",
                "memberType": "Group",
            }}),
        ]),
        "roleAssignmentScheduleInstances" => list(vec![json!({"name": name(72), "properties": {
            "scope": ONE, "roleDefinitionId": READER, "principalId": person(2), "principalType": "Group",
            "assignmentType": "Activated", "endDateTime": "2026-11-26T16:00:00Z",
            "originRoleAssignmentId": format!("{ONE}/providers/Microsoft.Authorization/roleAssignments/{}", name(2)),
        }})]),
        _ => None,
    }
}

fn directory(asked: &Asked, path: &str) -> Option<Value> {
    let object = |number: u32, kind: &str, name: &str| json!({"@odata.type": format!("#microsoft.graph.{kind}"), "id": person(number), "displayName": name});
    if path.ends_with("/getByIds") {
        let known = [
            object(1, "user", "Alice"),
            object(2, "group", "crew"),
            object(4, "servicePrincipal", "robot"),
        ];
        let asked_for = |one: &Value| asked.body.contains(one["id"].as_str().unwrap());
        return list(known.into_iter().filter(asked_for).collect());
    }
    if path.starts_with("/v1.0/groups/") {
        let members = if path.contains(&person(2)) {
            vec![object(3, "group", "inner"), object(1, "user", "Alice")]
        } else {
            vec![object(5, "user", "Bob")]
        };
        return list(members);
    }
    list(vec![object(2, "group", "crew")])
}
