//! A plan that writes where nothing is, is refused when it is planned.

use rolewright::cli::Exit;
use rolewright::observed::{Snapshot, write};
use rolewright::plan::{Aim, Guard, Kind, Pins, Plan};

use super::{ONE, Policy, READER, TWO, assignment, guards, of_kind, person, tenant};
use crate::observed::time;
use crate::support::{Folder, Ran, snapshot};

const HEAD: &str = "policy p { tenant \"99999999-9999-4999-8999-999999999999\" }
environment dev {
    tier development
    subscription \"11111111-1111-4111-8111-111111111111\"
    within resource-group \"rg-churn\"
}
environment prod { tier production subscription \"22222222-2222-4222-8222-222222222222\" }
storage lake in dev { name \"lake\" }
group crew { object-id \"aaaaaaaa-0000-4000-8000-000000000000\" }
group more { object-id \"aaaaaaaa-0000-4000-8000-000000000001\" }
";

fn group() -> String {
    format!("{ONE}/resourceGroups/rg-churn")
}

/// A tenant in which some scopes are not there.
fn without(absent: &[&str]) -> Snapshot {
    let mut there = tenant();
    there.absent = absent.iter().map(|id| (*id).into()).collect();
    there
}

fn planned(grants: &str, there: &Snapshot) -> Plan {
    Policy::of(&format!("{HEAD}{grants}")).plan(there)
}

const GRANTS: &str = "grant \"Reader\" to crew, more on dev
grant \"Reader\" to crew on lake@dev
grant \"Reader\" to crew on prod
";

#[test]
fn each_scope_that_is_not_there_is_refused_once() {
    let plan = planned(GRANTS, &without(&[&group()]));
    assert_eq!(guards(&plan), [Guard::NoSuchScope]);
    assert_eq!(of_kind(&plan, Kind::Refused).len(), 3);
    assert_eq!(of_kind(&plan, Kind::Create).len(), 1);
    assert_eq!(plan.refusals[0].places.len(), 1);
    assert!(
        plan.refusals[0]
            .reason
            .contains("refuse 3 role assignments")
    );
    // A subscription takes with it what is below, whether or not that is listed as well.
    let plan = planned(GRANTS, &without(&[&group(), ONE, &TWO.to_uppercase()]));
    assert_eq!(guards(&plan), [Guard::NoSuchScope; 2]);
    assert_eq!(plan.refusals[0].places.len(), 1, "the line that names it");
    assert!(!plan.has_changes() && !plan.is_incomplete());
    // Where nobody knows, nothing is refused; nor where nothing is asked for.
    assert_eq!(guards(&planned(GRANTS, &without(&[]))), []);
    let elsewhere = planned("grant \"Reader\" to crew on prod\n", &without(&[&group()]));
    assert_eq!(guards(&elsewhere), []);
}

/// What was not read of a scope that is not there is no gap in what the plan knows.
#[test]
fn what_is_not_there_is_not_called_unread() {
    let mut there = without(&[ONE]);
    there.completeness.full.clear();
    there.tree.retain(|one| one.id != ONE);
    let plan = planned("grant \"Reader\" to crew on dev\n", &there);
    assert_eq!(guards(&plan), [Guard::NoSuchScope]);
    assert!(plan.unread.is_empty() && !plan.is_incomplete());
    there.absent.clear();
    let plan = planned("grant \"Reader\" to crew on dev\n", &there);
    assert_eq!(guards(&plan), []);
    assert!(!plan.unread.is_empty() && plan.is_incomplete());
}

#[test]
fn a_role_that_is_to_be_assignable_there_is_refused_with_the_scope() {
    let role = "role looker on environment {
    actions \"Microsoft.Storage/storageAccounts/read\"
    assignable-scopes \"/subscriptions/11111111-1111-4111-8111-111111111111\", \"/subscriptions/22222222-2222-4222-8222-222222222222\"
}
grant looker to crew on prod
";
    let plan = planned(role, &without(&[ONE]));
    assert_eq!(guards(&plan), [Guard::NoSuchScope]);
    assert!(
        plan.refusals[0].reason.contains("refuse 1 role that"),
        "{plan:#?}"
    );
    assert_eq!(of_kind(&plan, Kind::Refused).len(), 2);
    assert!(!plan.has_changes());
    // A role that need not be written is left alone.
    let before = planned(role, &without(&[]));
    let mut there = rolewright::plan::applied(&tenant(), before.writes());
    there.absent.push(ONE.into());
    assert_eq!(guards(&planned(role, &there)), []);
    there.role_definitions[0].permissions.clear();
    assert_eq!(guards(&planned(role, &there)), [Guard::NoSuchScope]);
}

/// Taking away needs no scope to be there.
#[test]
fn what_takes_away_is_not_refused_for_a_scope_that_is_gone() {
    let policy = Policy::of(&format!("{HEAD}{GRANTS}"));
    let there = rolewright::plan::applied(&tenant(), policy.plan(&tenant()).writes());
    let gone = Snapshot {
        absent: vec![group().into()],
        ..there
    };
    for aim in [Aim::Destroy, Aim::Revoke("crew".into())] {
        let plan = policy.plan_for(&gone, &aim, &Pins::new());
        assert_eq!(guards(&plan), [], "{aim:?}");
        assert!(plan.count(Kind::Delete) > 0, "{aim:?}");
    }
}

#[test]
fn the_name_that_was_probably_meant_is_told() {
    let mut there = without(&[&group()]);
    let remedy = |there: &Snapshot| planned(GRANTS, there).refusals[0].remedy.clone();
    assert!(!remedy(&there).contains("is there)"), "{}", remedy(&there));
    let near = [
        ("dddddddd-0000-4000-8000-000000000001", ONE, "rg-chrun"),
        ("dddddddd-0000-4000-8000-000000000002", ONE, "rg-churn-dev"),
        ("dddddddd-0000-4000-8000-000000000003", TWO, "rg-churn"),
    ];
    for (name, sub, group) in near {
        let scope = format!("{sub}/resourceGroups/{group}/providers/a.b/c/d");
        there
            .role_assignments
            .push(assignment(name, &scope, &person(3), READER));
    }
    assert!(
        remedy(&there).contains("(`rg-chrun` is there)"),
        "{}",
        remedy(&there)
    );
}

#[test]
fn a_plan_where_nothing_is_is_drawn() {
    let near = format!("{ONE}/resourceGroups/rg-chrun");
    let mut there = without(&[&group(), TWO]);
    there.taken = time("2026-11-21T20:00:00Z");
    there.role_assignments.push(assignment(
        "dddddddd-0000-4000-8000-000000000001",
        &near,
        &person(3),
        READER,
    ));
    let policy = format!("{HEAD}{GRANTS}");
    let folder = Folder::with(&[("policies/a.rw", &policy), ("azure.json", &write(&there))]);
    let run = |more: &[&str]| -> Ran {
        let base = ["plan", "policies", "--against", "azure.json"];
        let ran = folder.run(&[&base, more].concat());
        assert_eq!((ran.exit, ran.err.as_str()), (Exit::Trouble, ""));
        ran
    };
    snapshot("plan", "absent", &run(&[]).seen());
    snapshot("plan", "absent-json", &run(&["--output", "json"]).seen());
    snapshot(
        "plan",
        "absent-markdown",
        &run(&["--output", "markdown"]).seen(),
    );
    // The policy is not drifted from, and nothing there can be as it asks.
    let drift = folder.run(&[
        "drift",
        "policies",
        "--against",
        "azure.json",
        "--only-ours",
    ]);
    assert_eq!(drift.exit, Exit::Changes, "{}", drift.seen());
    snapshot("drift", "absent", &drift.seen());
}
