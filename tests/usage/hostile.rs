//! Logs that mean harm, and logs that are merely odd.

use proptest::prelude::*;
use rolewright::usage::{Unreadable, events, needs};
use serde_json::{Value, json};

use super::shapes::{fixture, read};

#[test]
fn a_deep_text_is_refused() {
    for text in [
        "[".repeat(200_000),
        "{\"identity\":".repeat(200_000),
        "{\"records\":[".repeat(200_000),
    ] {
        let refused = events(&text, &mut |_| ()).unwrap_err();
        assert!(matches!(refused, Unreadable::NotJson { .. }), "{refused}");
        assert!(needs(&text).is_err());
    }
}

#[test]
fn what_is_kept_of_an_entry_is_bounded() {
    let long = "x".repeat(1 << 20);
    let list: Vec<Value> = vec![json!([long]); 3];
    let text = json!({
        "operationName": "A.B/c/write", "resultType": "Success", "caller": format!("{long}@x.org"),
        "resourceId": long, "claims": { "oid": "o", "groups": long, "appid": list },
    });
    let (found, _) = read(&text.to_string());
    let event = &found[0];
    assert_eq!(event.scope.as_ref().unwrap().len(), 4096);
    assert_eq!(event.caller.object_id.as_deref(), Some("o"));
    assert_eq!((&event.caller.upn, &event.caller.app_id), (&None, &None));
}

#[test]
fn the_last_of_two_equal_keys_counts_and_their_case_does_not() {
    let text = r#"{"OperationName":"A.B/c/read","operationname":"A.B/c/write","RESULTTYPE":"success","Caller":"a@x.org"}"#;
    assert_eq!(read(text).0[0].operation, "A.B/c/write");
}

/// Any JSON, its keys those that matter half of the time.
fn json_values() -> impl Strategy<Value = Value> {
    let key = prop_oneof![
        prop::sample::select(vec![
            "value",
            "records",
            "operationName",
            "authorization",
            "action",
            "scope",
            "identity",
            "claims",
            "caller",
            "status",
            "resultType",
            "category",
            "properties",
            "statusMessage",
            "error",
            "code",
            "nextLink",
            "actions",
        ])
        .prop_map(str::to_owned),
        "[a-z]{0,3}",
    ];
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<f64>().prop_map(Value::from),
        ".{0,8}".prop_map(Value::from),
        prop::sample::select(vec![
            "Success",
            "Failed",
            "A.B/c/write",
            "a@x.org",
            "Forbidden"
        ])
        .prop_map(Value::from),
    ];
    leaf.prop_recursive(6, 60, 6, move |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..6).prop_map(Value::from),
            prop::collection::btree_map(key.clone(), inner, 0..8)
                .prop_map(|fields| Value::Object(fields.into_iter().collect())),
        ]
    })
}

proptest! {
    #[test]
    fn any_json_is_read_and_every_entry_is_counted(value in json_values()) {
        let mut count = 0;
        if let Ok(tally) = events(&value.to_string(), &mut |_| count += 1) {
            prop_assert_eq!(tally.events, count);
        }
        let _ = needs(&value.to_string());
    }

    #[test]
    fn any_text_is_read_or_refused(text in "\\PC{0,60}|[\\[\\]{}:,\"a/0 ]{0,60}") {
        let _ = events(&text, &mut |_| ());
        let _ = needs(&text);
    }

    /// A log that was cut or damaged is read or refused, and never tells of more than it holds.
    #[test]
    fn a_damaged_log_is_read_or_refused(at in 0_usize..14_000, byte in any::<u8>(), cut in any::<bool>()) {
        let mut bytes = fixture("records.jsonl").into_bytes();
        let at = at % bytes.len();
        if cut { bytes.truncate(at); } else { bytes[at] = byte; }
        let text = String::from_utf8_lossy(&bytes);
        if let Ok(tally) = events(&text, &mut |_| ()) {
            prop_assert!(tally.events <= 7);
        }
    }
}
