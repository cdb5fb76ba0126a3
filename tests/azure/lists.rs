//! Lists in pages, of servers that are kind and of others.

use std::sync::atomic::{AtomicUsize, Ordering};

use rolewright::azure::{Error, Filter, Meaning, RoleAssignment};

use super::{SUBSCRIPTION, manager, run};
use crate::net::server::{Answer, Server};

/// Writes a page of role assignments, numbered, and where the next one is.
fn page(numbers: std::ops::Range<usize>, next: Option<&str>) -> String {
    let value: Vec<_> = numbers
        .map(|number| {
            serde_json::json!({
                "name": format!("CCCCCCCC-0000-4000-8000-{number:012}"),
                "id": "ignored",
                "properties": {
                    "scope": SUBSCRIPTION,
                    "roleDefinitionId": "/providers/Microsoft.Authorization/roleDefinitions/r",
                    "principalId": "AAAAAAAA-0000-4000-8000-000000000001",
                    "principalType": "Group",
                    "description": "",
                    "condition": null,
                    "unknown": {"more": [1, 2]},
                },
            })
        })
        .collect();
    let mut page = serde_json::json!({ "value": value });
    if let Some(next) = next {
        page["nextLink"] = next.into();
    }
    page.to_string()
}

fn list(server: &Server) -> Result<Vec<RoleAssignment>, Error> {
    run(manager(server).role_assignments(SUBSCRIPTION, Filter::Around))
}

#[test]
fn a_list_is_read_to_its_end() {
    let server = Server::start(|asked| {
        let origin = format!("https://{}", asked.header("host").unwrap());
        match asked.path.as_str() {
            path if path.contains("skipToken=b") => Answer::json(200, page(4..5, Some(""))),
            path if path.contains("skipToken=a") => {
                let next = format!("{origin}/anything?api-version=x&$skipToken=b");
                Answer::json(200, page(2..4, Some(&next)))
            }
            _ => Answer::json(200, page(0..2, Some(&format!("{origin}/x?$skipToken=a")))),
        }
    });
    let found = list(&server).unwrap();
    let names: Vec<_> = found.iter().map(|one| one.name.as_str()).collect();
    let expected: Vec<_> = (0..5)
        .map(|at| format!("cccccccc-0000-4000-8000-{at:012}"))
        .collect();
    assert_eq!(names, expected);
    assert_eq!(
        found[0].principal_id,
        "aaaaaaaa-0000-4000-8000-000000000001"
    );
    assert_eq!((&found[0].description, &found[0].condition), (&None, &None));
    let asked = server.asked();
    assert_eq!(
        asked[0].path,
        format!(
            "{SUBSCRIPTION}/providers/Microsoft.Authorization/roleAssignments?api-version=2022-04-01"
        )
    );
    assert_eq!(asked[2].path, "/anything?api-version=x&$skipToken=b");
}

#[test]
fn filters_are_escaped() {
    let server = Server::start(|_| Answer::json(200, page(0..0, None)));
    let manager = manager(&server);
    run(manager.role_assignments("/", Filter::AtScope)).unwrap();
    run(manager.role_assignments(SUBSCRIPTION, Filter::Of("o'x"))).unwrap();
    run(manager.role_assignments(SUBSCRIPTION, Filter::AssignedTo("x"))).unwrap();
    let asked: Vec<_> = server.asked().into_iter().map(|one| one.path).collect();
    assert_eq!(
        asked[0],
        "/providers/Microsoft.Authorization/roleAssignments?api-version=2022-04-01&$filter=atScope()"
    );
    assert!(
        asked[1].ends_with("&$filter=principalId%20eq%20%27o%27%27x%27"),
        "{}",
        asked[1]
    );
    assert!(
        asked[2].ends_with("&$filter=assignedTo(%27x%27)"),
        "{}",
        asked[2]
    );
}

#[test]
fn a_list_that_leads_elsewhere_is_not_followed() {
    let other = Server::start(|_| Answer::json(200, page(0..1, None)));
    let next = format!("{}/more", other.origin());
    let server = Server::start(move |_| Answer::json(200, page(0..1, Some(&next))));
    let error = list(&server).unwrap_err();
    assert_eq!(error.meaning, Meaning::Answer);
    assert!(error.message.contains("not followed"), "{error}");
    assert!(other.asked().is_empty(), "the token went elsewhere");
}

#[test]
fn a_list_without_end_is_given_up() {
    let circle = Server::start(|_| Answer::json(200, page(0..1, Some("/again"))));
    let error = list(&circle).unwrap_err();
    assert!(
        error.to_string().ends_with("the list has no end"),
        "{error}"
    );
    assert_eq!(circle.asked().len(), 2);

    let at = AtomicUsize::new(0);
    let endless = Server::start(move |_| {
        let next = format!("/page/{}", at.fetch_add(1, Ordering::SeqCst));
        Answer::json(200, page(0..0, Some(&next)))
    });
    let error = list(&endless).unwrap_err();
    assert!(
        error.to_string().ends_with("the list has no end"),
        "{error}"
    );
    assert_eq!(endless.asked().len(), 2001);
}

#[test]
fn what_is_no_list_is_no_answer() {
    for body in [
        "",
        "[]",
        "{}",
        r#"{"value":7}"#,
        r#"{"value":[{"name":1}]}"#,
        r#"{"value":[]"#,
    ] {
        let server = Server::start(move |_| Answer::json(200, body));
        let error = list(&server).unwrap_err();
        assert_eq!(error.meaning, Meaning::Answer, "{body}");
    }
}
