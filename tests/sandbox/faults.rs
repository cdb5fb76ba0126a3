//! What goes wrong when it is ordered to.

use rolewright::sandbox::{Fate, What};
use serde_json::json;

use super::*;

fn ordered(faults: Value) -> World {
    World::with(serde_json::from_value(json!({"faults": faults})).unwrap())
}

#[test]
fn an_error_comes_for_the_requests_that_it_is_about() {
    let mut world = ordered(json!([{
        "method": "PUT", "path": "roleassignments", "after": 1, "times": 2,
        "what": {"status": {"status": 429, "retry_after": 7}},
    }]));
    let root = world.root();
    let statuses = [1, 2, 3, 4].map(|number| {
        let who = [TEAM, ANN, ROBOT, OUTER][number as usize - 1];
        let answer = world.answer(
            &root,
            Method::Put,
            &assignment(GROUP, number),
            grant(READER, who),
        );
        let wait = answer
            .response
            .headers
            .iter()
            .find(|(name, _)| *name == "Retry-After");
        (answer.response.status, wait.map(|(_, wait)| wait.clone()))
    });
    let slow = (429, Some("7".to_owned()));
    assert_eq!(statuses, [(201, None), slow.clone(), slow, (201, None)]);
}

#[test]
fn a_lost_write_is_told_and_gone() {
    let mut world = ordered(json!([{"method": "PUT", "times": 1, "what": "lose_write"}]));
    let root = world.root();
    let answer = world.answer(
        &root,
        Method::Put,
        &assignment(GROUP, 1),
        grant(READER, TEAM),
    );
    assert_eq!((answer.response.status, answer.kept), (201, None));
    refused(
        world.get(&assignment(GROUP, 1)),
        404,
        "RoleAssignmentNotFound",
    );
    assert_eq!(world.assign(GROUP, 1, READER, TEAM).0, 201);
    assert_eq!(world.get(&assignment(GROUP, 1)).0, 200);
}

#[test]
fn a_connection_ends_before_or_after_the_deed() {
    let mut world = ordered(json!([
        {"method": "PUT", "times": 1, "what": "drop_before"},
        {"method": "PUT", "after": 1, "times": 1, "what": "drop_after"},
        {"method": "PUT", "after": 2, "times": 1, "what": "exit_after"},
        {"method": "PUT", "after": 3, "what": {"slow": {"milliseconds": 50}}},
    ]));
    let root = world.root();
    let fates = [(1, TEAM), (2, ANN), (3, ROBOT), (4, OUTER)].map(|(number, who)| {
        let answer = world.answer(
            &root,
            Method::Put,
            &assignment(GROUP, number),
            grant(READER, who),
        );
        (answer.fate, answer.kept.is_some())
    });
    assert_eq!(
        fates,
        [
            (Fate::Drop, false),
            (Fate::Drop, true),
            (Fate::Exit, true),
            (Fate::Late(50), true)
        ]
    );
    assert_eq!(world.get(&assignment(GROUP, 1)).0, 404);
    assert_eq!(world.get(&assignment(GROUP, 2)).0, 200);
}

#[test]
fn orders_are_given_to_a_running_sandbox_by_its_first_principal() {
    let mut world = World::new();
    let robot = world.token_of(ROBOT_APP, "robot secret");
    let orders = json!({"faults": [{"what": {"status": {"status": 503}}}]});
    let given = world.call_as(&robot, Method::Put, "/sandbox/orders", orders.clone());
    refused(given, 403, "AuthorizationFailed");
    assert_eq!(world.put("/sandbox/orders", orders).0, 200);
    refused(world.get("/subscriptions"), 503, "ServiceUnavailable");
    let misspelt = json!({"fault": []});
    assert!(serde_json::from_value::<Orders>(misspelt).is_err());
    let what: What = serde_json::from_value(json!("exit_before")).unwrap();
    assert_eq!(what, What::ExitBefore);
}

#[test]
fn azures_own_bucket_runs_dry_and_fills_again() {
    let mut world = World::with(Orders {
        throttle: true,
        ..Orders::default()
    });
    let root = world.root();
    let place = format!("{GROUP}/providers/Microsoft.Authorization/locks/none");
    let call = |world: &mut World| {
        world
            .answer(&root, Method::Delete, &place, Value::Null)
            .response
    };
    let header = |response: &rolewright::sandbox::Response, wanted: &str| {
        let found = response.headers.iter().find(|(name, _)| *name == wanted);
        found.map(|(_, value)| value.clone())
    };
    let first = call(&mut world);
    let left = header(&first, "x-ms-ratelimit-remaining-subscription-deletes");
    assert_eq!((first.status, left.as_deref()), (204, Some("199")));
    for _ in 0..199 {
        assert_eq!(call(&mut world).status, 204);
    }
    let dry = call(&mut world);
    assert_eq!(
        (dry.status, header(&dry, "Retry-After").as_deref()),
        (429, Some("1"))
    );
    world.wait(1);
    for _ in 0..10 {
        assert_eq!(call(&mut world).status, 204);
    }
    assert_eq!(call(&mut world).status, 429);
    // Reads have a bucket of their own.
    assert_eq!(world.get(GROUP).0, 200);
}

#[test]
fn somebody_locks_a_scope_between_two_requests() {
    let mut world = ordered(json!([{
        "method": "PUT", "path": "roleassignments", "after": 1, "times": 1,
        "what": {"lock": {"scope": GROUP, "level": "ReadOnly"}},
    }]));
    assert_eq!(world.assign(GROUP, 1, READER, TEAM).0, 201);
    assert_eq!(world.assign(GROUP, 2, READER, ANN).0, 201);
    refused(world.assign(GROUP, 3, READER, ROBOT), 409, "ScopeLocked");
    refused(world.delete(&assignment(GROUP, 1)), 409, "ScopeLocked");
    let lock = format!("{GROUP}/providers/Microsoft.Authorization/locks/ordered");
    assert_eq!(world.get(&lock).1["properties"]["level"], "ReadOnly");
    assert_eq!(world.delete(&lock).0, 200);
    assert_eq!(world.assign(GROUP, 3, READER, ROBOT).0, 201);
}
