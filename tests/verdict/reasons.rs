//! `because`: somebody can, and by a grant of that stage or role.

use rolewright::verdict::Verdict;

use super::{Set, WORLD, holds};
use crate::lint::findings;

const GRANTS: &str = "grant work to team on churn@dev\n\
    grant \"AzureML Data Scientist\" to team on dev { eligible max 4h }\n\
    grant look to alice on lake.raw@dev { where blob path starts-with \"a/\" }\n\
    grant \"Storage Blob Data Reader\" to team on dev\n";

#[test]
fn a_reason_is_a_grant_that_surely_gives_it() {
    let lines = [
        "team can submit-jobs on churn@dev because work",
        "alice can submit-jobs on churn@dev because work",
        "team can submit-jobs on churn@dev because look",
        // Eligible: it counts for `only` alone.
        "team can submit-jobs on churn@dev because \"AzureML Data Scientist\"",
        "only team can submit-jobs on churn@dev because \"AzureML Data Scientist\"",
        "alice can read-data on lake.raw@dev because \"Storage Blob Data Reader\"",
        // Under a condition.
        "alice can read-data on lake.raw@dev because look",
        // It is not so at all.
        "others can submit-jobs on churn@dev because work",
    ];
    let expected = [true, true, false, false, true, true, false, false];
    assert_eq!(holds(GRANTS, &lines), expected);
}

/// A role that gives what comes with a task, and nothing of what defines it, is no reason for it.
#[test]
fn what_a_task_only_needs_is_no_reason() {
    let grants = "grant work to team on churn@dev  grant \"Reader\" to team on dev";
    let lines = ["team can submit-jobs on churn@dev because \"Reader\""];
    assert_eq!(holds(grants, &lines), [false]);
}

#[test]
fn another_reason_lists_what_there_is() {
    let text =
        format!("{WORLD}{GRANTS}test \"t\" {{ team can submit-jobs on churn@dev because look }}");
    let verdicts = Set::of(&text).verdicts();
    let Verdict::OtherReason { ways, .. } = &verdicts.tests[0][0] else {
        panic!("{:?}", verdicts.tests)
    };
    assert_eq!(ways.len(), 1, "{ways:?}");
}

#[test]
fn a_reason_must_be_known_and_have_a_line_that_can_have_one() {
    let wrong = |line: &str| {
        let text = format!("{WORLD}{GRANTS}test \"t\" {{ {line} }}");
        let found = findings(&[("a.rw", &text)]);
        let found = found.iter().filter(|one| one.code.starts_with("RW1"));
        found
            .map(|one| format!("{}: {}", one.code, one.text["message"].as_str().unwrap()))
            .collect::<Vec<_>>()
    };
    let none = "team cannot submit-jobs on churn@dev because work";
    assert_eq!(wrong(none), ["RW117: `because` goes with `can`"]);
    let steps = "team can reach submit-jobs on churn@dev because work";
    let said = "RW117: `because` names a grant, and `reach` goes by more than grants";
    assert_eq!(wrong(steps), [said]);
    let slip = wrong("team can submit-jobs on churn@dev because wrk");
    assert_eq!(slip, ["RW101: nothing declares a stage or role `wrk`"]);
    let bare = wrong("team can submit-jobs on churn@dev because Reader");
    let said = "RW101: `Reader` is a role of Azure, and such names are quoted";
    assert_eq!(bare, [said]);
}
