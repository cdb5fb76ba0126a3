//! The real programs, and a deployment stack: planned, carried out, taken back.

use super::over_https::{environment, start};
use super::{SUB, TENANT, seed};
use crate::support::Folder;

const STACK: &str = "
[stack]
name = \"access\"
scope = \"/subscriptions/11111111-1111-4111-8111-111111111111\"
location = \"westeurope\"
";

#[test]
fn a_stack_is_planned_carried_out_and_taken_back_by_the_real_programs() {
    let policy = format!(
        "policy p {{ tenant \"{TENANT}\" }}
environment dev {{ tier development subscription \"{}\" }}
group crew {{ name \"team\" }}
role looker on environment {{ actions \"Microsoft.Storage/storageAccounts/read\" }}
grant looker to crew on dev
grant \"Reader\" to crew on dev
",
        &SUB[15..]
    );
    let folder = Folder::with(&[
        ("policies/a.rw", &policy),
        ("policies/rolewright.toml", STACK),
        ("seed.json", &seed().to_string()),
    ]);
    let path = folder.path("seed.json").display().to_string();
    // The answer comes at once, and the end of it two seconds later.
    folder.write("faults.json", r#"{"operation_seconds": 2}"#);
    let faults = folder.path("faults.json").display().to_string();
    let _running = start(&folder, &["--seed", &path, "--faults", &faults]);
    let variables = environment(&folder);
    let run = |arguments: &[&str], code: i32| {
        let mut command = folder.process(arguments);
        command.envs(variables.iter().map(|(name, value)| (name, value)));
        let ran = command.output().unwrap();
        let (out, err) = (folder.marked(&ran.stdout), folder.marked(&ran.stderr));
        assert_eq!(ran.status.code(), Some(code), "{arguments:?}\n{out}{err}");
        format!("{out}{err}")
    };
    let again = ["plan", "policies", "--detailed-exitcode"];
    for (command, file, left) in [("plan", "plan.json", 0), ("destroy", "gone.json", 3)] {
        run(&[command, "policies", "--via", "stack", "--out", file], 0);
        let seen = run(&["apply", file, "--yes", "--via", "stack"], 0);
        assert!(seen.contains("a second plan is empty"), "{seen}");
        run(&again, left);
    }
    // Azure wrote it, and nobody else.
    let log = folder.read("box/requests.jsonl");
    let writes = log
        .lines()
        .filter(|line| !line.contains("\"method\":\"GET\""));
    let to = |kind: &str| writes.clone().filter(|line| line.contains(kind)).count();
    assert!(to("/deploymentStacks/access") >= 2, "{log}");
    assert_eq!(
        to("/roleAssignments/") + to("/roleDefinitions/"),
        0,
        "{log}"
    );
}
