//! Conditions: which texts are one, and what a delegate may hand out.

use serde_json::json;

use super::*;

/// The condition that Azure's portal writes for a delegate who may hand out one role.
fn only(role: &str) -> String {
    let attribute = "Microsoft.Authorization/roleAssignments:RoleDefinitionId";
    format!(
        "((!(ActionMatches{{'Microsoft.Authorization/roleAssignments/write'}})) OR \
         (@Request[{attribute}] ForAnyOfAnyValues:GuidEquals {{{role}}} AND \
         @Request[Microsoft.Authorization/roleAssignments:PrincipalType] StringEqualsIgnoreCase 'group')) AND \
         ((!(ActionMatches{{'Microsoft.Authorization/roleAssignments/delete'}})) OR \
         (@Resource[{attribute}] ForAnyOfAnyValues:GuidEquals {{{role}}}))"
    )
}

#[test]
fn a_delegate_hands_out_and_takes_back_what_its_condition_allows() {
    let mut world = World::new();
    let mut body = grant(RBAC_ADMIN, ROBOT);
    body["properties"]["condition"] = json!(only(READER));
    body["properties"]["conditionVersion"] = json!("2.0");
    assert_eq!(world.put(&assignment(SUB, 1), body).0, 201);
    assert_eq!(world.assign(GROUP, 2, BLOB_READER, ANN).0, 201);
    let robot = world.token_of(ROBOT_APP, "robot secret");
    let mut put = |number, role: &str, who: &str| {
        world.call_as(
            &robot,
            Method::Put,
            &assignment(GROUP, number),
            grant(role, who),
        )
    };
    assert_eq!(put(3, READER, TEAM).0, 201);
    refused(put(4, OWNER, TEAM), 403, "AuthorizationFailed");
    refused(put(5, READER, ANN), 403, "AuthorizationFailed");
    let mut remove = |number| {
        world.call_as(
            &robot,
            Method::Delete,
            &assignment(GROUP, number),
            Value::Null,
        )
    };
    assert_eq!(remove(3).0, 200);
    refused(remove(2), 403, "AuthorizationFailed");
}

#[test]
fn a_text_that_is_no_condition_is_refused() {
    let mut world = World::new();
    let mut put = |condition: &str, version: Option<&str>| {
        let mut body = grant(READER, TEAM);
        body["properties"]["condition"] = json!(condition);
        body["properties"]["conditionVersion"] = json!(version);
        world.put(&assignment(GROUP, 1), body)
    };
    let wrong = [
        "nonsense",
        "(ActionMatches{'a/b'}",
        "@Resource[a] GuidIsNearly {'x'}",
        "@Nobody[a] StringEquals 'x'",
        "@Resource[a] ForSomeOf:StringEquals 'x'",
        "Exists 'x'",
    ];
    for text in wrong {
        refused(
            put(text, Some("2.0")),
            400,
            "InvalidRoleAssignmentCondition",
        );
    }
    let right = only(READER);
    refused(put(&right, None), 400, "InvalidRoleAssignmentCondition");
    refused(
        put(&right, Some("1.0")),
        400,
        "InvalidRoleAssignmentCondition",
    );
    let nested = format!(
        "{}{}{}",
        "(".repeat(5000),
        "Exists @Resource[a]",
        ")".repeat(5000)
    );
    refused(
        put(&nested, Some("2.0")),
        400,
        "InvalidRoleAssignmentCondition",
    );
    assert_eq!(put(&right, Some("2.0")).0, 201);
    assert_eq!(
        put(
            "exists @Resource[a] && NOT @Resource[a] stringLike '*x?'",
            Some("2.0")
        )
        .0,
        200
    );
}
