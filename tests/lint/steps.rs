//! Rules about steps: what they tell, what they leave to others, and that their mends break paths.

use super::pages::applied;
use super::{codes, findings};

const HARMLESS: &str = include_str!("../fixtures/reach/harmless.rw");

/// Lints one text and keeps the codes of rules about steps.
fn told(policy: &str) -> Vec<String> {
    let found = findings(&[("policy.rw", policy)]);
    let all = codes(&found).into_iter().map(str::to_owned);
    let rules = [640..=699, 720..=799];
    all.filter(|code| {
        let number: u32 = code[2..].parse().unwrap();
        rules.iter().any(|range| range.contains(&number))
    })
    .collect()
}

#[test]
fn each_mend_of_the_harmless_policy_ends_the_path() {
    let found = findings(&[("policy.rw", HARMLESS)]);
    let path = found.iter().find(|one| one.code == "RW722").unwrap();
    let remedies = path.text["remedies"].as_array().unwrap();
    let advice: Vec<_> = remedies.iter().map(|one| one["text"].to_string()).collect();
    assert_eq!(advice.len(), 3, "{advice:?}");
    assert!(advice[0].contains("`lab-store.incoming@dev`"), "{advice:?}");
    for remedy in remedies {
        let mended = applied(HARMLESS, remedy);
        assert_ne!(mended, HARMLESS);
        let way = crate::reach::policies::path(&mended, "ann", "sales.raw@prod");
        assert!(way.is_none(), "{remedy}\n{mended}");
        assert!(told(&mended).is_empty(), "{:?}\n{mended}", told(&mended));
    }
}

#[test]
fn a_group_is_told_and_not_each_member() {
    let found = findings(&[("policy.rw", HARMLESS)]);
    let told: Vec<_> = found.iter().filter(|one| one.code == "RW722").collect();
    let [one] = told.as_slice() else {
        panic!("{told:#?}");
    };
    let message = one.text["message"].as_str().unwrap();
    assert!(
        message.starts_with("`data-engineers` can come to"),
        "{message}"
    );
}

#[test]
fn the_path_is_drawn_with_every_grant_on_it() {
    let found = findings(&[("policy.rw", HARMLESS)]);
    let path = found.iter().find(|one| one.code == "RW722").unwrap();
    let note = path.text["notes"][0].as_str().unwrap();
    let parts = [
        "data-engineers",
        "\"Storage Blob Data Contributor\" on lab-store@dev",
        "CanEditWorkspaceStorage lab-store@dev",
        "trainer@dev",
        "\"Storage Blob Data Reader\" on sales.raw@prod",
        "Microsoft.Storage/storageAccounts/blobServices/containers/blobs/read",
    ];
    assert_eq!(note, parts.join(" -> "));
    let places = path.text["related"].as_array().unwrap();
    assert_eq!(places.len(), 1, "{places:?}");
}

/// Without any of these there is no path, or nobody takes it on an ordinary day.
#[test]
fn what_is_not_there_is_not_told() {
    let grant = "grant \"Storage Blob Data Contributor\" to data-engineers on lab-store@dev";
    let without = [
        ("runs-as trainer\n", "\n"),
        ("storage lab-store\n}", "}"),
        (grant, &format!("{grant} {{ keep }}")),
        (grant, &format!("{grant} {{ eligible }}")),
        ("grant \"Storage Blob Data Reader\"", "grant \"Reader\""),
        ("tier production", "tier development"),
    ];
    assert_eq!(told(HARMLESS), ["RW722"]);
    for (from, to) in without {
        let policy = HARMLESS.replace(from, to);
        assert_ne!(policy, HARMLESS, "{from}");
        assert!(told(&policy).is_empty(), "{:?}\n{policy}", told(&policy));
    }
}

#[test]
fn what_somebody_holds_already_is_no_prize() {
    let more = "grant \"Storage Blob Data Reader\" to data-engineers on sales.raw@prod\n";
    assert!(told(&format!("{HARMLESS}{more}")).is_empty());
}

#[test]
fn more_is_told_the_more_is_gained() {
    let with = |role: &str| {
        let policy = HARMLESS.replace(
            "grant \"Storage Blob Data Reader\" to trainer@dev",
            &format!("grant \"{role}\" to trainer@dev"),
        );
        told(&policy)
    };
    assert_eq!(with("Storage Blob Data Reader"), ["RW722"]);
    assert_eq!(with("Storage Blob Data Contributor"), ["RW721"]);
    assert_eq!(with("Storage Blob Data Owner"), ["RW720"]);
}

#[test]
fn a_grant_above_the_environments_counts_as_production() {
    let above = HARMLESS
        .replace(
            "environment dev {",
            "management-group all { id \"mg-all\" }\n\nenvironment dev {\n    within all",
        )
        .replace("environment prod {", "environment prod {\n    within all")
        .replace("to trainer@dev on sales.raw@prod", "to trainer@dev on all");
    assert_eq!(told(&above), ["RW722"]);
}

#[test]
fn roles_that_are_told_by_size_are_left_to_their_rules_within_a_tier() {
    let inside = HARMLESS.replace("storage sales in prod", "storage sales in dev");
    let inside = inside.replace("sales.raw@prod", "sales.raw@dev");
    assert!(told(&inside).is_empty(), "{:?}", told(&inside));
    let jobs = "role jobs on workspace { actions \"Microsoft.MachineLearningServices/workspaces/jobs/write\" }\n";
    let small = format!("{inside}{jobs}grant jobs to data-engineers on lab@dev\n");
    assert_eq!(told(&small), ["RW655"]);
    let large = format!("{inside}grant \"Contributor\" to data-engineers on lab@dev\n");
    assert!(told(&large).is_empty(), "{:?}", told(&large));
}
