//! `rolewright minimize` as a person uses it.

use rolewright::cli::Exit;
use serde_json::Value;

use super::shapes::fixture;
use crate::support::{Folder, snapshot};

const FILES: [&str; 9] = [
    "az-list.json",
    "finder.json",
    "needs.json",
    "needs.txt",
    "policy.rw",
    "records.json",
    "records-list.json",
    "records.jsonl",
    "rest.json",
];

fn folder() -> Folder {
    let folder = Folder::new();
    for name in FILES {
        folder.write(name, fixture(name));
    }
    folder
}

fn json(folder: &Folder, arguments: &[&str]) -> Value {
    let ran = folder.run(&[&["minimize"], arguments, &["--output", "json"]].concat());
    assert_eq!((ran.err.as_str(), ran.exit), ("", Exit::Clean));
    serde_json::from_str(&ran.out).unwrap()
}

#[test]
fn a_log_is_compared_with_the_policy() {
    let folder = folder();
    let seen = folder
        .run(&["minimize", "--activity", "az-list.json", "policy.rw"])
        .seen();
    snapshot("usage", "activity", &seen);
    let arguments = ["--activity", "az-list.json", "policy.rw"];
    let answer = serde_json::to_string_pretty(&json(&folder, &arguments)).unwrap();
    snapshot("usage", "activity-json", &answer);
}

#[test]
fn every_shape_gives_the_same_answer() {
    let folder = folder();
    let answer = |name| json(&folder, &["--activity", name, "policy.rw"]);
    let expected = answer("az-list.json");
    for name in ["records.json", "records-list.json", "records.jsonl"] {
        assert_eq!(answer(name), expected, "{name}");
    }
    let twice = [
        "--activity",
        "az-list.json",
        "--activity",
        "rest.json",
        "policy.rw",
    ];
    let twice = json(&folder, &twice);
    assert_eq!(twice["log"]["events"], 14);
    assert_eq!(twice["log"]["goesOnElsewhere"], true);
    assert_eq!(
        twice["identities"][1]["stage"],
        expected["identities"][1]["stage"]
    );
}

#[test]
fn a_list_gets_a_stage_and_the_nearest_roles() {
    let folder = folder();
    for name in ["needs.txt", "needs.json", "finder.json"] {
        let seen = folder.run(&["minimize", "--needs", name]).seen();
        let title = name.replace('.', "-");
        snapshot("usage", &title, &seen);
    }
    let piped = folder.run_with(&["minimize", "--needs", "-"], &fixture("needs.txt"), &[]);
    assert_eq!(
        piped.out,
        folder.run(&["minimize", "--needs", "needs.txt"]).out
    );
}

/// A role with more operations comes first where they weigh less.
#[test]
fn roles_are_ranked_by_weight_and_not_by_count() {
    let folder = folder();
    folder.write(
        "sizes.txt",
        "Microsoft.MachineLearningServices/locations/vmsizes/read",
    );
    let answer = json(&folder, &["--needs", "sizes.txt"]);
    let roles = answer["roles"].as_array().unwrap();
    let excess = |key: &str| -> Vec<u64> {
        let all = roles
            .iter()
            .map(|role| role["excess"][key].as_u64().unwrap());
        all.collect()
    };
    let (weights, counts) = (excess("weight"), excess("operations"));
    assert_eq!(weights.len(), 5);
    assert!(
        weights.is_sorted() && !counts.is_sorted(),
        "{weights:?} {counts:?}"
    );
    for role in roles {
        let classes = role["excess"]["byRisk"].as_array().unwrap();
        let sum = |key: &str| -> u64 {
            let counts = classes.iter().map(|class| {
                let count = class["operations"].as_u64().unwrap();
                if key == "weight" {
                    count * class["weight"].as_u64().unwrap()
                } else {
                    count
                }
            });
            counts.sum()
        };
        assert_eq!(sum("weight"), role["excess"]["weight"].as_u64().unwrap());
        assert_eq!(
            sum("operations"),
            role["excess"]["operations"].as_u64().unwrap()
        );
    }
}

#[test]
fn names_that_nobody_knows_are_said_to_be_unknown() {
    let folder = folder();
    folder.write(
        "odd.txt",
        "Microsoft.MachineLearningServices/workspaces/jobs/wrte\n",
    );
    let answer = json(&folder, &["--needs", "odd.txt"]);
    let need = &answer["needs"][0];
    assert_eq!(need["risk"], Value::Null);
    assert_eq!(
        need["near"],
        "Microsoft.MachineLearningServices/workspaces/jobs/write"
    );
    let source = answer["stage"]["source"].as_str().unwrap();
    assert!(source.contains("workspaces/jobs/wrte\""), "{source}");
}

#[test]
fn a_stage_takes_no_name_of_the_policy() {
    let folder = folder();
    let policy = fixture("policy.rw");
    folder.write(
        "policy.rw",
        format!("{policy}\nstage used-by-alice {{ on workspace can read-workspace }}\n"),
    );
    let answer = json(&folder, &["--activity", "az-list.json", "policy.rw"]);
    assert_eq!(answer["identities"][1]["stage"]["name"], "used-by-alice-2");
}

/// Callers are known by object id, application id, resource and user principal name.
#[test]
fn callers_are_known_by_each_of_their_names() {
    let entry = |claims: &str, caller: &str| {
        format!(
            r#"{{"operationName": "Microsoft.Storage/storageAccounts/write", "resultType": "Success", "caller": "{caller}", "claims": {{{claims}}}}}"#
        )
    };
    let folder = folder();
    let policy = r#"
user by-mail { upn "Mail@Contoso.com" }
service-principal by-app { app-id "aaaaaaaa-0000-4000-8000-0000000000e1" }
"#;
    folder.write("policy.rw", fixture("policy.rw") + policy);
    let log = [
        entry("", "mail@contoso.COM"),
        entry(r#""appid": "AAAAAAAA-0000-4000-8000-0000000000e1""#, ""),
        entry(r#""oid": "AAAAAAAA-0000-4000-8000-0000000000D1""#, ""),
        entry(
            r#""xms_mirid": "/subscriptions/11111111-1111-1111-1111-111111111111/resourcegroups/rg/providers/microsoft.managedidentity/userassignedidentities/trainer""#,
            "",
        ),
        entry("", "aaaaaaaa-0000-4000-8000-000000000001"),
    ];
    folder.write("log.jsonl", log.join("\n"));
    let answer = json(&folder, &["--activity", "log.jsonl", "policy.rw"]);
    let mut known: Vec<_> = answer["identities"]
        .as_array()
        .unwrap()
        .iter()
        .map(|one| {
            (
                one["name"].as_str().unwrap(),
                one["kind"].as_str().unwrap_or("unknown"),
            )
        })
        .collect();
    known.sort_unstable();
    let expected = [
        // A group asks for nothing itself: its id in a log is somebody else's.
        ("aaaaaaaa-0000-4000-8000-000000000001", "unknown"),
        ("by-app", "service-principal"),
        ("by-mail", "user"),
        ("deployer", "service-principal"),
        ("trainer@dev", "managed-identity"),
    ];
    assert_eq!(known, expected);
}

/// What is printed is policy text as it stands: canonical, and clean by itself.
#[test]
fn the_source_is_formatted_and_lints_clean() {
    let folder = folder();
    let of_log = json(&folder, &["--activity", "az-list.json", "policy.rw"]);
    let mut stages: Vec<_> = of_log["identities"].as_array().unwrap().clone();
    for list in ["needs.txt", "needs.json", "finder.json"] {
        stages.push(json(&folder, &["--needs", list]));
    }
    assert_eq!(stages.len(), 6);
    for (at, answer) in stages.iter().enumerate() {
        let path = format!("stage-{at}/needed.rw");
        folder.write(&path, answer["stage"]["source"].as_str().unwrap());
        let linted = folder.run(&["lint", &path]);
        assert_eq!(linted.exit, Exit::Clean, "{}", linted.seen());
        assert!(linted.out.contains("no findings"), "{}", linted.seen());
        let formatted = folder.run(&["fmt", "--check", &path]);
        assert_eq!(formatted.exit, Exit::Clean, "{}", formatted.seen());
    }
}

/// Logs are larger than policies.
#[test]
fn a_log_may_be_larger_than_a_policy() {
    let folder = folder();
    let padding = " ".repeat(17 << 20);
    folder.write(
        "large.json",
        fixture("az-list.json").replacen('[', &format!("[{padding}"), 1),
    );
    let answer = |name| json(&folder, &["--activity", name, "policy.rw"]);
    assert_eq!(answer("large.json"), answer("az-list.json"));
}

#[test]
fn what_cannot_be_read_is_trouble_and_says_what_can() {
    let folder = folder();
    folder.write("other.json", "[{\"roleName\": \"x\"}]");
    folder.write("cut.json", "[\n{\"operationName\": ");
    folder.write("odd.txt", "A/*/read\u{1b}[31m");
    folder.write("broken/a.rw", "grant x to y on z\n");
    let runs: [&[&str]; 7] = [
        &["--activity", "other.json", "policy.rw"],
        &["--activity", "cut.json", "policy.rw"],
        &["--activity", "missing.json", "policy.rw"],
        &["--activity", "az-list.json", "broken"],
        &["--needs", "odd.txt"],
        &["--needs", "az-list.json", "policy.rw"],
        &[],
    ];
    let mut seen = String::new();
    for arguments in runs {
        let ran = folder.run(&[&["minimize"], arguments].concat());
        assert_eq!(
            (ran.out.as_str(), ran.exit),
            ("", Exit::Trouble),
            "{arguments:?}"
        );
        seen += &ran.seen();
    }
    snapshot("usage", "trouble", &seen);
}
