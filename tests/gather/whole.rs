//! What comes of answers that are all there.

use std::time::{Duration, Instant};

use rolewright::gather::Via;
use rolewright::observed::{self, Aspect, PartyKind};
use serde_json::{Value, json};

use super::azure::{LAKE, TRAINER, person, start};
use super::{ONE, TWO, read, wanted};
use crate::net::server::Answer;
use crate::support::snapshot;

#[test]
fn everything_at_and_above_the_scopes_is_read() {
    let server = start(|_, _| None);
    let (lake, trainer) = (format!("{ONE}{LAKE}"), format!("{ONE}{TRAINER}"));
    let found = read(
        &server,
        &wanted(&[ONE, TWO, &lake, &trainer]),
        Via::default(),
    )
    .unwrap();
    let written = observed::write(&found);
    assert_eq!(
        observed::write(&observed::read(written.as_bytes()).unwrap()),
        written
    );
    snapshot("gather", "whole", &written);
    let index = found.index();
    for aspect in [
        Aspect::RoleAssignments,
        Aspect::Schedules,
        Aspect::DenyAssignments,
        Aspect::Locks,
    ] {
        assert_eq!(index.unread_below(aspect, ONE), None, "{aspect:?}");
    }
    assert_eq!(index.unread(Aspect::RoleAssignments, "/"), None);
    assert!(index.above(&lake).whole);
}

#[test]
fn what_lies_below_something_else_is_not_asked_for_twice() {
    let server = start(|_, _| None);
    let (lake, group) = (format!("{ONE}{LAKE}"), format!("{TWO}/resourceGroups/b"));
    read(
        &server,
        &wanted(&[&lake, &ONE.to_uppercase(), &group]),
        Via::default(),
    )
    .unwrap();
    let asked = server.asked();
    let mut lists: Vec<_> = asked
        .iter()
        .filter_map(|one| {
            let end = one
                .path
                .find("/providers/Microsoft.Authorization/roleAssignments")?;
            Some(one.path[..end].to_lowercase())
        })
        .collect();
    lists.sort();
    assert_eq!(lists, [ONE.to_lowercase(), group.to_lowercase()]);
}

#[test]
fn groups_are_read_to_the_last_one_inside() {
    let server = start(|_, _| None);
    let found = read(&server, &wanted(&[ONE]), Via::default()).unwrap();
    let index = found.index();
    let crew = index.principal(&person(2)).unwrap();
    assert_eq!(crew.members.as_deref().unwrap(), [person(1), person(3)]);
    let inner = index.principal(&person(3)).unwrap();
    assert_eq!(inner.members.as_deref().unwrap(), [person(5)]);
    // Nobody knows the one whom the policy names as number nine.
    assert_eq!(
        index.principal(&person(9)).unwrap().kind,
        PartyKind::Unknown
    );
}

/// Eight subscriptions take hardly longer than one.
#[test]
fn subscriptions_are_read_at_once() {
    let server = start(|_, path| {
        let delay = Duration::from_millis(50);
        if path.starts_with("/subscriptions/") && path.contains("Authorization") {
            return Some(Answer {
                delay,
                ..Answer::json(200, r#"{"value":[]}"#)
            });
        }
        let id = path.strip_prefix("/subscriptions/")?;
        let found = json!({"subscriptionId": id, "tenantId": super::TENANT});
        Some(Answer {
            delay,
            ..Answer::json(200, found.to_string())
        })
    });
    let ids: Vec<_> = (0..8)
        .map(|at| format!("/subscriptions/33333333-3333-4333-8333-{at:012}"))
        .collect();
    let ids: Vec<_> = ids.iter().map(String::as_str).collect();
    let start = Instant::now();
    read(&server, &wanted(&ids), Via::default()).unwrap();
    let took = start.elapsed();
    let calls = server
        .asked()
        .iter()
        .filter(|one| one.path.starts_with("/subscriptions/"))
        .count();
    assert!(calls >= 8 * 8, "{calls}");
    // One after the other they would take more than three seconds.
    assert!(
        took < Duration::from_millis(50) * u32::try_from(calls).unwrap() / 2,
        "{took:?} for {calls}"
    );
}

#[test]
fn resource_graph_is_asked_once_for_all_subscriptions() {
    let server = start(|asked, path| {
        path.ends_with("/Microsoft.ResourceGraph/resources").then(|| {
            let question: Value = serde_json::from_str(&asked.body).unwrap();
            let roles = question["query"].as_str().unwrap().contains("roledefinitions");
            let first = question["options"]["$skipToken"].is_null();
            let row = |number: u32| json!({"id": "x", "name": format!("eeeeeeee-0000-4000-8000-{number:012}"), "properties": {
                "scope": ONE, "roleDefinitionId": "/x/acdd72a7-3385-48ef-bd42-f606fba81ae7",
                "principalId": person(1), "principalType": "User",
            }});
            let page = match (roles, first) {
                (true, _) => json!({"data": [], "resultTruncated": "false"}),
                (false, true) => json!({"data": [row(1)], "$skipToken": "more", "resultTruncated": "true"}),
                (false, false) => json!({"data": [row(2)], "resultTruncated": "false"}),
            };
            Answer::json(200, page.to_string())
        })
    });
    let found = read(&server, &wanted(&[ONE, TWO]), Via::ResourceGraph).unwrap();
    let names: Vec<_> = found
        .role_assignments
        .iter()
        .filter(|one| !one.is_eligible())
        .map(|one| one.name.to_string())
        .collect();
    assert_eq!(
        names,
        [
            "eeeeeeee-0000-4000-8000-000000000001",
            "eeeeeeee-0000-4000-8000-000000000002"
        ]
    );
    let asked = server.asked();
    let bodies: Vec<_> = asked
        .iter()
        .filter(|one| one.path.contains("ResourceGraph"))
        .collect();
    assert_eq!(bodies.len(), 3);
    let question: Value = serde_json::from_str(&bodies[0].body).unwrap();
    assert_eq!(question["subscriptions"].as_array().unwrap().len(), 2);
    assert_eq!(
        question["options"]["authorizationScopeFilter"],
        "AtScopeAboveAndBelow"
    );
    assert!(
        !asked
            .iter()
            .any(|one| one.path.contains("roleAssignments?"))
    );
}
