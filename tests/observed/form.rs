//! What is written, and that it is read back as it was.

use rolewright::observed::{self, Aspect, Error, Snapshot};
use serde_json::{Map, Value};
use sha2::{Digest as _, Sha256};

use super::{SUBSCRIPTION, full};
use crate::support::{hostile, snapshot};

#[test]
fn a_snapshot_is_written_in_its_form() {
    snapshot("observed", "full", &observed::write(&full()));
}

/// Turns every list round.
fn shuffled(mut of: Snapshot) -> Snapshot {
    of.principals.reverse();
    of.tree.reverse();
    of.role_definitions.reverse();
    of.role_assignments.reverse();
    of.completeness.full.reverse();
    of
}

#[test]
fn the_order_of_lists_changes_neither_text_nor_digest() {
    let (one, other) = (full(), shuffled(full()));
    assert_ne!(one, other);
    assert_eq!(observed::write(&one), observed::write(&other));
    assert_eq!(observed::digest(&one), observed::digest(&other));
}

#[test]
fn what_is_written_is_read_back() {
    for text in hostile() {
        let mut given = full();
        given.principals[0].name = Some(text.as_str().into());
        given.role_assignments[0].description = Some(text.as_str().into());
        given.completeness.missing[0].reason = text.clone();
        let written = observed::write(&given);
        let read = observed::read(written.as_bytes()).unwrap();
        assert_eq!(observed::write(&read), written);
        let described = |one: &Snapshot| {
            let mut all: Vec<_> = one.role_assignments.clone();
            all.sort_by_key(|one| one.name);
            all
        };
        assert_eq!(described(&read), described(&given), "{text:?}");
        assert_eq!(read.completeness, given.completeness, "{text:?}");
        assert_eq!(read.deny_assignments, given.deny_assignments);
    }
}

/// Writes a snapshot as a version did that knew form 1 alone.
fn first_form(of: &Snapshot) -> Value {
    let mut file: Value = serde_json::from_str(&observed::write(of)).unwrap();
    let fields = file.as_object_mut().unwrap();
    fields.shift_remove("digest");
    fields.insert("form".to_owned(), 1.into());
    let digest = Sha256::digest(canonical(&file).to_string());
    let digest: String = digest.iter().map(|byte| format!("{byte:02x}")).collect();
    file["digest"] = digest.into();
    file
}

#[test]
fn the_first_form_is_read_and_has_none_of_the_lists_that_came_later() {
    let mut early = full();
    early.locks.clear();
    early.federated_credentials.clear();
    let later = early.clone();
    early.absent.clear();
    let file = first_form(&early);
    let read = observed::read(file.to_string().as_bytes()).unwrap();
    assert_eq!(observed::write(&read), observed::write(&early));
    let index = read.index();
    assert_eq!(index.unread(Aspect::Schedules, SUBSCRIPTION), None);
    for aspect in [Aspect::Locks, Aspect::FederatedCredentials] {
        assert!(index.unread(aspect, SUBSCRIPTION).is_some(), "{aspect:?}");
    }
    let both = first_form(&full()).to_string();
    assert_eq!(observed::read(both.as_bytes()), Err(Error::Early));
    let absent = first_form(&later).to_string();
    assert_eq!(observed::read(absent.as_bytes()), Err(Error::Early));
}

#[test]
fn what_was_read_and_sorted_is_equal_to_what_is_written() {
    let once = observed::read(observed::write(&full()).as_bytes()).unwrap();
    let twice = observed::read(observed::write(&once).as_bytes()).unwrap();
    assert_eq!(once, twice);
}

/// Writes JSON with its names sorted and without spaces.
fn canonical(value: &Value) -> Value {
    match value {
        Value::Object(entries) => {
            let mut names: Vec<_> = entries.keys().collect();
            names.sort();
            let sorted = names
                .into_iter()
                .map(|name| (name.clone(), canonical(&entries[name])));
            Value::Object(sorted.collect::<Map<_, _>>())
        }
        Value::Array(items) => items.iter().map(canonical).collect(),
        other => other.clone(),
    }
}

/// The digest can be computed by anybody who has a JSON library and nothing else.
#[test]
fn the_digest_is_of_the_sorted_compact_rest() {
    for text in hostile() {
        let mut given = full();
        given.role_assignments[1].description = Some(text.into());
        let mut file: Value = serde_json::from_str(&observed::write(&given)).unwrap();
        let digest = file
            .as_object_mut()
            .unwrap()
            .shift_remove("digest")
            .unwrap();
        assert_eq!(
            canonical(&file).to_string(),
            file.to_string(),
            "names are sorted"
        );
        let bytes = Sha256::digest(file.to_string());
        let computed: String = bytes.iter().map(|byte| format!("{byte:02x}")).collect();
        assert_eq!(digest, Value::String(computed.clone()));
        assert_eq!(observed::digest(&given), computed);
    }
}

#[test]
fn a_snapshot_is_told_from_json_of_azure() {
    let text = observed::write(&full());
    assert!(observed::is_one(text.as_bytes()));
    assert!(observed::is_one(&text.as_bytes()[..text.len() / 2]));
    assert!(observed::is_one(br#"{"form": 7, "other": []}"#));
    for other in [
        "[]",
        "{}",
        "7",
        "",
        "{",
        r#"[{"form": 1}]"#,
        r#"{"roleName": "x"}"#,
    ] {
        assert!(!observed::is_one(other.as_bytes()), "{other}");
    }
}
