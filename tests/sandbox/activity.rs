//! The activity log: who wrote and deleted roles and assignments, between which times.

use super::*;

const LOG: &str = "/providers/Microsoft.Insights/eventtypes/management/values";

fn log(world: &mut World, subscription: &str, from: &str, to: &str) -> (u16, Value) {
    let filter = format!(
        "eventTimestamp ge '{from}' and eventTimestamp le '{to}' and resourceProvider eq 'Microsoft.Authorization'"
    );
    world.get(&format!("{subscription}{LOG}?$filter={filter}"))
}

fn lines(answer: &(u16, Value)) -> Vec<String> {
    assert_eq!(answer.0, 200, "{}", answer.1);
    let events = answer.1["value"].as_array().unwrap().iter();
    let text = |event: &Value, at: &str| event.pointer(at).unwrap().as_str().unwrap().to_owned();
    events
        .map(|event| {
            let [operation, resource, caller] =
                ["/operationName/value", "/resourceId", "/caller"].map(|at| text(event, at));
            format!("{operation} {resource} {caller}")
        })
        .collect()
}

#[test]
fn what_is_done_to_access_is_logged_and_kept() {
    let mut world = World::new();
    let mut kept = world.begun.clone().unwrap();
    let token = world.root();
    let id = assignment(GROUP, 1);
    for (method, target, body) in [
        (Method::Put, id.clone(), grant(READER, TEAM)),
        (Method::Delete, id.clone(), Value::Null),
        (Method::Delete, id.clone(), Value::Null),
        (
            Method::Put,
            definition(SUB, 2),
            role("Looker", &[SUB], &["*/read"]),
        ),
    ] {
        world.wait(60);
        let answer = world.answer(&token, method, &target, body);
        kept.extend(answer.kept.unwrap_or_default());
    }
    let me = identity().object;
    let role = format!(
        "{SUB}/providers/Microsoft.Authorization/roleDefinitions/{}",
        guid(2)
    );
    let all = [
        format!("Microsoft.Authorization/roleAssignments/write {id} {me}"),
        format!("Microsoft.Authorization/roleAssignments/delete {id} {me}"),
        format!("Microsoft.Authorization/roleDefinitions/write {role} {me}"),
    ];
    let (first, last) = ("2026-11-22T12:00:00Z", "2026-11-22T13:00:00Z");
    assert_eq!(lines(&log(&mut world, SUB, first, last)), all);
    assert_eq!(
        lines(&log(
            &mut world,
            SUB,
            "2026-11-22T12:01:30Z",
            "2026-11-22T12:03:30Z"
        )),
        all[1..2]
    );
    assert_eq!(lines(&log(&mut world, OTHER, first, last)), [""; 0]);
    let mut again = World::of(Orders::default(), &kept);
    assert_eq!(lines(&log(&mut again, SUB, first, last)), all);
}

#[test]
fn the_log_needs_a_time_and_a_right() {
    let mut world = World::new();
    refused(world.get(&format!("{SUB}{LOG}")), 400, "BadRequest");
    refused(
        world.get(&format!("{SUB}{LOG}?$filter=caller eq 'x'")),
        400,
        "BadRequest",
    );
    let robot = world.token_of(ROBOT_APP, "robot secret");
    let target = format!("{SUB}{LOG}?$filter=eventTimestamp ge '2026-11-22T12:00:00Z'");
    let answer = world.call_as(&robot, Method::Get, &target, Value::Null);
    assert_eq!(answer.0, 403, "{}", answer.1);
}
