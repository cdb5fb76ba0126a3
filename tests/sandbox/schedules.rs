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
