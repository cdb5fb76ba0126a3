//! What is no snapshot, or not one to reason from.

use std::fmt::Write as _;

use rolewright::observed::{self, Error, Snapshot};
use serde_json::{Value, json};

use super::{SUBSCRIPTION, TEAM, full};
use crate::support::snapshot;

/// Writes the full snapshot with a value in another place, and a digest that fits if it is right.
fn with(pointer: &str, value: Value) -> String {
    let mut file: Value = serde_json::from_str(&observed::write(&full())).unwrap();
    let (above, name) = pointer.rsplit_once('/').unwrap();
    match file.pointer_mut(above).unwrap() {
        Value::Array(items) => items[name.parse::<usize>().unwrap()] = value,
        other => other[name] = value,
    }
    serde_json::to_string_pretty(&file).unwrap()
}

fn refusal(text: &str) -> Error {
    observed::read(text.as_bytes()).expect_err(text)
}

#[test]
fn each_mistake_of_form_is_told_with_its_place() {
    let cases = [
        ("/surplus", json!(1)),
        ("/roleAssignments/0/surplus", json!(1)),
        ("/tenant", json!("99999999-9999-4999-8999-99999999999G")),
        ("/tenant", json!("AAAAAAAA-9999-4999-8999-999999999999")),
        ("/cloud", json!("germany")),
        ("/taken", json!("2026-11-22 08:00")),
        ("/taken", json!("2026-11-22T09:00:00+01:00")),
        ("/taken", json!("2026-02-30T08:00:00Z")),
        ("/scopes/0", json!("subscriptions/1")),
        ("/scopes/0", json!("/subscriptions/1/")),
        ("/scopes/0", json!("/subscriptions/a\u{1b}[31mb")),
        ("/principals/0/kind", json!("Robot")),
        ("/completeness/full/0/what", json!("all")),
        ("/roleDefinitions", json!({})),
        ("/locks/0/level", json!("Forbidden")),
        ("/federatedCredentials/0/identity", json!("trainer")),
        ("/roleAssignments/0/schedule/eligible", json!("yes")),
        ("/tree/0/settings", json!({"a": 1.5})),
        ("/tree/0/settings", json!({"a": ["b"]})),
    ];
    let mut told = String::new();
    for (pointer, value) in cases {
        writeln!(told, "{pointer} {value}").unwrap();
        let error = refusal(&with(pointer, value));
        assert!(matches!(error, Error::Json { .. }), "{error:?}");
        writeln!(told, "  {error}").unwrap();
    }
    snapshot("observed", "refused", &told.replace('\u{1b}', "[ESC]"));
}

#[test]
fn a_missing_field_and_a_setting_twice_are_refused() {
    let text = observed::write(&full());
    for name in [
        "tenant",
        "taken",
        "scopes",
        "tree",
        "denyAssignments",
        "completeness",
    ] {
        let mut file: Value = serde_json::from_str(&text).unwrap();
        file.as_object_mut().unwrap().shift_remove(name).unwrap();
        let error = refusal(&file.to_string()).to_string();
        assert!(
            error.contains(&format!("missing field `{name}`")),
            "{error}"
        );
    }
    let twice = text.replace("\"keyPolicyDays\"", "\"sku\"");
    let error = refusal(&twice).to_string();
    assert!(
        error.contains("the setting `sku` is there twice"),
        "{error}"
    );
}

#[test]
fn another_form_is_refused_before_its_fields_are_looked_at() {
    assert_eq!(
        refusal(r#"{"form": 3, "planets": 9}"#),
        Error::Form { form: 3 }
    );
    assert_eq!(refusal(r#"{"form": 0}"#), Error::Form { form: 0 });
    assert_eq!(refusal("{}"), Error::NoForm);
    let newer = Error::Form { form: 3 };
    assert_eq!(
        newer.to_string(),
        "it has form 3, and this version reads forms 1 to 2"
    );
    assert_ne!(newer.remedy(), Error::Form { form: 0 }.remedy());
}

#[test]
fn any_change_of_a_value_breaks_the_digest() {
    let text = observed::write(&full());
    let changes = [
        ("\"eligible\": true", "\"eligible\": false"),
        ("\"custom\": true", "\"custom\": false"),
        ("403 Auth", "404 Auth"),
        ("\"enforced\": true", "\"enforced\": false"),
        ("08:00:00Z", "08:00:01Z"),
        ("managementGroups/team", "managementGroups/Team"),
    ];
    for (from, to) in changes {
        assert!(text.contains(from), "{from}");
        let error = refusal(&text.replace(from, to));
        assert!(matches!(error, Error::Digest { .. }), "{error:?}");
    }
    let mut file: Value = serde_json::from_str(&text).unwrap();
    file.as_object_mut().unwrap().shift_remove("digest");
    assert!(
        matches!(refusal(&file.to_string()), Error::Digest { written, .. } if written.is_empty())
    );
}

#[test]
fn line_breaks_and_order_of_names_do_not_break_the_digest() {
    let file: Value = serde_json::from_str(&observed::write(&full())).unwrap();
    let turned: serde_json::Map<_, _> = file
        .as_object()
        .unwrap()
        .clone()
        .into_iter()
        .rev()
        .collect();
    let text = Value::Object(turned).to_string();
    assert!(text.starts_with("{\"tree\""));
    observed::read(text.as_bytes()).unwrap();
}

/// Every way to cut a file short, and bytes that are no text, give an error with a place.
#[test]
fn broken_json_is_told_with_line_and_column() {
    let text = observed::write(&full());
    for end in (0..text.len() - 2).step_by(7) {
        let error = observed::read(&text.as_bytes()[..end]).unwrap_err();
        assert!(
            matches!(error, Error::Json { line, .. } if line > 0 || end == 0),
            "{error:?}"
        );
    }
    let mut bytes = text.into_bytes();
    let at = bytes.windows(4).position(|four| four == b"crew").unwrap();
    bytes[at] = 0xff;
    assert!(matches!(observed::read(&bytes), Err(Error::Json { .. })));
    assert!(matches!(refusal(&"[".repeat(100_000)), Error::Json { .. }));
    let long = format!("{{\"form\": 1, \"{}\": 1}}", "x".repeat(1 << 20));
    assert!(refusal(&long).to_string().len() < 400);
}

type Change = fn(&mut Snapshot);

fn contradiction(change: impl FnOnce(&mut Snapshot)) -> String {
    let mut given = full();
    change(&mut given);
    refusal(&observed::write(&given)).to_string()
}

#[test]
fn what_contradicts_itself_is_refused() {
    let again = |list: &str| format!("`{list}` has `");
    let cases: [(Change, String); 7] = [
        (
            |one| one.principals.push(one.principals[0].clone()),
            again("principals"),
        ),
        (|one| one.tree.push(one.tree[1].clone()), again("tree")),
        (
            |one| one.role_definitions.push(one.role_definitions[0].clone()),
            again("roleDefinitions"),
        ),
        (
            |one| one.role_assignments.push(one.role_assignments[0].clone()),
            again("roleAssignments"),
        ),
        (
            |one| one.deny_assignments.push(one.deny_assignments[0].clone()),
            again("denyAssignments"),
        ),
        (
            |one| one.tree[3].parent = Some(SUBSCRIPTION.into()),
            "says its parent twice".to_owned(),
        ),
        (
            |one| one.tree[0].parent = Some(TEAM.to_uppercase().into()),
            "come to no end".to_owned(),
        ),
    ];
    for (change, expected) in cases {
        let told = contradiction(change);
        assert!(told.contains(&expected), "{told}");
    }
    let other_case = contradiction(|one| {
        let mut scope = one.tree[3].clone();
        scope.id = scope.id.to_uppercase().into();
        one.tree.push(scope);
    });
    assert!(other_case.contains("`tree` has"), "{other_case}");
}

#[test]
fn an_eligible_assignment_may_share_its_name_with_the_active_one() {
    let mut given = full();
    let mut active = given.role_assignments[0].clone();
    active.schedule = None;
    given.role_assignments.push(active);
    observed::read(observed::write(&given).as_bytes()).unwrap();
}
