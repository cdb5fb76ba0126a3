//! Scopes that are not there when it is planned, or not any more when the plan is carried out.

use rolewright::cli::Exit;
use rolewright::sandbox::Method;
use serde_json::Value;

use super::cloud::Cloud;
use crate::sandbox::GROUP;
use crate::support::snapshot;

const POLICY: &str = "policy p { tenant \"99999999-9999-4999-8999-999999999999\" }
environment dev { tier development subscription \"11111111-1111-4111-8111-111111111111\" }
environment lab {
    tier development
    subscription \"11111111-1111-4111-8111-111111111111\"
    within resource-group \"rg-ml\"
}
group crew { object-id \"aaaaaaaa-0000-4000-8000-000000000001\" }
grant \"Reader\" to crew on lab
";

const NOWHERE: &str =
    "environment none { tier development subscription \"33333333-3333-4333-8333-333333333333\" }
management-group lone { id \"lone\" }
storage pond in lab { name \"pond\" }
grant \"Reader\" to crew on none, lone, pond@lab
";

fn writes(cloud: &Cloud) -> usize {
    let log = cloud.log();
    log.iter()
        .filter(|line| matches!(line.method, "PUT" | "DELETE"))
        .count()
}

/// Between the plan and the apply: nothing is begun, and the reason is told.
#[test]
fn a_scope_that_went_since_it_was_planned_stops_the_plan() {
    let cloud = Cloud::new(POLICY);
    let ran = cloud.run(&["plan", "policies", "--out", "plan.json"], None);
    assert_eq!(ran.exit, Exit::Clean, "{}", ran.seen());
    assert!(cloud.call(Method::Delete, GROUP, Value::Null).0 < 300);
    let ran = cloud.run(&["apply", "plan.json", "--yes"], None);
    assert_eq!((ran.exit, writes(&cloud)), (Exit::Trouble, 0));
    snapshot("apply", "gone", &ran.seen());
    // Once it is there again, so is the plan.
    let body = serde_json::json!({"location": "westeurope"});
    assert!(cloud.call(Method::Put, GROUP, body).0 < 300);
    let ran = cloud.run(&["apply", "plan.json", "--yes"], None);
    assert_eq!(
        (ran.exit, writes(&cloud)),
        (Exit::Clean, 1),
        "{}",
        ran.seen()
    );
}

/// A snapshot says what is not there, and a plan from it says the same as one from Azure.
#[test]
fn what_is_not_there_stands_in_the_snapshot() {
    let cloud = Cloud::new(POLICY);
    let all = format!("{POLICY}{NOWHERE}");
    cloud.folder.write("policies/a.rw", all);
    let taken = cloud.run(&["snapshot", "policies", "--out", "azure.json"], None);
    assert_eq!(taken.exit, Exit::Clean, "{}", taken.seen());
    let absent: Vec<_> = taken
        .err
        .lines()
        .filter(|line| line.contains("not "))
        .collect();
    assert_eq!(
        absent,
        [
            "not there: /providers/Microsoft.Management/managementGroups/lone",
            &format!("not there: {GROUP}/providers/Microsoft.Storage/storageAccounts/pond"),
            "not there: /subscriptions/33333333-3333-4333-8333-333333333333",
        ]
    );
    let live = cloud.run(&["plan", "policies"], None);
    assert_eq!((live.exit, live.err.as_str()), (Exit::Trouble, ""));
    let read = cloud.run(&["plan", "policies", "--against", "azure.json"], None);
    assert_eq!((read.exit, &read.out), (Exit::Trouble, &live.out));
    assert_eq!(
        live.out.matches("! no-such-scope: ").count(),
        3,
        "{}",
        live.out
    );
    let import = [
        "import",
        "--from",
        "snapshot",
        "azure.json",
        "--name",
        "there",
    ];
    let left = cloud.run(&import, None).err.matches("is not there").count();
    assert_eq!(left, 3);
    // What else reads the file takes it as well.
    for reads in [
        &["lint", "policies", "--against", "azure.json"][..],
        &["drift", "policies", "--against", "azure.json"],
        &["diff", "azure.json", "policies"],
        &import,
    ] {
        let ran = cloud.run(reads, None);
        assert_ne!(ran.exit, Exit::Trouble, "{reads:?}: {}", ran.seen());
    }
}
