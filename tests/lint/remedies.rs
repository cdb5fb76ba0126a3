//! Remedies on policies that were written to break them: the finding goes, and the policy stays.

use super::{Found, findings};

const PLACES: &str = r#"
environment dev { tier development subscription "11111111-1111-1111-1111-111111111111" resource-group "rg-dev" }
environment prod { tier production subscription "33333333-3333-3333-3333-333333333333" resource-group "rg-prod" }
workspace churn in dev, prod { storage lake }
storage lake in dev, prod { shared-keys off container raw }
managed-identity runner in dev, prod
group team { object-id "aaaaaaaa-0000-4000-8000-000000000001" }
group wide { object-id "aaaaaaaa-0000-4000-8000-000000000002" members team }
capability run on workspace { actions "Microsoft.MachineLearningServices/workspaces/jobs/write" }
capability stop on workspace { actions "Microsoft.MachineLearningServices/workspaces/jobs/delete" }
capability look on workspace { actions "Microsoft.MachineLearningServices/workspaces/jobs/read" }
"#;

/// Each with the code whose remedies were once wrong, or could be.
const POLICIES: &[(&str, &str)] = &[
    (
        "RW315",
        "stage careful { on workspace can look, run except run }
stage again { on workspace can run }
grant careful to team on churn@dev
grant again to team, wide on churn@dev",
    ),
    (
        "RW316",
        "stage above { on workspace can look, run, stop except run, stop }
stage below extends above { on workspace can run, stop }
grant below to team on churn@dev",
    ),
    (
        "RW205",
        "role all on workspace { actions \"Microsoft.Authorization/roleAssignments/write\" }
grant all to team on churn@dev",
    ),
    (
        "RW207",
        "role lend on managed-identity { actions \"Microsoft.ManagedIdentity/userAssignedIdentities/assign/action\" }
grant lend to team on runner@dev",
    ),
    (
        "RW323",
        "role look-at on environment { actions \"Microsoft.ContainerRegistry/registries/read\" }
container-registry images in dev
grant look-at to team on dev",
    ),
    (
        "RW554",
        "role keys on storage { actions \"Microsoft.Storage/storageAccounts/listKeys/action\" }
grant keys to team on lake@dev
grant keys to team, wide on lake@dev { because \"again\" }",
    ),
    (
        "RW707",
        "grant \"Reader\" to team on every workspace in dev",
    ),
    (
        "RW707",
        "managed-identity solo in dev
grant \"Reader\" to solo on churn@dev",
    ),
    (
        "RW916",
        "stage empty { }
grant empty to team on churn@dev
grant empty to wide on churn@prod",
    ),
    (
        "RW917",
        "capability idle on workspace { needs read-jobs }
stage some { on workspace can look, idle }
stage none { on workspace can idle }
grant some to team on churn@dev
grant none to wide on churn@prod",
    ),
];

/// Applies the edits of a remedy to the only file.
fn applied(text: &str, remedy: &serde_json::Value) -> String {
    let offset = |edit: &serde_json::Value, end: &str| {
        usize::try_from(edit["place"][end]["offset"].as_u64().unwrap()).unwrap()
    };
    let mut edits: Vec<_> = remedy["edits"].as_array().unwrap().iter().collect();
    edits.sort_by_key(|edit| std::cmp::Reverse(offset(edit, "start")));
    let mut text = text.to_owned();
    for edit in edits {
        let new = edit["text"].as_str().unwrap();
        text.replace_range(offset(edit, "start")..offset(edit, "end"), new);
    }
    text
}

#[test]
fn a_remedy_takes_its_finding_away_and_breaks_nothing() {
    let mut wrong = Vec::new();
    for (code, policy) in POLICIES {
        let text = format!("{PLACES}{policy}\n");
        let found = findings(&[("policy.rw", &text)]);
        let told = |found: &[Found]| found.iter().filter(|one| one.code == *code).count();
        assert!(told(&found) > 0, "no {code} in\n{policy}");
        for finding in found.iter().filter(|one| one.code == *code) {
            for remedy in finding.text["remedies"].as_array().unwrap() {
                if remedy["edits"].as_array().unwrap().is_empty() {
                    continue;
                }
                let mended = applied(&text, remedy);
                let after = findings(&[("policy.rw", &mended)]);
                let broken: Vec<_> = after
                    .iter()
                    .filter(|one| one.code.as_str() < "RW2")
                    .collect();
                if told(&after) >= told(&found) || !broken.is_empty() {
                    wrong.push(format!("{code}: {remedy}\n{mended}\n{broken:?}"));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn an_environment_that_was_left_out_gets_only_what_can_be_granted_there() {
    let lines = |policy: &str| {
        let found = findings(&[("policy.rw", &format!("{PLACES}{policy}\n"))]);
        let left_out = found.iter().find(|one| one.code == "RW707").unwrap();
        left_out.text["remedies"][0]["edits"].to_string()
    };
    let everywhere = lines("grant \"Reader\" to runner on churn@dev");
    assert!(
        everywhere.contains("to runner@prod on churn@prod"),
        "{everywhere}"
    );
    for policy in [
        "managed-identity solo in dev\ngrant \"Reader\" to solo on churn@dev",
        "grant \"Reader\" to team on churn@dev { until 2027-01-01 }",
        "grant \"Reader\" to team on churn@dev { keep }",
    ] {
        assert_eq!(lines(policy), "[]", "{policy}");
    }
}
