//! Each refusal that a client has to know, provoked.

use rolewright::sandbox::Limits;
use serde_json::json;

use super::*;

#[test]
fn a_second_name_for_the_same_grant_is_a_conflict() {
    let mut world = World::new();
    world.assign(GROUP, 1, READER, TEAM);
    refused(
        world.assign(&GROUP.to_uppercase(), 2, READER, &TEAM.to_uppercase()),
        409,
        "RoleAssignmentExists",
    );
}

#[test]
fn a_name_belongs_to_one_grant_of_the_tenant() {
    let mut world = World::new();
    world.assign(GROUP, 1, READER, TEAM);
    let code = "RoleAssignmentUpdateNotPermitted";
    refused(world.assign(GROUP, 1, READER, ANN), 400, code);
    refused(world.assign(GROUP, 1, OWNER, TEAM), 400, code);
    refused(world.assign(OTHER, 1, READER, TEAM), 400, code);
}

#[test]
fn a_display_name_is_unique_in_the_tenant() {
    let mut world = World::new();
    assert_eq!(
        world
            .put(&definition(SUB, 1), role("mine", &[SUB], &["*/read"]))
            .0,
        201
    );
    let code = "RoleDefinitionWithSameNameExists";
    refused(
        world.put(&definition(OTHER, 2), role("MINE", &[OTHER], &["*/read"])),
        409,
        code,
    );
    refused(
        world.put(&definition(SUB, 3), role("Reader", &[SUB], &["*/read"])),
        409,
        code,
    );
}

#[test]
fn a_role_that_is_assigned_stays() {
    let mut world = World::new();
    world.put(&definition(SUB, 1), role("mine", &[SUB], &["*/read"]));
    world.assign(GROUP, 2, &guid(1), TEAM);
    refused(
        world.delete(&definition(SUB, 1)),
        400,
        "RoleDefinitionHasAssignments",
    );
    world.delete(&assignment(GROUP, 2));
    assert_eq!(world.delete(&definition(SUB, 1)).0, 200);
}

#[test]
fn principals_are_looked_up_unless_their_type_is_given() {
    let mut world = World::new();
    let stranger = "eeeeeeee-0000-4000-8000-000000000001";
    refused(
        world.assign(GROUP, 1, READER, stranger),
        400,
        "PrincipalNotFound",
    );
    refused(
        world.assign(GROUP, 1, READER, REGISTRATION),
        400,
        "PrincipalTypeNotSupported",
    );
    refused(
        world.assign(GROUP, 1, READER, "ann@contoso.com"),
        400,
        "InvalidPrincipalId",
    );
    let mut put = |who: &str, kind: &str| {
        let mut body = grant(READER, who);
        body["properties"]["principalType"] = json!(kind);
        world.put(&assignment(GROUP, 1), body)
    };
    refused(put(ANN, "Group"), 400, "UnmatchedPrincipalType");
    refused(put(ANN, "Person"), 400, "InvalidPrincipalType");
    assert_eq!(put(stranger, "ServicePrincipal").0, 201);
}

#[test]
fn a_new_principal_is_unknown_for_a_while_where_that_is_ordered() {
    let mut world = World::with(Orders {
        unseen_seconds: 120,
        ..Orders::default()
    });
    let new = "eeeeeeee-0000-4000-8000-000000000002";
    let seed = json!({"objects": [{"id": new, "kind": "user", "displayName": "new"}]});
    assert_eq!(world.call(Method::Post, "/sandbox/seed", seed).0, 200);
    refused(
        world.assign(GROUP, 1, READER, new),
        400,
        "PrincipalNotFound",
    );
    world.wait(121);
    assert_eq!(world.assign(GROUP, 1, READER, new).0, 201);
}

#[test]
fn ids_have_their_form() {
    let mut world = World::new();
    let place = format!("{GROUP}/providers/Microsoft.Authorization/roleAssignments/my-name");
    refused(
        world.put(&place, grant(READER, TEAM)),
        400,
        "InvalidRoleAssignmentId",
    );
    let place = format!("{SUB}/providers/Microsoft.Authorization/roleDefinitions/my-name");
    refused(
        world.put(&place, role("a", &[SUB], &["*/read"])),
        400,
        "InvalidRoleDefinitionId",
    );
    let mut with_role = |id: &str| {
        let body = json!({"properties": {"roleDefinitionId": id, "principalId": TEAM}});
        world.put(&assignment(GROUP, 1), body)
    };
    refused(with_role(READER), 400, "LinkedInvalidPropertyId");
    refused(with_role(""), 400, "LinkedInvalidPropertyId");
    refused(
        with_role("/providers/Microsoft.Authorization/roles/x"),
        400,
        "InvalidRoleDefinitionId",
    );
    let incomplete = json!({"properties": {"principalId": TEAM}});
    refused(
        world.put(&assignment(GROUP, 1), incomplete),
        400,
        "BadRequestFormat",
    );
}

#[test]
fn a_role_must_be_there_and_cover_the_scope() {
    let mut world = World::new();
    refused(
        world.assign(GROUP, 1, &guid(7), TEAM),
        400,
        "RoleDefinitionDoesNotExist",
    );
    world.put(&definition(SUB, 7), role("mine", &[GROUP], &["*/read"]));
    refused(
        world.assign(SUB, 1, &guid(7), TEAM),
        400,
        "RoleDefinitionDoesNotExist",
    );
    assert_eq!(world.assign(STORE, 1, &guid(7), TEAM).0, 201);
}

#[test]
fn data_actions_of_a_custom_role_stay_below_management_groups() {
    let mut world = World::new();
    let mut body = role("data", &[MANAGEMENT], &[]);
    let read = "Microsoft.Storage/storageAccounts/blobServices/containers/blobs/read";
    body["properties"]["permissions"][0]["dataActions"] = json!([read]);
    assert_eq!(world.put(&definition(MANAGEMENT, 1), body).0, 201);
    refused(
        world.assign(MANAGEMENT, 2, &guid(1), TEAM),
        400,
        "RoleDefinitionWithDataActions",
    );
    assert_eq!(world.assign(SUB, 2, &guid(1), TEAM).0, 201);
    // A built-in one may.
    assert_eq!(world.assign(MANAGEMENT, 3, BLOB_READER, TEAM).0, 201);
}

#[test]
fn limits_end_what_may_be_made() {
    let mut world = World::with(Orders {
        limits: Limits {
            assignments_of_subscription: 1,
            assignments_of_management_group: 1,
            custom_roles: 1,
            locks: 1,
            ..Limits::default()
        },
        ..Orders::default()
    });
    let code = "RoleAssignmentLimitExceeded";
    assert_eq!(world.assign(STORE, 1, READER, TEAM).0, 201);
    refused(world.assign(SUB, 2, READER, TEAM), 400, code);
    assert_eq!(world.assign(OTHER, 3, READER, TEAM).0, 201);
    assert_eq!(world.assign(MANAGEMENT, 4, READER, TEAM).0, 201);
    refused(world.assign(MANAGEMENT, 5, READER, ANN), 400, code);
    // What is there may still be changed.
    assert_eq!(world.assign(STORE, 1, READER, TEAM).0, 200);
    assert_eq!(
        world
            .put(&definition(SUB, 1), role("one", &[SUB], &["*/read"]))
            .0,
        201
    );
    let second = world.put(&definition(SUB, 2), role("two", &[SUB], &["*/read"]));
    refused(second, 400, "RoleDefinitionLimitExceeded");
    let lock = |name: &str| format!("{SUB}/providers/Microsoft.Authorization/locks/{name}");
    let body = json!({"properties": {"level": "CanNotDelete"}});
    assert_eq!(world.put(&lock("a"), body.clone()).0, 201);
    refused(world.put(&lock("b"), body), 409, "LockLimitExceeded");
}

#[test]
fn a_status_that_nobody_is_sure_of_can_be_ordered() {
    for status in [400, 403, 409] {
        let statuses = [("RoleAssignmentLimitExceeded".to_owned(), status)];
        let mut world = World::with(Orders {
            limits: Limits {
                assignments_of_subscription: 0,
                ..Limits::default()
            },
            statuses: statuses.into(),
            ..Orders::default()
        });
        refused(
            world.assign(SUB, 1, READER, TEAM),
            status,
            "RoleAssignmentLimitExceeded",
        );
    }
}

#[test]
fn operations_must_be_known_and_of_their_plane() {
    let mut world = World::new();
    let mut put = |block: Value| {
        let mut body = role("mine", &[SUB], &[]);
        body["properties"]["permissions"] = json!([block]);
        world.put(&definition(SUB, 1), body)
    };
    let (control, data) = (
        "InvalidActionOrNotAction",
        "InvalidDataActionOrNotDataAction",
    );
    let blob = "Microsoft.Storage/storageAccounts/blobServices/containers/blobs/add/action";
    refused(
        put(json!({"actions": ["Contoso.Nothing/things/read"]})),
        400,
        control,
    );
    refused(
        put(json!({"actions": ["Microsoft.Storage/storageAccounts/fly/action"]})),
        400,
        control,
    );
    refused(
        put(json!({"actions": ["*/storageAccounts/*"]})),
        400,
        control,
    );
    refused(put(json!({"notActions": [blob]})), 400, control);
    refused(
        put(json!({"dataActions": ["Microsoft.Storage/storageAccounts/write"]})),
        400,
        data,
    );
    assert_eq!(put(json!({"actions": ["*"], "dataActions": [blob]})).0, 201);
}

#[test]
fn a_custom_role_has_its_form() {
    let mut world = World::new();
    let mut put = |body: Value| world.put(&definition(SUB, 1), body);
    refused(put(role("", &[SUB], &["*/read"])), 400, "BadRequestFormat");
    refused(
        put(role(&"n".repeat(513), &[SUB], &["*/read"])),
        400,
        "BadRequestFormat",
    );
    refused(put(role("a", &[], &["*/read"])), 400, "BadRequestFormat");
    for scope in [
        "/",
        "/subscriptions/*",
        "subscription",
        "/subscriptions/not-a-guid",
    ] {
        refused(
            put(role("a", &[scope], &["*/read"])),
            400,
            "LinkedInvalidPropertyId",
        );
    }
    let two = [
        MANAGEMENT,
        "/providers/Microsoft.Management/managementGroups/other",
    ];
    refused(
        put(role("a", &two, &["*/read"])),
        400,
        "RoleDefinitionWithMultipleManagementGroups",
    );
    let mut blocks = role("a", &[SUB], &["*/read"]);
    blocks["properties"]["permissions"] =
        json!([{"actions": ["*/read"]}, {"actions": ["*/write"]}]);
    refused(put(blocks), 400, "BadRequestFormat");
    let builtin = format!("{SUB}/providers/Microsoft.Authorization/roleDefinitions/{READER}");
    let given = world.put(&builtin, role("a", &[SUB], &["*/read"]));
    refused(given, 403, "RoleDefinitionUpdateNotPermitted");
    refused(
        world.delete(&builtin),
        403,
        "RoleDefinitionDeleteNotPermitted",
    );
}

#[test]
fn a_role_is_written_by_whoever_may_at_each_of_its_scopes() {
    let mut world = World::new();
    world.assign(SUB, 1, OWNER, ROBOT);
    let robot = world.token_of(ROBOT_APP, "robot secret");
    let mut put = |scopes: &[&str]| {
        let body = role("mine", scopes, &["*/read"]);
        world.call_as(&robot, Method::Put, &definition(SUB, 2), body)
    };
    refused(put(&[SUB, OTHER]), 403, "LinkedAuthorizationFailed");
    assert_eq!(put(&[SUB, GROUP]).0, 201);
}

#[test]
fn locks_keep_assignments_from_being_removed_or_made() {
    let mut world = World::new();
    world.assign(STORE, 1, READER, TEAM);
    let lock = format!("{GROUP}/providers/Microsoft.Authorization/locks/keep");
    world.put(&lock, json!({"properties": {"level": "CanNotDelete"}}));
    let given = world.delete(&assignment(STORE, 1));
    assert!(
        given.1["error"]["message"]
            .as_str()
            .unwrap()
            .contains(GROUP),
        "{}",
        given.1
    );
    refused(given, 409, "ScopeLocked");
    assert_eq!(world.assign(STORE, 2, READER, ANN).0, 201);
    world.put(&lock, json!({"properties": {"level": "ReadOnly"}}));
    refused(world.assign(STORE, 3, READER, ROBOT), 409, "ScopeLocked");
    refused(
        world.put(&lock, json!({"properties": {"level": "Open"}})),
        400,
        "InvalidLockLevel",
    );
    assert_eq!(world.delete(&lock).0, 200);
    assert_eq!(world.delete(&assignment(STORE, 1)).0, 200);
}

#[test]
fn a_scope_must_be_there() {
    let mut world = World::new();
    let nowhere = "/subscriptions/33333333-3333-4333-8333-333333333333";
    refused(
        world.assign(nowhere, 1, READER, TEAM),
        404,
        "SubscriptionNotFound",
    );
    let group = format!("{SUB}/resourceGroups/none");
    refused(
        world.assign(&group, 1, READER, TEAM),
        404,
        "ResourceGroupNotFound",
    );
    let store = format!("{GROUP}/providers/Microsoft.Storage/storageAccounts/none");
    refused(
        world.assign(&store, 1, READER, TEAM),
        404,
        "ResourceNotFound",
    );
    let management = "/providers/Microsoft.Management/managementGroups/none";
    refused(
        world.assign(management, 1, READER, TEAM),
        404,
        "ManagementGroupNotFound",
    );
}

/// Whatever is read of it, and whether it is asked for itself.
#[test]
fn what_is_not_there_cannot_be_read() {
    let mut world = World::new();
    let nowhere = "/subscriptions/33333333-3333-4333-8333-333333333333";
    let scopes = [
        (nowhere.to_owned(), "SubscriptionNotFound"),
        (
            format!("{nowhere}/resourceGroups/rg"),
            "SubscriptionNotFound",
        ),
        (
            format!("{SUB}/resourceGroups/none"),
            "ResourceGroupNotFound",
        ),
        (
            format!("{SUB}/resourceGroups/none/providers/Microsoft.Storage/storageAccounts/lake"),
            "ResourceGroupNotFound",
        ),
        (
            format!("{GROUP}/providers/Microsoft.Storage/storageAccounts/none"),
            "ResourceNotFound",
        ),
        (
            "/providers/Microsoft.Management/managementGroups/none".to_owned(),
            "ManagementGroupNotFound",
        ),
    ];
    let lists = [
        "roleAssignments",
        "roleDefinitions",
        "denyAssignments",
        "roleEligibilityScheduleInstances",
        "roleAssignmentScheduleInstances",
        "permissions",
    ];
    for (scope, code) in &scopes {
        refused(world.get(scope), 404, code);
        for list in lists {
            let path = format!("{scope}/providers/Microsoft.Authorization/{list}");
            refused(world.get(&path), 404, code);
        }
    }
    // Whoever may not see it is not told whether it is there.
    let robot = world.token_of(ROBOT_APP, "robot secret");
    for (scope, _) in &scopes {
        let hidden = world.call_as(&robot, Method::Get, scope, Value::Null);
        refused(hidden, 403, "AuthorizationFailed");
    }
}

#[test]
fn the_last_owner_of_a_subscription_stays_unless_somebody_above_removes_it() {
    let mut world = World::new();
    world.assign(SUB, 1, OWNER, ROBOT);
    let robot = world.token_of(ROBOT_APP, "robot secret");
    let remove = |world: &mut World, number| {
        world.call_as(
            &robot,
            Method::Delete,
            &assignment(SUB, number),
            Value::Null,
        )
    };
    refused(remove(&mut world, 1), 403, "LastRbacAdminAssignment");
    world.assign(SUB, 2, OWNER, TEAM);
    assert_eq!(remove(&mut world, 2).0, 200);
    assert_eq!(world.delete(&assignment(SUB, 1)).0, 200);
}

#[test]
fn the_version_of_the_interface_must_be_named() {
    let mut world = World::new();
    let root = world.root();
    let request = Request::new(Method::Get, "/subscriptions").with_token(&root);
    let answer = world.tenant.answer(&request, world.now);
    refused(read(&answer), 400, "MissingApiVersionParameter");
    refused(
        world.get("/subscriptions?api-version=latest"),
        400,
        "InvalidApiVersionParameter",
    );
}

#[test]
fn a_body_that_is_no_json_or_too_long_is_refused() {
    let mut world = World::new();
    let root = world.root();
    let target = format!("{}?api-version=2022-04-01", definition(SUB, 1));
    let mut put = |body: Vec<u8>| {
        let request = Request::new(Method::Put, &target)
            .with_token(&root)
            .with_body(body);
        read(&world.tenant.answer(&request, world.now))
    };
    refused(put(b"{".to_vec()), 400, "InvalidRequestContent");
    refused(
        put("[".repeat(100_000).into_bytes()),
        400,
        "InvalidRequestContent",
    );
    refused(
        put(vec![b' '; (4 << 20) + 1]),
        413,
        "RequestContentTooLarge",
    );
    let deep = "/a".repeat(500);
    refused(world.get(&deep), 400, "InvalidResourceId");
}
