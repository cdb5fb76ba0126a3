//! Invariants of the old side, held against the new one.

use super::diff;
use super::small::{BASE, with};

fn broken(old: &str, new: &str) -> Vec<String> {
    let broken = diff(old, new).broken;
    let told = broken.iter().map(|one| {
        let chain = one.chain.as_ref().unwrap();
        format!(
            "{} {} {} +{}",
            one.who,
            chain.groups.join(">"),
            chain.role,
            one.others
        )
    });
    told.collect()
}

#[test]
fn are_held_against_what_becomes_of_access() {
    let never = "never deploy-endpoints on churn@dev\n";
    let old = with(never);
    let gain = "grant \"Contributor\" to team on churn@dev\n";
    assert_eq!(
        broken(&old, &with(&format!("{never}{gain}"))),
        ["ann ann>team Contributor +2"]
    );
    // It counts though the new side has it no more.
    assert_eq!(broken(&old, &with(gain)), ["ann ann>team Contributor +2"]);
    // What was broken before is told of those alone who did not break it.
    let joined =
        |members: &str| with(&format!("{never}{gain}")).replace("members ann, bob", members);
    assert_eq!(
        broken(&joined("members bob"), &joined("members ann, bob")),
        ["ann ann>team Contributor +0"]
    );
    assert!(broken(&joined("members ann, bob"), &joined("members bob")).is_empty());
    assert!(broken(&old, &old).is_empty());
}

/// A line of a test that says `cannot` is one as well.
#[test]
fn are_in_tests_too() {
    let text = |members: &str, more: &str| {
        let test = "test \"t\" { team cannot deploy-endpoints on churn@dev }\n";
        let gain = "grant \"Contributor\" to bob on churn@dev\n";
        with(&format!("{more}{gain}")).replace("members ann, bob", members)
            + if more.is_empty() { test } else { "" }
    };
    let old = text("members ann", "");
    assert!(broken(&old, &old).is_empty());
    let expected = ["bob bob Contributor +0"];
    assert_eq!(broken(&old, &text("members ann, bob", "")), expected);
    assert_eq!(
        broken(&old, &text("members ann, bob", "// no test\n")),
        expected
    );
}

#[test]
fn mean_what_they_meant_when_names_are_gone() {
    let gain = |to: &str, on: &str| format!("grant \"Storage Blob Data Reader\" to {to} on {on}\n");
    // A scope that lost its name stands somewhere below what has one.
    let old = with("never read-data on lake.raw@dev\n");
    let unnamed = BASE.replace(" { container raw }", "");
    assert_eq!(
        broken(&old, &format!("{unnamed}{}", gain("ann", "lake@dev"))),
        ["ann ann Storage Blob Data Reader +0"]
    );
    let other = with(&format!(
        "storage sea in dev {{ container raw }}\n{}",
        gain("ann", "sea@dev")
    ));
    assert!(broken(&old, &other).is_empty());
    // The members of a group that is gone are still meant, or still excepted.
    let gone = BASE.replace("grant look to team on churn@dev\n", "");
    let at = gone.find("group team").unwrap();
    let gone = format!(
        "{}stage look {{ on workspace can read-jobs }}\n",
        &gone[..at]
    );
    let meant = with("never read-data to team\n");
    assert_eq!(
        broken(&meant, &format!("{gone}{}", gain("bob", "lake@dev"))),
        ["bob bob Storage Blob Data Reader +0"]
    );
    let excepted = with("never read-data except team\n");
    assert!(broken(&excepted, &format!("{gone}{}", gain("bob", "lake@dev"))).is_empty());
    // Who left an excepted group is excepted no more.
    let left = BASE.replace("members ann, bob", "members ann");
    assert_eq!(
        broken(&excepted, &format!("{left}{}", gain("bob", "lake@dev"))),
        ["bob bob Storage Blob Data Reader +0"]
    );
}

#[test]
fn follow_steps_where_they_say_so() {
    let base = |never: &str| {
        let never = format!(
            "environment far {{\n    tier production\n    subscription \"22222222-2222-4222-8222-222222222222\"\n    resource-group \"rg-far\"\n}}\nstorage sea in far {{ container raw }}\n{never} on sea@far"
        );
        with(&format!(
            "{never}\ncompute gpu in churn {{ kind cluster  runs-as robot }}\nmanaged-identity robot in dev {{ name \"id-a\" }}\ngrant \"Contributor\" to team on churn@dev\n"
        ))
    };
    let gain = "grant \"Storage Blob Data Reader\" to robot@dev on sea@far\n";
    let old = base("never reach read-data to team");
    let diff = diff(&old, &format!("{old}{gain}"));
    let [one] = diff.broken.as_slice() else {
        panic!("{:#?}", diff.broken)
    };
    assert!(
        !one.steps.is_empty() && one.steps.last().unwrap().to == "robot@dev",
        "{one:#?}"
    );
    let direct = base("never read-data to team");
    assert!(broken(&direct, &format!("{direct}{gain}")).is_empty());
}

#[test]
fn except_what_comes_through_what_they_named() {
    let text =
        |never: &str, can: &str| BASE.replace("can read-jobs", &format!("can {can}")) + never;
    let never = "never read-jobs on churn@dev except through look\n";
    assert!(
        broken(
            &text(never, "read-jobs"),
            &text(never, "read-jobs, submit-jobs")
        )
        .is_empty()
    );
    let more = format!(
        "{}grant \"Reader\" to ann on churn@dev\n",
        text(never, "read-jobs")
    );
    assert_eq!(
        broken(&text(never, "read-jobs"), &more),
        ["ann ann Reader +0"]
    );
}
