//! Edges of the rules about what must hold: `never`, `test`, and who counts.

use super::findings;

/// Two environments, a group with a member, and a stage on each level.
const WORLD: &str = r#"
environment dev { tier development  subscription "11111111-1111-1111-1111-111111111111"  resource-group "rg" }
environment prod { tier production  subscription "33333333-3333-3333-3333-333333333333"  resource-group "rg" }
storage lake in dev, prod { name "stlake${env}"  container raw  container models }
workspace churn in dev, prod { name "mlw-${env}"  storage lake }
user alice { object-id "aaaaaaaa-0000-4000-8000-0000000000a1" }
group team { object-id "aaaaaaaa-0000-4000-8000-000000000001"  members alice }
group others { object-id "aaaaaaaa-0000-4000-8000-000000000002" }
managed-identity robot in dev, prod { object-id "aaaaaaaa-0000-4000-8000-00000000000b"  override prod { object-id "aaaaaaaa-0000-4000-8000-00000000000c" } }
stage look { on container raw can read-data }
stage work extends look { on workspace can submit-jobs }
"#;

/// Counts the findings of a kind that lines add to the world.
fn count(code: &str, lines: &str) -> usize {
    let text = format!("{WORLD}{lines}");
    let found = findings(&[("policy.rw", &text)]);
    let wrong: Vec<_> = found
        .iter()
        .filter(|one| one.code.starts_with("RW1"))
        .collect();
    assert!(wrong.is_empty(), "{wrong:?}");
    found.iter().filter(|one| one.code == code).count()
}

fn broken(lines: &str) -> bool {
    count("RW601", lines) > 0
}

fn failed(lines: &str) -> usize {
    count("RW602", lines)
}

#[test]
fn a_member_holds_what_its_group_holds() {
    let grant = "grant look to team on churn@prod\n";
    assert!(broken(&format!("{grant} never read-data to every user")));
    assert!(broken(&format!(
        "{grant} never read-data to alice on lake.raw@prod"
    )));
    assert!(!broken(&format!("{grant} never read-data to others")));
    assert!(!broken(&format!("{grant} never read-data on dev")));
    assert!(!broken(&format!("{grant} never write-data")));
}

#[test]
fn a_group_is_judged_with_every_declared_member() {
    let grant = "grant look to alice on churn@prod\n";
    assert!(broken(&format!("{grant} never read-data to team")));
    assert_eq!(
        failed(&format!(
            "{grant} test \"x\" {{ team cannot read-data on lake.raw@prod }}"
        )),
        1
    );
}

#[test]
fn what_comes_from_above_and_what_lies_below_counts() {
    let above = "grant \"Storage Blob Data Reader\" to team on prod\n";
    assert!(broken(&format!("{above} never read-data on lake.raw@prod")));
    let below = "grant look to team on lake.raw@prod\n";
    assert!(broken(&format!("{below} never read-data on prod")));
    assert!(broken(&format!(
        "{below} never read-data on tier production"
    )));
    assert!(!broken(&format!(
        "{below} never read-data on lake.models@prod"
    )));
}

#[test]
fn exceptions_leave_out_principals_with_their_members_and_grants() {
    let grant = "grant look to team on churn@prod\n";
    assert!(!broken(&format!("{grant} never read-data except team")));
    assert!(!broken(&format!(
        "{grant} never read-data to every user except team"
    )));
    assert!(!broken(&format!(
        "{grant} never read-data except through look"
    )));
    assert!(broken(&format!(
        "{grant} never read-data except through work"
    )));
    let two = "grant look to team on churn@prod\ngrant \"Storage Blob Data Reader\" to team on lake.raw@prod\n";
    assert!(broken(&format!(
        "{two} never read-data except through look"
    )));
}

#[test]
fn what_must_be_activated_first_is_no_standing_access() {
    let grant = "grant look to team on churn@prod { eligible max 4h }\n";
    assert!(broken(&format!("{grant} never read-data")));
    assert!(!broken(&format!("{grant} never standing read-data")));
    assert_eq!(
        failed(&format!(
            "{grant} test \"x\" {{ team can read-data on lake.raw@prod }}"
        )),
        1
    );
    assert_eq!(
        failed(&format!(
            "{grant} test \"x\" {{ only team can read-data on lake.raw@prod }}"
        )),
        0
    );
}

#[test]
fn access_under_a_condition_satisfies_neither() {
    let grant = "grant look to team on churn@dev { where blob path starts-with \"a/\" }\n";
    assert_eq!(
        failed(&format!(
            "{grant} test \"x\" {{ team can read-data on lake.raw@dev }}"
        )),
        1
    );
    assert_eq!(
        failed(&format!(
            "{grant} test \"x\" {{ team cannot read-data on lake.raw@dev }}"
        )),
        1
    );
}

#[test]
fn can_takes_what_a_task_needs_and_cannot_asks_what_defines_it() {
    // The right to write jobs alone is not all that submitting takes.
    let role = "role bare on workspace { actions \"Microsoft.MachineLearningServices/workspaces/jobs/write\" }\n\
        grant bare to team on churn@dev\n";
    assert_eq!(
        failed(&format!(
            "{role} test \"x\" {{ team can submit-jobs on churn@dev }}"
        )),
        1
    );
    assert_eq!(
        failed(&format!(
            "{role} test \"x\" {{ team cannot submit-jobs on churn@dev }}"
        )),
        1
    );
    let reader = "grant \"Reader\" to team on churn@dev\n";
    assert_eq!(
        failed(&format!(
            "{reader} test \"x\" {{ team cannot submit-jobs on churn@dev }}"
        )),
        0
    );
}

#[test]
fn a_wildcard_is_surely_enough_and_possibly_too_much() {
    let grant = "grant \"Contributor\" to team on churn@dev\n";
    assert_eq!(
        failed(&format!(
            "{grant} test \"x\" {{ team can submit-jobs on churn@dev }}"
        )),
        0
    );
    assert!(broken(&format!("{grant} never list-workspace-keys")));
    assert!(!broken(&format!(
        "{grant} never \"Microsoft.Authorization/roleAssignments/write\""
    )));
}

#[test]
fn a_quoted_operation_is_looked_for_on_both_planes() {
    let grant = "grant look to team on churn@dev\n";
    let blobs = "Microsoft.Storage/storageAccounts/blobServices/containers";
    assert!(broken(&format!("{grant} never \"{blobs}/blobs/read\"")));
    assert!(broken(&format!("{grant} never \"{blobs}/*\"")));
    assert!(!broken(&format!("{grant} never \"{blobs}/write\"")));
}

#[test]
fn a_stage_is_any_of_its_capabilities() {
    let grant = "grant look to team on churn@prod\n";
    assert!(broken(&format!("{grant} never work on tier production")));
    assert!(broken(&format!("{grant} never look on tier production")));
    assert_eq!(
        failed(&format!(
            "{grant} test \"x\" {{ team can look on lake.raw@prod }}"
        )),
        0
    );
}

#[test]
fn only_names_everybody_who_may() {
    let grants = "grant look to team on churn@dev\ngrant look to robot on churn@dev\n";
    assert_eq!(
        failed(&format!(
            "{grants} test \"x\" {{ only team can read-data on lake.raw@dev }}"
        )),
        1
    );
    assert_eq!(
        failed(&format!(
            "{grants} test \"x\" {{ only team, robot can read-data on lake.raw@dev }}"
        )),
        0
    );
    assert_eq!(
        failed(&format!(
            "{grants} test \"x\" {{ only team, robot, others can read-data on lake.raw@dev }}"
        )),
        1
    );
}

#[test]
fn a_finding_prints_the_path_that_causes_it() {
    let text = format!("{WORLD}grant look to team on churn@prod\nnever read-data to alice");
    let found = findings(&[("policy.rw", &text)]);
    let found = found.iter().find(|one| one.code == "RW601").unwrap();
    let said = found.text.to_string();
    assert!(
        said.contains("alice -> team -> look on lake.raw@prod"),
        "{said}"
    );
}

#[test]
fn lines_that_contradict_each_other_wait_and_all_others_are_judged() {
    let test =
        |lines: &str| format!("grant look to team on churn@prod\ntest \"t\" {{ {lines} }}\n");
    let both = test("alice can submit-jobs on churn@prod  alice cannot submit-jobs on churn@prod");
    assert_eq!((failed(&both), count("RW915", &both)), (0, 1));
    // `reach` and `only` say something else, and hide nothing.
    let reach =
        test("alice can submit-jobs on churn@prod  alice cannot reach submit-jobs on churn@prod");
    assert_eq!((failed(&reach), count("RW915", &reach)), (1, 0));
    let only =
        test("only alice can submit-jobs on churn@prod  alice cannot submit-jobs on churn@prod");
    assert_eq!((failed(&only), count("RW915", &only)), (1, 0));
}
