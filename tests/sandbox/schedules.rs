//! Schedules of Privileged Identity Management.

use serde_json::json;

use super::*;

fn schedule(kind: &str, number: u32) -> String {
    format!(
        "{GROUP}/providers/Microsoft.Authorization/role{kind}ScheduleRequests/{}",
        guid(number)
    )
}

fn ask(verb: &str, who: &str, expiration: Value) -> Value {
    let mut body = grant(READER, who);
    body["properties"]["requestType"] = json!(verb);
    body["properties"]["scheduleInfo"] = json!({"expiration": expiration});
    body
}

fn list(world: &mut World, kind: &str) -> usize {
    world
        .names(&format!(
            "{GROUP}/providers/Microsoft.Authorization/role{kind}"
        ))
        .len()
}

#[test]
fn an_active_schedule_is_an_assignment_until_it_ends() {
    let mut world = World::new();
    let hours = json!({"type": "AfterDuration", "duration": "PT8H"});
    assert_eq!(
        world
            .put(
                &schedule("Assignment", 1),
                ask("AdminAssign", TEAM, hours.clone())
            )
            .0,
        201
    );
    let (_, held) = world.get(&assignment(GROUP, 1));
    assert_eq!(held["properties"]["principalId"], TEAM);
    assert_eq!(list(&mut world, "AssignmentScheduleInstances"), 1);
    let twice = world.put(&schedule("Assignment", 2), ask("AdminAssign", TEAM, hours));
    refused(twice, 409, "RoleAssignmentExists");
    world.wait(8 * 3600 - 1);
    assert_eq!(
        world.get(&format!("/v1.0/users/{ANN}")).0,
        401,
        "the token ended long ago"
    );
    let identity = identity();
    world.token = world.token_of(&identity.client, &identity.secret);
    assert_eq!(world.get(&assignment(GROUP, 1)).0, 200);
    world.wait(1);
    refused(
        world.get(&assignment(GROUP, 1)),
        404,
        "RoleAssignmentNotFound",
    );
    assert_eq!(list(&mut world, "AssignmentScheduleInstances"), 0);
}

#[test]
fn who_is_eligible_holds_nothing_until_it_activates() {
    let mut world = World::new();
    let robot = world.token_of(ROBOT_APP, "robot secret");
    let read = |world: &mut World| world.call_as(&robot, Method::Get, STORE, Value::Null).0;
    let hour = json!({"type": "AfterDuration", "duration": "PT30M"});
    let activate = |world: &mut World, number| {
        let body = ask("SelfActivate", ROBOT, hour.clone());
        world.call_as(&robot, Method::Put, &schedule("Assignment", number), body)
    };
    refused(
        activate(&mut world, 1),
        400,
        "RoleAssignmentRequestPolicyValidationFailed",
    );
    let always = json!({"type": "NoExpiration"});
    let asked = world.put(
        &schedule("Eligibility", 2),
        ask("AdminAssign", ROBOT, always),
    );
    assert_eq!(asked.0, 201, "{}", asked.1);
    assert_eq!(
        (read(&mut world), list(&mut world, "EligibilitySchedules")),
        (403, 1)
    );
    assert_eq!(activate(&mut world, 3).0, 201);
    assert_eq!(read(&mut world), 200);
    world.wait(1801);
    assert_eq!(read(&mut world), 403);
    let end = world.put(
        &schedule("Eligibility", 4),
        ask("AdminRemove", ROBOT, json!({})),
    );
    assert_eq!(end.1["properties"]["status"], "Revoked");
    assert_eq!(list(&mut world, "EligibilitySchedules"), 0);
}

#[test]
fn the_policy_of_a_role_may_demand_an_end() {
    let mut world = World::with(Orders {
        schedules_expire: true,
        ..Orders::default()
    });
    let body = ask("AdminAssign", TEAM, json!({"type": "NoExpiration"}));
    let given = world.put(&schedule("Eligibility", 1), body);
    assert!(
        given.1["error"]["message"]
            .as_str()
            .unwrap()
            .contains("ExpirationRule")
    );
    refused(given, 400, "RoleAssignmentRequestPolicyValidationFailed");
}

#[test]
fn a_role_that_somebody_is_eligible_for_stays() {
    let mut world = World::new();
    world.put(&definition(SUB, 1), role("mine", &[SUB], &["*/read"]));
    let mut body = ask("AdminAssign", TEAM, json!({"type": "NoExpiration"}));
    body["properties"]["roleDefinitionId"] = json!(definition(SUB, 1));
    assert_eq!(world.put(&schedule("Eligibility", 2), body).0, 201);
    refused(
        world.delete(&definition(SUB, 1)),
        400,
        "RoleDefinitionHasAssignments",
    );
}

fn from(start: &str, hours: u32) -> Value {
    json!({"startDateTime": start, "expiration": {"type": "AfterDuration", "duration": format!("PT{hours}H")}})
}

/// A request that begins an hour from now.
fn later(world: &World, who: &str) -> Value {
    let start = world.now + jiff::SignedDuration::from_hours(1);
    let mut body = ask("AdminAssign", who, Value::Null);
    body["properties"]["scheduleInfo"] = from(&start.to_string(), 1);
    body
}

#[test]
fn a_schedule_that_begins_later_gives_nothing_until_then() {
    let mut world = World::new();
    let body = later(&world, TEAM);
    let (status, asked) = world.put(&schedule("Assignment", 1), body);
    assert_eq!(
        (status, &asked["properties"]["status"]),
        (201, &json!("ScheduleCreated"))
    );
    assert_eq!(list(&mut world, "AssignmentSchedules"), 1);
    assert_eq!(list(&mut world, "AssignmentScheduleInstances"), 0);
    refused(
        world.get(&assignment(GROUP, 1)),
        404,
        "RoleAssignmentNotFound",
    );
    world.wait(3590);
    refused(
        world.get(&assignment(GROUP, 1)),
        404,
        "RoleAssignmentNotFound",
    );
    let identity = identity();
    world.token = world.token_of(&identity.client, &identity.secret);
    world.wait(10);
    assert_eq!(world.get(&assignment(GROUP, 1)).0, 200);
    assert_eq!(list(&mut world, "AssignmentScheduleInstances"), 1);
    let done = world.call(
        Method::Post,
        &format!("{}/cancel", schedule("Assignment", 1)),
        Value::Null,
    );
    refused(done, 400, "RequestCannotBeCancelled");
    world.wait(3500);
    world.token = world.token_of(&identity.client, &identity.secret);
    world.wait(100);
    refused(
        world.get(&assignment(GROUP, 1)),
        404,
        "RoleAssignmentNotFound",
    );
}

#[test]
fn what_begins_later_is_kept_over_an_end() {
    let mut world = World::new();
    let body = later(&world, TEAM);
    assert_eq!(world.put(&schedule("Assignment", 1), body).0, 201);
    let kept = world.tenant.everything();
    let now = world.now;
    let mut again = World::of(Orders::default(), &kept);
    again.now = now;
    again.wait(3601);
    let identity = identity();
    again.token = again.token_of(&identity.client, &identity.secret);
    assert_eq!(again.get(&assignment(GROUP, 1)).0, 200);
}

#[test]
fn requests_are_cancelled_before_they_begin_and_not_after() {
    for kind in ["Assignment", "Eligibility"] {
        let mut world = World::new();
        let body = later(&world, TEAM);
        world.put(&schedule(kind, 1), body.clone());
        let cancel = format!("{}/cancel", schedule(kind, 1));
        let robot = world.token_of(ROBOT_APP, "robot secret");
        let other = world.call_as(&robot, Method::Post, &cancel, Value::Null);
        refused(other, 403, "AuthorizationFailed");
        assert_eq!(
            world.call(Method::Post, &cancel, Value::Null),
            (200, Value::Null)
        );
        let (_, asked) = world.get(&schedule(kind, 1));
        assert_eq!(asked["properties"]["status"], "Canceled");
        assert_eq!(list(&mut world, &format!("{kind}Schedules")), 0);
        let twice = world.call(Method::Post, &cancel, Value::Null);
        refused(twice, 400, "RequestCannotBeCancelled");
        world.wait(1800);
        // The same may be asked for again.
        assert_eq!(world.put(&schedule(kind, 2), body).0, 201);
        let missing = format!("{}/cancel", schedule(kind, 9));
        refused(
            world.call(Method::Post, &missing, Value::Null),
            404,
            "ResourceNotFound",
        );
    }
}

#[test]
fn a_request_is_validated_and_nothing_comes_of_it() {
    let mut world = World::new();
    let hours = json!({"type": "AfterDuration", "duration": "PT8H"});
    for kind in ["Assignment", "Eligibility"] {
        let place = format!("{}/validate", schedule(kind, 1));
        let (status, asked) = world.call(
            Method::Post,
            &place,
            ask("AdminAssign", TEAM, hours.clone()),
        );
        assert_eq!(
            (status, &asked["properties"]["status"]),
            (200, &json!("Provisioned"))
        );
        assert_eq!(asked["id"], schedule(kind, 1));
        assert_eq!(list(&mut world, &format!("{kind}Schedules")), 0);
        assert_eq!(list(&mut world, &format!("{kind}ScheduleRequests")), 0);
    }
    refused(
        world.get(&assignment(GROUP, 1)),
        404,
        "RoleAssignmentNotFound",
    );
    let place = format!("{}/validate", schedule("Assignment", 1));
    let own = world.call(Method::Post, &place, ask("SelfActivate", TEAM, hours));
    refused(own, 403, "AuthorizationFailed");
}

#[test]
fn every_role_has_a_policy_at_every_scope() {
    let mut world = World::with(Orders {
        schedules_expire: true,
        ..Orders::default()
    });
    let provider = "providers/Microsoft.Authorization";
    let of_role = |scope: &str| {
        format!(
            "{scope}/{provider}/roleManagementPolicyAssignments?$filter=roleDefinitionId eq '{scope}/{provider}/roleDefinitions/{READER}'"
        )
    };
    let mut policies = Vec::new();
    for scope in [SUB, GROUP] {
        let (status, body) = world.get(&of_role(scope).replace(' ', "%20"));
        assert_eq!(status, 200, "{body}");
        let found = body["value"].as_array().unwrap();
        assert_eq!(found.len(), 1);
        assert_eq!(found[0]["properties"]["scope"], scope);
        assert_eq!(world.get(found[0]["id"].as_str().unwrap()).1, found[0]);
        policies.push(
            found[0]["properties"]["policyId"]
                .as_str()
                .unwrap()
                .to_owned(),
        );
    }
    assert_ne!(policies[0], policies[1], "none is inherited");
    let (status, policy) = world.get(&policies[1]);
    assert_eq!(status, 200);
    let rules = policy["properties"]["rules"].as_array().unwrap();
    let ids: Vec<_> = rules
        .iter()
        .map(|rule| rule["id"].as_str().unwrap())
        .collect();
    for id in [
        "Expiration_Admin_Eligibility",
        "Expiration_EndUser_Assignment",
        "Enablement_Admin_Assignment",
        "Approval_EndUser_Assignment",
        "AuthenticationContext_EndUser_Assignment",
        "Notification_Requestor_Admin_Eligibility",
    ] {
        assert!(ids.contains(&id), "{id}");
    }
    assert_eq!(rules[0]["ruleType"], "RoleManagementPolicyExpirationRule");
    assert_eq!(rules[0]["isExpirationRequired"], true);
    let target = json!({"caller": "Admin", "operations": ["All"], "level": "Eligibility",
        "targetObjects": [], "inheritableSettings": [], "enforcedSettings": []});
    assert_eq!(rules[0]["target"], target);
    let all = world.names(&format!("{GROUP}/{provider}/roleManagementPolicies"));
    assert!(all.len() > 900, "{}", all.len());
    let change = world.call(
        Method::Patch,
        &policies[1],
        json!({"properties": {"rules": []}}),
    );
    refused(change, 405, "MethodNotAllowed");
    refused(
        world.get(&format!(
            "{GROUP}/{provider}/roleManagementPolicies/{}",
            guid(7)
        )),
        404,
        "ResourceNotFound",
    );
}
