//! `apply --output json`: what came of each step, for machines.

use rolewright::cli::Exit;
use serde_json::{Value, json};

use super::cloud::Cloud;
use crate::net::server::Answer;
use crate::observed::schema;
use crate::support::Ran;

const POLICY: &str = "policy p { tenant \"99999999-9999-4999-8999-999999999999\" }
environment dev { tier development subscription \"11111111-1111-4111-8111-111111111111\" }
group crew { name \"team\" }
user ann { object-id \"aaaaaaaa-0000-4000-8000-000000000002\" }
role looker on environment { actions \"Microsoft.Storage/storageAccounts/read\" }
grant looker to crew, ann on dev
grant \"Reader\" to crew on dev
";
const STACK: &str = "
[stack]
name = \"access\"
scope = \"/subscriptions/11111111-1111-4111-8111-111111111111\"
location = \"westeurope\"
";
const FORBIDDEN: &str = r#"{"error":{"code":"AuthorizationFailed","message":"you may not"}}"#;

#[track_caller]
fn plan(cloud: &Cloud, more: &[&str]) {
    let line = [&["plan", "policies", "--out", "plan.json"], more].concat();
    let ran = cloud.run(&line, None);
    assert_eq!(ran.exit, Exit::Clean, "{}", ran.seen());
}

fn apply(cloud: &Cloud, more: &[&str]) -> (Ran, Value) {
    let line = ["apply", "plan.json", "--yes", "--output", "json"];
    let ran = cloud.run(&[&line, more].concat(), None);
    let told = serde_json::from_str(&ran.out).unwrap_or_else(|_| panic!("{}", ran.seen()));
    check(&told);
    assert_eq!(told["exit"], ran.exit as u8);
    (ran, told)
}

/// Checks that what is told is what the published schema says, and adds up.
#[track_caller]
fn check(told: &Value) {
    let bad = [
        ("schema", json!(2)),
        ("outcome", json!("perhaps")),
        ("exit", json!(3)),
        ("surplus", json!(1)),
        ("readBack", json!("yes")),
        ("changes", json!([{"kind": "create"}])),
    ];
    schema::fits("grammar/apply.schema.json", told, &bad);
    for (word, count) in told["summary"].as_object().unwrap() {
        let alike = steps(told).filter(|one| one["outcome"] == word.as_str());
        assert_eq!(json!(alike.count()), *count, "{word}");
    }
}

fn steps(told: &Value) -> impl Iterator<Item = &Value> {
    let changes = told["changes"].as_array().unwrap().iter();
    changes.flat_map(|one| one["steps"].as_array().unwrap())
}

#[test]
fn a_run_is_told_as_a_whole() {
    let cloud = Cloud::new(POLICY);
    plan(&cloud, &[]);
    let saved: Value = serde_json::from_str(&cloud.folder.read("plan.json")).unwrap();
    let bad = [
        ("form", json!(2)),
        ("digest", json!("abc")),
        ("from", json!({})),
    ];
    schema::fits("grammar/saved-plan.schema.json", &saved, &bad);
    let (ran, told) = apply(&cloud, &[]);
    assert_eq!(ran.exit, Exit::Clean, "{}", ran.seen());
    // The plan and the progress are for people.
    assert!(ran.err.contains("create role `looker`"), "{}", ran.err);
    assert!(
        ran.err.contains("planned and carried out by `"),
        "{}",
        ran.err
    );
    let summary = json!({"failed": 0, "found": 0, "sent": 0, "skipped": 0, "written": 4});
    assert_eq!(told["summary"], summary);
    assert_eq!(told["outcome"], "done");
    assert_eq!(told["readBack"], true);
    assert_eq!(told["plan"], saved["digest"]);
    assert_eq!(told["plannedBy"], saved["from"]["plannedBy"]);
    assert_eq!(told["appliedBy"], told["plannedBy"]);
    let journal = cloud.folder.read(told["journal"].as_str().unwrap());
    for one in steps(&told) {
        for ids in ["requests", "correlations"] {
            let ids = one[ids].as_array().unwrap();
            assert_eq!(ids.len(), 1, "{one}");
            assert!(journal.contains(ids[0].as_str().unwrap()));
        }
        assert_eq!(
            (&one["earlier"], &one["code"]),
            (&json!(false), &Value::Null)
        );
    }
    plan(&cloud, &[]);
    let (_, told) = apply(&cloud, &[]);
    assert_eq!(
        (&told["outcome"], &told["journal"]),
        (&json!("nothing"), &Value::Null)
    );
}

/// A run that fails, and the one that goes on with it.
#[test]
fn a_run_that_stops_and_is_gone_on_with_is_told() {
    let cloud = Cloud::new(POLICY);
    plan(&cloud, &[]);
    cloud.twist(|asked, answer| {
        let is_anns = asked.body.contains("aaaaaaaa-0000-4000-8000-000000000002");
        if is_anns && asked.method == "PUT" {
            Answer::json(403, FORBIDDEN).with("x-ms-correlation-request-id", "c0ffee")
        } else {
            answer
        }
    });
    let (ran, told) = apply(&cloud, &["--output", "markdown:done.md"]);
    assert_eq!(ran.exit, Exit::PartWay, "{}", ran.seen());
    let comment = cloud.folder.read("done.md");
    for part in [
        "it stopped part-way",
        "you may not",
        "failed (<code>AuthorizationFailed</code>)",
        "help",
    ] {
        assert!(comment.contains(part), "{part}: {comment}");
    }
    assert_eq!(
        (&told["outcome"], &told["readBack"]),
        (&json!("part-way"), &Value::Null)
    );
    let failed = steps(&told).find(|one| one["outcome"] == "failed").unwrap();
    assert_eq!(failed["code"], "AuthorizationFailed");
    assert_eq!(failed["correlations"], json!(["c0ffee"]));
    assert!(failed["reason"].as_str().unwrap().contains("you may not"));
    let failures = told["failures"].as_array().unwrap();
    assert_eq!(failures.len(), 1);
    assert_eq!(failures[0]["correlation"], "c0ffee");
    assert!(failures[0]["subject"].as_str().unwrap().contains("`ann`"));
    let role = steps(&told).find(|one| one["phase"] == "define").unwrap();
    let role = role["id"].clone();
    cloud.straighten();
    let (_, again) = apply(&cloud, &[]);
    assert_eq!(again["outcome"], "refused");
    assert_eq!(again["refusal"]["code"], "apply::begun");
    let (ran, told) = apply(&cloud, &["--resume"]);
    assert_eq!(ran.exit, Exit::Clean, "{}", ran.seen());
    assert_eq!(
        (&told["outcome"], &told["resumed"]),
        (&json!("done"), &json!(true))
    );
    assert_eq!(told["failures"], json!([]));
    assert_eq!(told["summary"]["written"], 4);
    for one in steps(&told) {
        if one["id"] == role {
            assert_eq!(one["earlier"], true);
        }
        assert_eq!(one["reason"], Value::Null);
    }
    assert!(steps(&told).any(|one| one["earlier"] == false));
}

/// What is refused before anything is begun is told too, with the same exit status as ever.
#[test]
fn a_refusal_is_told() {
    let cloud = Cloud::new(POLICY);
    plan(&cloud, &[]);
    let more = "grant \"Reader\" to ann on dev\n";
    cloud
        .folder
        .write("policies/a.rw", format!("{POLICY}{more}"));
    let (ran, told) = apply(&cloud, &[]);
    assert_eq!(ran.exit, Exit::Trouble);
    assert_eq!(told["outcome"], "refused");
    assert_eq!(told["refusal"]["code"], "apply::stale");
    let reason = told["refusal"]["reason"].as_str().unwrap();
    assert!(reason.contains("the policy or its settings were changed"));
    assert_eq!(told["summary"]["skipped"], 4);
    cloud
        .folder
        .write("policies/a.rw", "grant nothing to nobody on nowhere\n");
    let (ran, told) = apply(&cloud, &[]);
    assert_eq!(
        (ran.exit, &told["outcome"]),
        (Exit::Findings, &json!("findings"))
    );
}

#[test]
fn a_stack_is_told_step_by_step_and_json_goes_to_a_file() {
    let cloud = Cloud::new(POLICY);
    cloud.folder.write("policies/rolewright.toml", STACK);
    plan(&cloud, &["--via", "stack"]);
    let line = [
        "apply",
        "plan.json",
        "--yes",
        "--via",
        "stack",
        "--output",
        "json:done.json",
    ];
    let ran = cloud.run(&line, None);
    assert_eq!(ran.exit, Exit::Clean, "{}", ran.seen());
    assert!(ran.out.contains("create role `looker`"), "{}", ran.out);
    let told: Value = serde_json::from_str(&cloud.folder.read("done.json")).unwrap();
    check(&told);
    assert_eq!(
        (&told["way"], &told["outcome"]),
        (&json!("stack"), &json!("done"))
    );
    assert_eq!(told["summary"]["written"], 4);
}
