//! What stays the same: ids when stages are added or renamed, output when text is moved.

use std::collections::BTreeMap;

use super::world::{BASE, Seen, sound, with};
use crate::support::Folder;

fn guids(seen: &Seen) -> BTreeMap<String, String> {
    let roles = seen.compiled.roles.iter();
    roles
        .map(|role| (role.key.to_string(), role.guid.to_string()))
        .collect()
}

#[test]
fn each_tier_has_a_role_of_its_own_and_a_new_stage_renames_none() {
    let text = "stage s { on workspace can run on container raw can open } grant s to team on churn@dev, churn@prod";
    let before = guids(&sound(text));
    let keys: Vec<_> = before.keys().map(String::as_str).collect();
    assert_eq!(
        keys,
        [
            "s/container/raw/development",
            "s/container/raw/production",
            "s/workspace/-/development",
            "s/workspace/-/production"
        ]
    );
    let after = guids(&sound(&format!(
        "stage a {{ on workspace can run }} {text} grant a to team on churn@dev"
    )));
    assert_eq!(after.len(), 5);
    assert!(
        before
            .iter()
            .all(|(key, guid)| after.get(key) == Some(guid))
    );
}

#[test]
fn a_renamed_stage_keeps_its_ids_and_no_two_stages_share_one() {
    let old = sound("stage old { on workspace can run } grant old to team on churn@dev");
    let renamed = "stage new formerly old { on workspace can run } grant new to team on churn@dev";
    let new = sound(renamed);
    assert_eq!(old.compiled.roles[0].guid, new.compiled.roles[0].guid);
    assert_ne!(old.compiled.roles[0].key, new.compiled.roles[0].key);
    // The old name, taken again, would be the other stage's role.
    let clash = with(&format!(
        "{renamed} stage old {{ on workspace can look }} grant old to team on churn@dev"
    ));
    assert_eq!(clash.only("RW102"), "old");
    assert_eq!(clash.listed("new/workspace/-/development"), ["jobs/write"]);
    assert_eq!(clash.listed("old/workspace/-/development"), ["jobs/read"]);
    assert!(clash.refused().contains(&"RW823"));
}

#[test]
fn a_built_in_role_takes_the_place_of_an_equal_composed_one() {
    let exact = "capability all on workspace { actions \"*/read\" } stage s { on workspace can all } grant s to team on churn@dev";
    let seen = sound(exact);
    assert_eq!(seen.compiled.roles.len(), 1);
    assert_eq!(seen.compiled.roles[0].display_name, "Reader");
    let wider = exact.replace(
        "\"*/read\"",
        "\"*/read\", \"Microsoft.MachineLearningServices/workspaces/jobs/write\"",
    );
    assert_eq!(
        sound(&wider).compiled.roles[0].key,
        "s/workspace/-/development"
    );
}

#[test]
fn equal_grants_merge_into_one_assignment_with_every_reason() {
    let seen = sound(
        "grant \"Reader\" to team on churn@dev { because \"b\" } grant \"Reader\" to team on churn@dev { because \"a\" }",
    );
    let [only] = seen.compiled.assignments.as_slice() else {
        panic!("{:?}", seen.assigned());
    };
    assert_eq!(only.sources.len(), 2);
    assert!(
        only.description.starts_with("a; b [rw:small:"),
        "{}",
        only.description
    );
}

#[test]
fn grants_past_their_last_day_are_left_out() {
    let grant = |day: &str| {
        sound(&format!(
            "grant \"Reader\" to team on churn@dev {{ until {day} }}"
        ))
        .assigned()
        .len()
    };
    assert_eq!(
        (
            grant("2026-11-21"),
            grant("2026-11-22"),
            grant("2026-11-23")
        ),
        (0, 1, 1)
    );
}

/// Builds and reads the folder of artefacts, without the places that they map back to.
fn built(files: &[(&str, &str)]) -> BTreeMap<String, String> {
    let folder = Folder::with(files);
    let ran = folder.run(&["build", "policy", "--out", "out"]);
    assert_eq!(ran.exit as u8, 0, "{}", ran.seen());
    let made = folder
        .files()
        .into_iter()
        .filter(|path| path.starts_with("out/"));
    made.map(|path| {
        let text = without_origins(&folder.read(&path));
        (path, text)
    })
    .collect()
}

/// Drops what names places of the policy, and the digests of what holds such names: lines, or parts of
/// a line where a thing has one line.
fn without_origins(text: &str) -> String {
    let names_a_place = |part: &&str| part.contains(".rw:") || part.contains("\"sha256\"");
    let lines = text.lines().map(|line| match line.trim_start() {
        dense if dense.starts_with("{\"") => {
            let parts = dense.split(',');
            let kept: Vec<_> = parts.filter(|part| !names_a_place(part)).collect();
            kept.join(",")
        }
        _ => line.to_owned(),
    });
    let kept = lines.filter(|line| !names_a_place(&line.as_str()));
    kept.collect::<Vec<_>>().join("\n")
}

#[test]
fn order_and_files_change_no_byte_of_what_is_built() {
    let more = r#"
stage s { on workspace can run, look on container raw, features can open on key-vault can secrets }
stage t extends s { on workspace can sweep-jobs }
managed-identity bot in dev, prod { name "id-${env}" }
user ann { upn "ann@contoso.com" }
grant s to bot on churn@dev, churn@prod
grant t to team on churn@dev { because "one" }
grant s to team on churn@dev { because "two" }
grant "Reader" to team on dev { because "three" }
grant "Reader" to team on dev { because "four" }
grant "Reader" to ann on lake.raw@prod { keep until 2027-01-31 }
"#;
    let lines: Vec<_> = BASE
        .lines()
        .chain(more.lines())
        .filter(|line| !line.is_empty())
        .collect();
    let whole = built(&[("policy/a.rw", &lines.join("\n"))]);
    assert!(whole.len() > 5, "{:?}", whole.keys());
    let plan = &whole["out/plan.json"];
    assert!(plan.contains("\"keep\":true") && plan.contains("\"until\":\"2027-01-31\""));
    let backwards: Vec<_> = lines.iter().rev().copied().collect();
    assert_eq!(built(&[("policy/a.rw", &backwards.join("\n"))]), whole);
    let (first, second): (Vec<_>, Vec<_>) = lines
        .iter()
        .enumerate()
        .partition(|(index, _)| index % 2 == 0);
    let join = |part: Vec<(usize, &&str)>| {
        part.into_iter()
            .map(|(_, line)| *line)
            .collect::<Vec<_>>()
            .join("\n")
    };
    assert_eq!(
        built(&[
            ("policy/b.rw", &join(first)),
            ("policy/sub/a.rw", &join(second))
        ]),
        whole
    );
}
