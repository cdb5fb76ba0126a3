//! Role assignments: their life, their lists, their rules.

use serde_json::json;

use super::*;

#[test]
fn an_assignment_is_made_read_changed_and_removed() {
    let mut world = World::new();
    let (status, made) = world.assign(GROUP, 1, READER, TEAM);
    assert_eq!(status, 201);
    assert_eq!(made["id"], assignment(GROUP, 1));
    assert_eq!(made["properties"]["principalType"], "Group");
    assert_eq!(made["properties"]["createdBy"], identity().object);
    assert_eq!(
        made["properties"]["createdOn"],
        "2026-11-22T12:00:00.0000000Z"
    );
    world.wait(60);
    let mut body = grant(READER, TEAM);
    body["properties"]["description"] = json!("for reading");
    let (status, changed) = world.put(&assignment(GROUP, 1), body);
    assert_eq!(
        (status, &changed["properties"]["description"]),
        (200, &json!("for reading"))
    );
    assert_eq!(
        changed["properties"]["createdOn"],
        made["properties"]["createdOn"]
    );
    assert_eq!(
        changed["properties"]["updatedOn"],
        "2026-11-22T12:01:00.0000000Z"
    );
    // Letter case of an id never matters.
    let (status, read) = world.get(&assignment(&GROUP.to_uppercase(), 1));
    assert_eq!((status, &read), (200, &changed));
    assert_eq!(world.delete(&assignment(GROUP, 1)).0, 200);
    assert_eq!(world.delete(&assignment(GROUP, 1)).0, 204);
    refused(
        world.get(&assignment(GROUP, 1)),
        404,
        "RoleAssignmentNotFound",
    );
}

#[test]
fn a_list_holds_what_is_above_at_and_below_and_filters_cut_it() {
    let mut world = World::new();
    world.assign(MANAGEMENT, 1, READER, TEAM);
    world.assign(SUB, 2, READER, ANN);
    world.assign(GROUP, 3, READER, ROBOT);
    world.assign(STORE, 4, BLOB_READER, TEAM);
    world.assign(OTHER, 5, READER, TEAM);
    let list = |scope: &str, filter: &str| {
        format!("{scope}/providers/Microsoft.Authorization/roleAssignments?$filter={filter}")
    };
    let numbers = |names: Vec<String>| -> Vec<u32> {
        let ours = names
            .iter()
            .filter_map(|name| name.strip_prefix("dddddddd-0000-4000-8000-"));
        ours.map(|number| number.parse().unwrap()).collect()
    };
    let mut of = |scope: &str, filter: &str| numbers(world.names(&list(scope, filter)));
    assert_eq!(of(SUB, ""), [1, 2, 3, 4]);
    assert_eq!(of(GROUP, ""), [1, 2, 3, 4]);
    assert_eq!(of(GROUP, "atScope()"), [1, 2, 3]);
    assert_eq!(of(MANAGEMENT, ""), [1, 2, 3, 4]);
    assert_eq!(of(SUB, &format!("principalId eq '{TEAM}'")), [1, 4]);
    assert_eq!(of(SUB, &format!("assignedTo('{ANN}')")), [1, 2, 4]);
    assert_eq!(
        of(SUB, &format!("atScope() and assignedTo('{ANN}')")),
        [1, 2]
    );
    assert_eq!(of("", ""), [1, 2, 3, 4, 5]);
    refused(
        world.get(&list(SUB, "roleDefinitionId eq 'x'")),
        400,
        "UnsupportedQuery",
    );
}

#[test]
fn a_list_comes_in_pages_that_neither_miss_nor_repeat() {
    let mut world = World::with(Orders {
        page_size: 3,
        ..Orders::default()
    });
    for number in 1..=10 {
        let role = [READER, BLOB_READER][number as usize % 2];
        let principal = format!("eeeeeeee-0000-4000-8000-{number:012}");
        let mut body = grant(role, &principal);
        body["properties"]["principalType"] = json!("User");
        assert_eq!(world.put(&assignment(GROUP, number), body).0, 201);
    }
    let list = format!("{GROUP}/providers/Microsoft.Authorization/roleAssignments");
    let (_, first) = world.get(&list);
    assert_eq!(first["value"].as_array().unwrap().len(), 3);
    assert!(
        first["nextLink"]
            .as_str()
            .unwrap()
            .contains("api-version=2022-04-01")
    );
    let mut names = world.names(&list);
    let count = names.len();
    names.dedup();
    // The first principal's own assignment at the root is the eleventh.
    assert_eq!((names.len(), count), (11, 11));
}

#[test]
fn reads_lag_behind_where_that_is_ordered() {
    let mut world = World::with(Orders {
        lag_seconds: 30,
        ..Orders::default()
    });
    let list =
        format!("{GROUP}/providers/Microsoft.Authorization/roleAssignments?$filter=atScope()");
    let before = world.names(&list);
    assert_eq!(world.assign(GROUP, 1, READER, TEAM).0, 201);
    assert_eq!(world.names(&list), before);
    refused(
        world.get(&assignment(GROUP, 1)),
        404,
        "RoleAssignmentNotFound",
    );
    // A write is not fooled.
    refused(
        world.assign(GROUP, 2, READER, TEAM),
        409,
        "RoleAssignmentExists",
    );
    world.wait(31);
    assert_eq!(world.names(&list).len(), before.len() + 1);
    assert_eq!(world.delete(&assignment(GROUP, 1)).0, 200);
    assert_eq!(world.names(&list).len(), before.len() + 1);
    world.wait(31);
    assert_eq!(world.names(&list), before);
}

#[test]
fn a_dry_run_says_what_a_put_would_say() {
    let mut world = World::new();
    let validate = format!("{}/validate", assignment(GROUP, 1));
    let (_, fine) = world.call(Method::Post, &validate, grant(READER, TEAM));
    assert_eq!(fine["isValid"], true);
    world.assign(GROUP, 2, READER, TEAM);
    let (_, double) = world.call(Method::Post, &validate, grant(READER, TEAM));
    assert_eq!(double["errorInfo"]["code"], "RoleAssignmentExists");
}

#[test]
fn usage_is_counted_for_each_subscription() {
    let mut world = World::new();
    world.assign(SUB, 1, READER, TEAM);
    world.assign(STORE, 2, READER, TEAM);
    world.assign(OTHER, 3, READER, TEAM);
    world.assign(MANAGEMENT, 4, READER, TEAM);
    let metrics = format!("{SUB}/providers/Microsoft.Authorization/roleAssignmentsUsageMetrics");
    let (_, used) = world.get(&metrics);
    assert_eq!(used["roleAssignmentsCurrentCount"], 2);
    assert_eq!(used["roleAssignmentsRemainingCount"], 4998);
    world.delete(&assignment(STORE, 2));
    assert_eq!(world.get(&metrics).1["roleAssignmentsCurrentCount"], 1);
}
