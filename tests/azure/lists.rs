//! Lists in pages, of servers that are kind and of others.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};

use rolewright::azure::{Budget, Error, Filter, Meaning, RoleAssignment};

use super::{NAME, SUBSCRIPTION, manager, run};
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

/// Counts up in a way that looks like chance and is always the same.
struct Chance(u64);

impl Chance {
    fn below(&mut self, limit: usize) -> usize {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1);
        usize::try_from(self.0 >> 33).unwrap() % limit
    }
}

/// Writes a page in which texts look like the end of an entry, spaces are odd, and fields come in any order.
fn odd_page(chance: &mut Chance) -> Vec<u8> {
    let texts = [
        "",
        "]",
        "},{",
        r#"\"]"#,
        r"\\",
        r#"\"value\":["#,
        "\u{e9}",
        r"\u005d",
    ];
    let spaces = ["", " ", "\n", "\t\r\n "];
    let space = |chance: &mut Chance| spaces[chance.below(spaces.len())];
    let mut entries = String::new();
    for number in 0..chance.below(5) {
        if number > 0 {
            entries += ",";
        }
        let (text, more) = (
            texts[chance.below(texts.len())],
            texts[chance.below(texts.len())],
        );
        entries += &format!(
            r#"{}{{"x":[{{"value":[]}},"{more}"],"name":"{NAME}","properties":{{"scope":"/{text}",{}"roleDefinitionId":"r","principalId":"p","description":"{more}"}}}}{}"#,
            space(chance),
            space(chance),
            space(chance),
        );
    }
    let value = format!(
        r#""value"{}:{}[{entries}{}]"#,
        space(chance),
        space(chance),
        space(chance)
    );
    let text = texts[chance.below(texts.len())];
    let mut fields = [
        value,
        r#""nextLink":null"#.into(),
        format!(r#""a":{{"value":["{text}"]}}"#),
    ];
    let at = chance.below(3);
    fields.swap(0, at);
    format!("{{{}}}{}", fields.join(","), space(chance)).into_bytes()
}

#[derive(serde::Deserialize)]
struct ReadWhole {
    value: Vec<RoleAssignment>,
    #[serde(rename = "nextLink")]
    _next: Option<String>,
}

#[test]
fn a_list_is_taken_apart_as_a_reader_of_the_whole_would() {
    let body = Arc::new(Mutex::new((Vec::new(), 1)));
    let said = Arc::clone(&body);
    let server = Server::start(move |_| {
        let (body, at_once) = said.lock().unwrap().clone();
        Answer {
            body,
            at_once: Some(at_once),
            ..Answer::json(200, "")
        }
    });
    let (mut chance, mut read, mut refused) = (Chance(7), 0, 0);
    for _ in 0..600 {
        let mut page = odd_page(&mut chance);
        // Two of three have a byte too few, too many, or another one.
        let at = chance.below(page.len());
        let byte = br#"{}[]",:\x 1"#[chance.below(11)];
        match chance.below(6) {
            0 => drop(page.remove(at)),
            1 => page.insert(at, byte),
            2 | 3 => page[at] = byte,
            _ => {}
        }
        let expected = serde_json::from_slice::<ReadWhole>(&page).ok();
        let pieces = 1 + chance.below(40);
        *body.lock().unwrap() = (page.clone(), pieces);
        let found = list(&server).ok();
        let text = String::from_utf8_lossy(&page);
        assert_eq!(found, expected.map(|whole| whole.value), "{text}");
        (read, refused) = match found {
            Some(_) => (read + 1, refused),
            None => (read, refused + 1),
        };
    }
    assert!(read > 150 && refused > 150, "{read} and {refused}");
}

#[test]
fn a_list_by_another_spelling_of_its_name_is_no_answer() {
    let server = Server::start(|_| Answer::json(200, r#"{"valu\u0065":[{}]}"#));
    assert_eq!(list(&server).unwrap_err().meaning, Meaning::Answer);
}

#[test]
fn a_page_that_breaks_off_counts_for_nothing() {
    let tries = AtomicUsize::new(0);
    let server = Server::start(move |_| match tries.fetch_add(1, Ordering::SeqCst) {
        0 | 2 => Answer {
            // Some of its entries are whole.
            body: page(0..9, None).into_bytes()[..1500].to_vec(),
            at_once: Some(400),
            broken: true,
            ..Answer::json(200, "")
        },
        1 => Answer::json(200, page(0..2, Some("/next"))),
        _ => Answer::json(200, page(2..3, None)),
    });
    let found = list(&server).unwrap();
    let names: Vec<_> = found.iter().map(|one| &one.name[24..]).collect();
    assert_eq!(names, ["000000000000", "000000000001", "000000000002"]);
    assert_eq!(server.asked().len(), 4);
}

/// Lists that one of all that are read has so many entries.
fn numbered(entries: usize) -> Server {
    Server::start(move |_| Answer::json(200, page(0..entries, None)))
}

#[test]
fn lists_that_are_kept_count_together() {
    let server = numbered(700);
    // Two such lists fit, and three do not.
    let budget = Budget::new(1 << 20);
    let manager = manager(&server).with_budget(&budget);
    let list = || run(manager.role_assignments(SUBSCRIPTION, Filter::Around));
    let told = |error: Error| {
        assert_eq!(error.meaning, Meaning::TooMuch);
        let told = error.to_string();
        assert!(told.contains("list role assignments at"), "{told}");
        assert!(told.ends_with("they may take 1 MiB"), "{told}");
        assert!(error.help().contains("fewer subscriptions"), "{told}");
    };
    for _ in 0..9 {
        // Nobody gathers: what is read is dropped.
        list().unwrap();
    }
    let gathering = budget.gathering();
    list().unwrap();
    list().unwrap();
    told(list().unwrap_err());
    // What was refused is not kept, and takes nothing.
    told(list().unwrap_err());
    drop(gathering);
    let _again = budget.gathering();
    list().unwrap();
}

#[test]
fn what_comes_again_or_is_refused_counts_once() {
    let tries = AtomicUsize::new(0);
    let server = Server::start(move |_| match tries.fetch_add(1, Ordering::SeqCst) {
        nth if nth % 2 == 0 => Answer {
            body: page(0..700, None).into_bytes()[..5000].to_vec(),
            at_once: Some(400),
            broken: true,
            ..Answer::json(200, "")
        },
        1 => Answer::json(200, page(0..700, None)),
        3 => Answer::json(200, page(0..700, None).replace("\"name\"", "\"nam\"")),
        _ => Answer::json(200, page(0..700, None)),
    });
    let budget = Budget::new(1 << 20);
    let manager = manager(&server).with_budget(&budget);
    let list = || run(manager.role_assignments(SUBSCRIPTION, Filter::Around));
    let _gathering = budget.gathering();
    list().unwrap();
    assert_eq!(list().unwrap_err().meaning, Meaning::Answer);
    list().unwrap();
    assert_eq!(list().unwrap_err().meaning, Meaning::TooMuch);
}

#[test]
fn an_entry_has_an_end() {
    let long = "x".repeat(5 << 20);
    for body in [
        format!("{{\"value\":[{{\"name\":\"{long}\"}}]}}"),
        format!("{{\"x\":\"{long}\",\"value\":[]}}"),
    ] {
        let server = Server::start(move |_| Answer::json(200, body.clone()));
        let error = list(&server).unwrap_err().to_string();
        assert!(error.ends_with("is longer than 4096 KiB"), "{error}");
    }
}

#[test]
fn what_comes_as_nothing_after_a_page_that_broke_off_is_no_list() {
    let tries = AtomicUsize::new(0);
    let server = Server::start(move |_| match tries.fetch_add(1, Ordering::SeqCst) {
        0 => Answer {
            body: page(0..9, None).into_bytes()[..1500].to_vec(),
            at_once: Some(400),
            broken: true,
            ..Answer::json(200, "")
        },
        _ => Answer {
            headers: Vec::new(),
            ..Answer::json(204, "")
        },
    });
    let mut kept = 0;
    let read = run(manager(&server).each_role_assignment(
        SUBSCRIPTION,
        Filter::Around,
        |one| one,
        |_| kept += 1,
    ));
    assert_eq!(read.unwrap_err().meaning, Meaning::Answer);
    assert_eq!(kept, 0);
}
