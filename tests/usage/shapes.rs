//! The shapes in which an activity log is exported.

use rolewright::usage::{Caller, Event, Outcome, Skip, Tally, Unreadable, events};
use serde_json::{Value, json};

use crate::support::checkout;

/// Reads a text that is an export.
pub(super) fn read(text: &str) -> (Vec<Event>, Tally) {
    let mut found = Vec::new();
    let tally = events(text, &mut |event| found.push(event)).unwrap();
    (found, tally)
}

/// Reads a file of the fixtures.
pub(super) fn fixture(name: &str) -> String {
    std::fs::read_to_string(checkout("tests/fixtures/usage").join(name)).unwrap()
}

/// Who, what and how it ended; exports write names in capitals.
fn told(event: &Event) -> (&str, String, Outcome) {
    let who = event
        .caller
        .upn
        .as_ref()
        .or(event.caller.object_id.as_ref());
    let operation = event.operation.to_lowercase();
    (who.unwrap(), operation, event.outcome)
}

fn ml(rest: &str) -> String {
    format!("microsoft.machinelearningservices/workspaces/{rest}")
}

const ALICE: &str = "alice@contoso.com";

fn expected() -> Vec<(&'static str, String, Outcome)> {
    let storage = "microsoft.storage/storageaccounts/write".to_owned();
    let assign = "microsoft.authorization/roleassignments/write".to_owned();
    let trainer = "bbbbbbbb-0000-4000-8000-0000000000c3";
    vec![
        (ALICE, ml("jobs/write"), Outcome::Succeeded),
        (ALICE, ml("jobs/write"), Outcome::Succeeded),
        (ALICE, ml("jobs/cancel/action"), Outcome::Failed),
        (ALICE, assign, Outcome::Refused),
        // A 403 of Azure Policy is no lack of access.
        (ALICE, storage, Outcome::Failed),
        (trainer, ml("computes/start/action"), Outcome::Succeeded),
        (
            "bob@contoso.com",
            ml("onlineendpoints/write"),
            Outcome::Succeeded,
        ),
    ]
}

#[test]
fn every_shape_tells_the_same() {
    for name in [
        "az-list.json",
        "rest.json",
        "records.json",
        "records-list.json",
        "records.jsonl",
    ] {
        let (found, tally) = read(&fixture(name));
        let told: Vec<_> = found.iter().map(told).collect();
        assert_eq!(told, expected(), "{name}");
        let first = found[0].time.unwrap().to_string();
        assert_eq!(first, "2026-10-01T08:00:01.1234567Z", "{name}");
        assert!(
            found[0].scope.as_ref().unwrap().ends_with("/jobs/one"),
            "{name}"
        );
        assert_eq!(tally.events, 7, "{name}");
        assert_eq!(tally.skipped[&Skip::Unfinished], 1, "{name}");
    }
}

#[test]
fn what_is_no_event_is_counted_by_its_reason() {
    for name in ["az-list.json", "records.json"] {
        let (_, tally) = read(&fixture(name));
        let reasons = [
            Skip::Category,
            Skip::Unfinished,
            Skip::Operation,
            Skip::Caller,
        ];
        assert_eq!(
            tally.skipped,
            reasons.map(|reason| (reason, 1)).into(),
            "{name}"
        );
        assert!(!tally.goes_on, "{name}");
    }
    assert!(read(&fixture("rest.json")).1.goes_on);
}

#[test]
fn envelopes_may_stand_in_lists_and_on_lines() {
    let list: Value = serde_json::from_str(&fixture("records.json")).unwrap();
    for text in [
        json!([list, list]).to_string(),
        format!("{list}\n{list}\r\n"),
    ] {
        assert_eq!(read(&text).1.events, 14);
    }
}

/// Builds an entry of the REST shape.
fn entry(claims: &Value, caller: &Value) -> String {
    json!({
        "authorization": { "action": "Microsoft.Storage/storageAccounts/write", "scope": "/subscriptions/x" },
        "caller": caller,
        "claims": claims,
        "status": { "value": "Succeeded" },
    })
    .to_string()
}

#[track_caller]
fn calls(claims: &Value, caller: &Value, expected: [Option<&str>; 4]) {
    let (found, _) = read(&entry(claims, caller));
    let [object_id, upn, app_id, resource] = expected.map(|text| text.map(Into::into));
    let expected = Caller {
        object_id,
        upn,
        app_id,
        resource,
    };
    assert_eq!(found[0].caller, expected);
}

#[test]
fn a_caller_is_who_the_token_is_for_and_not_the_tool_that_was_used() {
    let oid = "http://schemas.microsoft.com/identity/claims/objectidentifier";
    let upn = "http://schemas.xmlsoap.org/ws/2005/05/identity/claims/upn";
    let scope = "http://schemas.microsoft.com/identity/claims/scope";
    let guid = "AAAAAAAA-0000-4000-8000-000000000001";
    let lower = "aaaaaaaa-0000-4000-8000-000000000001";
    let none = Value::Null;
    calls(
        &json!({ oid: guid, "appid": "tool", upn: "A@x.org" }),
        &none,
        [Some(lower), Some("a@x.org"), None, None],
    );
    calls(
        &json!({ oid: guid, "appid": "tool", scope: "user_impersonation" }),
        &none,
        [Some(lower), None, None, None],
    );
    calls(
        &json!({ oid: guid, "appid": "App" }),
        &none,
        [Some(lower), None, Some("app"), None],
    );
    calls(
        &json!({ "appid": "App", "xms_mirid": "/S/x" }),
        &none,
        [None, None, Some("app"), Some("/s/x")],
    );
    calls(&none, &json!(guid), [Some(lower), None, None, None]);
    calls(
        &none,
        &json!("A@x.org"),
        [None, Some("a@x.org"), None, None],
    );
    let (found, tally) = read(&entry(&json!({ "name": "A" }), &json!("Some Service")));
    assert_eq!((found.len(), tally.skipped[&Skip::Caller]), (0, 1));
}

#[test]
fn a_refusal_is_told_by_its_error_or_its_status() {
    let outcome = |fields: Value| {
        let mut entry =
            json!({ "operationName": "A.B/c/write", "caller": "a@x.org", "resultType": "Failure" });
        entry
            .as_object_mut()
            .unwrap()
            .extend(fields.as_object().unwrap().clone());
        read(&entry.to_string()).0[0].outcome
    };
    for refused in [
        json!({ "resultSignature": "Failed.Forbidden" }),
        json!({ "subStatus": "Forbidden" }),
        json!({ "subStatus": { "value": "", "localizedValue": "Forbidden (HTTP Status Code: 403)" } }),
        json!({ "subStatus": 403 }),
        json!({ "properties": { "statusCode": "Forbidden" } }),
        json!({ "properties": { "statusMessage": { "error": { "code": "LinkedAuthorizationFailed" } } } }),
        json!({ "properties": { "eventProperties": { "statusMessage": "{\"code\":\"AuthorizationFailed\"}" } } }),
    ] {
        assert_eq!(outcome(refused.clone()), Outcome::Refused, "{refused}");
    }
    for failed in [
        json!({}),
        json!({ "resultSignature": "Failed.Conflict" }),
        json!({ "resultSignature": "Failed.Forbidden", "properties": { "statusMessage": { "error": { "code": "RequestDisallowedByPolicy" } } } }),
        json!({ "subStatus": "14030" }),
    ] {
        assert_eq!(outcome(failed.clone()), Outcome::Failed, "{failed}");
    }
}

#[test]
fn a_name_that_is_no_operation_is_not_taken() {
    for name in [
        "",
        "read",
        "A B/c",
        "A/*/read",
        "A.B/\"}\u{1b}[31m",
        "Create or update a job",
    ] {
        let text = json!({ "operationName": name, "caller": "a@x.org", "resultType": "Success" });
        let (found, tally) = read(&text.to_string());
        assert_eq!(
            (found.len(), tally.skipped[&Skip::Operation]),
            (0, 1),
            "{name}"
        );
    }
}

#[test]
fn other_json_is_refused_and_an_empty_list_is_not() {
    let refused = |text: &str| events(text, &mut |_| ()).unwrap_err();
    for text in [
        "{}",
        "[{}]",
        "7",
        "null",
        "[1, 2]",
        "{\"value\": [{\"roleName\": \"x\"}]}",
        "[[]  , {}]",
    ] {
        assert_eq!(refused(text), Unreadable::NoEntry, "{text}");
    }
    for text in [
        "",
        "  \n",
        "[]",
        "{\"value\": []}",
        "{\"records\": []}\n{\"records\": []}",
    ] {
        assert_eq!(read(text).1, Tally::default(), "{text}");
    }
    let Unreadable::NotJson { line, message, .. } = refused("[\n{\"a\": 1},\n{\"b\"") else {
        panic!("a text that ends too early is no JSON");
    };
    assert_eq!((line, message.as_str()), (3, "EOF while parsing an object"));
}
