//! Role assignments and role definitions, one at a time.

use rolewright::azure::{
    Meaning, NewRoleAssignment, NewRoleDefinition, Permission, RoleFilter, Target,
};
use serde_json::Value;

use super::{NAME, SUBSCRIPTION, manager, run};
use crate::net::server::{Answer, Server};

const ROLE: &str =
    "/providers/Microsoft.Authorization/roleDefinitions/acdd72a7-3385-48ef-bd42-f606fba81ae7";

fn assignment() -> String {
    format!(
        r#"{{"id":"x","type":"y","name":"{NAME}","properties":{{"scope":"{SUBSCRIPTION}",
        "roleDefinitionId":"{ROLE}","principalId":"aaaaaaaa-0000-4000-8000-0000000000A1",
        "principalType":"User","condition":"@Resource[x] StringEquals 'a\"b'","conditionVersion":"2.0",
        "createdOn":"2026-01-01T00:00:00.0000000Z","createdBy":"DDDDDDDD-0000-4000-8000-000000000001"}}}}"#
    )
}

#[test]
fn an_assignment_is_read_by_its_name() {
    let server = Server::start(|_| Answer::json(200, assignment()));
    let found = run(manager(&server).role_assignment(Target::new(SUBSCRIPTION, NAME)));
    let found = found.unwrap().unwrap();
    assert_eq!(found.name, NAME);
    assert_eq!(found.principal_id, "aaaaaaaa-0000-4000-8000-0000000000a1");
    assert_eq!(found.role_definition_id, ROLE);
    assert_eq!(
        found.condition.as_deref(),
        Some("@Resource[x] StringEquals 'a\"b'")
    );
    assert_eq!(
        found.created_by.as_deref(),
        Some("dddddddd-0000-4000-8000-000000000001")
    );
    let asked = &server.asked()[0];
    assert_eq!(
        (asked.method.as_str(), asked.path.as_str()),
        (
            "GET",
            &*format!(
                "{SUBSCRIPTION}/providers/Microsoft.Authorization/roleAssignments/{NAME}?api-version=2022-04-01"
            )
        )
    );
    assert_eq!(asked.header("authorization"), Some("Bearer token-0"));
    assert!(
        asked
            .header("user-agent")
            .unwrap()
            .starts_with("rolewright/")
    );
    assert_eq!(asked.header("x-ms-client-request-id").unwrap().len(), 36);
}

#[test]
fn what_is_not_there_is_none_and_a_scope_that_is_not_there_is_an_error() {
    for code in [
        "RoleAssignmentNotFound",
        "NotFound",
        "RoleDefinitionDoesNotExist",
    ] {
        let body = format!(r#"{{"error":{{"code":"{code}","message":"x"}}}}"#);
        let server = Server::start(move |_| Answer::json(404, body.clone()));
        let manager = manager(&server);
        let target = Target::new(SUBSCRIPTION, NAME);
        assert_eq!(run(manager.role_assignment(target)).unwrap(), None);
        assert_eq!(run(manager.role_definition(target)).unwrap(), None);
        assert!(!run(manager.delete_role_assignment(target)).unwrap().value);
    }
    let server = Server::start(|_| {
        Answer::json(
            404,
            r#"{"error":{"code":"SubscriptionNotFound","message":"x"}}"#,
        )
    });
    let found = run(manager(&server).role_assignment(Target::new(SUBSCRIPTION, NAME)));
    assert_eq!(found.unwrap_err().meaning, Meaning::ScopeMissing);
}

#[test]
fn an_assignment_is_written_with_what_it_is_to_be_and_no_more() {
    let server = Server::start(|asked| {
        let status = if asked.body.contains("condition") {
            200
        } else {
            201
        };
        Answer::json(status, assignment()).with("x-ms-request-id", "abc")
    });
    let manager = manager(&server);
    let mut new = NewRoleAssignment {
        role_definition_id: ROLE,
        principal_id: "aaaaaaaa-0000-4000-8000-0000000000a1",
        principal_type: "User",
        description: Some("[rw:p:g]"),
        condition: None,
        condition_version: None,
    };
    let target = Target {
        request: Some("eeeeeeee-0000-4000-8000-000000000001"),
        ..Target::new(SUBSCRIPTION, NAME)
    };
    let written = run(manager.put_role_assignment(target, new)).unwrap();
    assert!(written.created);
    assert_eq!(written.correlation.as_deref(), Some("abc"));
    (new.condition, new.condition_version) = (Some("x"), Some("2.0"));
    assert!(
        !run(manager.put_role_assignment(target, new))
            .unwrap()
            .created
    );
    let asked = server.asked();
    let body: Value = serde_json::from_str(&asked[0].body).unwrap();
    let expected = serde_json::json!({"properties": {
        "roleDefinitionId": ROLE, "principalId": new.principal_id, "principalType": "User",
        "description": "[rw:p:g]",
    }});
    assert_eq!(body, expected);
    assert_eq!(asked[0].method, "PUT");
    assert_eq!(asked[0].header("content-type"), Some("application/json"));
    assert_eq!(asked[0].header("x-ms-client-request-id"), target.request);
}

#[test]
fn a_deletion_tells_whether_something_was_there() {
    for (status, body, there) in [(200, assignment(), true), (204, String::new(), false)] {
        let server = Server::start(move |_| Answer::json(status, body.clone()));
        let target = Target::new(SUBSCRIPTION, NAME);
        let gone = run(manager(&server).delete_role_assignment(target)).unwrap();
        assert_eq!(gone.value, there);
        assert_eq!(server.asked()[0].method, "DELETE");
    }
}

const DEFINITION: &str = r#"{"id":"x","name":"BBBBBBBB-0000-4000-8000-000000000001","properties":{
    "roleName":"Trainer","type":"CustomRole","description":"d","assignableScopes":["/subscriptions/s"],
    "permissions":[{"actions":["a/read"],"notActions":[],"condition":"c"}]}}"#;

#[test]
fn a_role_is_read_listed_written_and_deleted() {
    let server = Server::start(|asked| match asked.method.as_str() {
        "PUT" => Answer::json(201, DEFINITION),
        "GET" if asked.path.contains("roleDefinitions?") => {
            Answer::json(200, format!(r#"{{"value":[{DEFINITION}]}}"#))
        }
        _ => Answer::json(200, DEFINITION),
    });
    let (manager, target) = (manager(&server), Target::new(SUBSCRIPTION, NAME));
    let found = run(manager.role_definition(target)).unwrap().unwrap();
    assert_eq!((found.name.as_str(), found.custom), (NAME, true));
    assert_eq!(found.permissions[0].condition.as_deref(), Some("c"));
    let listed =
        run(manager.role_definitions(SUBSCRIPTION, RoleFilter::Named("O'x"), |one| one)).unwrap();
    assert_eq!(listed, std::slice::from_ref(&found));
    let new = NewRoleDefinition {
        role_name: "Trainer",
        description: "d",
        permissions: &[Permission {
            actions: vec!["a/read".into()],
            ..Permission::default()
        }],
        assignable_scopes: &["/subscriptions/s".into()],
    };
    let written = run(manager.put_role_definition(target, new)).unwrap();
    assert_eq!(written.value, found);
    assert!(run(manager.delete_role_definition(target)).unwrap().value);
    let asked = server.asked();
    assert!(
        asked[1]
            .path
            .ends_with("&$filter=roleName%20eq%20%27O%27%27x%27"),
        "{}",
        asked[1].path
    );
    let body: Value = serde_json::from_str(&asked[2].body).unwrap();
    let expected = serde_json::json!({"name": NAME, "properties": {
        "type": "CustomRole", "roleName": "Trainer", "description": "d",
        "permissions": [{"actions": ["a/read"], "notActions": [], "dataActions": [], "notDataActions": []}],
        "assignableScopes": ["/subscriptions/s"],
    }});
    assert_eq!(body, expected);
}
