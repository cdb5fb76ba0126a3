//! The published schema says what the reader demands.

use std::process::Command;

use rolewright::observed;
use serde_json::{Value, json};

use super::full;
use crate::support::checkout;

fn schema() -> Value {
    published("grammar/snapshot.schema.json")
}

fn published(path: &str) -> Value {
    let text = std::fs::read_to_string(checkout(path)).unwrap();
    serde_json::from_str(&text).unwrap()
}

/// Checks that a value is what a published schema says, and with a validator of others if there is one
/// that this and no field in the place of another is.
#[track_caller]
pub(crate) fn fits(path: &str, good: &Value, bad: &[(&str, Value)]) {
    let schema = published(path);
    compare(good, &schema, &schema, "");
    let bad = bad.iter().map(|(name, value)| {
        let mut bad = good.clone();
        bad[name] = value.clone();
        bad
    });
    validate(&schema, good, bad.collect());
}

/// Follows a value and its schema, and compares the names that each object may and must have.
fn compare(value: &Value, part: &Value, root: &Value, path: &str) {
    if let Some(target) = part["$ref"].as_str() {
        let part = root.pointer(target.strip_prefix('#').unwrap()).unwrap();
        return compare(value, part, root, path);
    }
    match value {
        Value::Array(items) => {
            assert_eq!(part["type"], "array", "{path}");
            for item in items {
                compare(item, &part["items"], root, path);
            }
        }
        Value::Object(entries) if part.get("properties").is_some() => {
            assert_eq!(part["additionalProperties"], false, "{path}");
            for (name, value) in entries {
                let property = &part["properties"][name];
                assert!(!property.is_null(), "{path}/{name} is not in the schema");
                compare(value, property, root, &format!("{path}/{name}"));
            }
            for name in part["required"].as_array().unwrap() {
                assert!(
                    entries.contains_key(name.as_str().unwrap()),
                    "{path}: {name}"
                );
            }
        }
        _ => {}
    }
}

#[test]
fn every_field_that_is_written_is_in_the_schema() {
    let file: Value = serde_json::from_str(&observed::write(&full())).unwrap();
    compare(&file, &schema(), &schema(), "");
}

/// Takes each required field away in turn: schema and reader must both say no.
#[test]
fn what_the_schema_requires_the_reader_requires() {
    let file: Value = serde_json::from_str(&observed::write(&full())).unwrap();
    for name in schema()["required"].as_array().unwrap() {
        let mut without = file.clone();
        without
            .as_object_mut()
            .unwrap()
            .shift_remove(name.as_str().unwrap());
        assert!(
            observed::read(without.to_string().as_bytes()).is_err(),
            "{name}"
        );
    }
}

const CHECK: &str = "
import json, sys, jsonschema
schema, good, bad = json.load(sys.stdin)
jsonschema.Draft202012Validator.check_schema(schema)
validator = jsonschema.Draft202012Validator(schema)
validator.validate(good)
for one in bad:
    assert not validator.is_valid(one), json.dumps(one)
";

#[test]
fn a_validator_of_others_agrees() {
    let good: Value = serde_json::from_str(&observed::write(&full())).unwrap();
    let bad = [
        ("form", json!(3)),
        ("tenant", json!("x")),
        ("surplus", json!(1)),
        ("taken", json!("yesterday")),
        ("digest", json!("abc")),
        ("tree", json!([{"id": "/"}])),
    ];
    fits("grammar/snapshot.schema.json", &good, &bad);
}

#[track_caller]
fn validate(schema: &Value, good: &Value, bad: Vec<Value>) {
    let Some(python) = std::env::var("ROLEWRIGHT_PYTHON")
        .ok()
        .filter(|path| !path.is_empty())
    else {
        println!("NOT CHECKED: published schemas need ROLEWRIGHT_PYTHON");
        return;
    };
    let folder = tempfile::tempdir().unwrap();
    let input = folder.path().join("input.json");
    std::fs::write(&input, json!([schema, good, bad]).to_string()).unwrap();
    let output = Command::new(python)
        .args(["-c", CHECK])
        .stdin(std::fs::File::open(input).unwrap())
        .output()
        .unwrap();
    assert!(
        output.status.success(),
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
}
