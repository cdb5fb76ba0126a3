//! Help, its examples, and `explain`.

use rolewright::cli::Exit;
use rolewright::lint::rules;
use rolewright::observed::{Snapshot, write};

use super::side::repository;
use crate::observed::time;
use crate::plan::tenant;
use crate::support::{Folder, snapshot};

#[test]
fn help_is_complete() {
    snapshot("cli", "help", &Folder::new().run(&["--help"]).seen());
    for command in [
        "lint", "test", "fmt", "build", "import", "catalog", "explain", "graph", "minimize",
        "report", "can", "who-can", "what-can", "path", "diff", "plan", "destroy", "apply",
        "snapshot", "rights", "drift",
    ] {
        let name = format!("help-{command}");
        snapshot(
            "cli",
            &name,
            &Folder::new().run(&[command, "--help"]).seen(),
        );
    }
}

/// Every example that a help text shows works as it stands.
#[test]
fn the_examples_of_the_help_work() {
    let folder = Folder::with(&[("policies/a.rw", HELPED)]);
    folder.write("policies/rolewright.toml", STACK);
    folder.write("roles.json", "[]");
    folder.write("assignments.json", "[]");
    folder.write("log.json", "[]");
    folder.write(
        "needs.txt",
        "Microsoft.MachineLearningServices/workspaces/read\n",
    );
    let azure = Snapshot {
        tenant: "99999999-9999-9999-9999-999999999999".into(),
        taken: time("2026-11-21T20:00:00Z"),
        ..tenant()
    };
    folder.write("snapshot.json", write(&azure));
    let compared = repository(&[("policies/a.rw", HELPED), ("before/a.rw", HELPED)]);
    let mut count = 0;
    for command in [
        "lint", "test", "fmt", "build", "import", "catalog", "explain", "graph", "minimize",
        "report", "can", "who-can", "what-can", "path", "diff", "plan", "destroy", "rights",
        "drift",
    ] {
        let folder = if command == "diff" {
            &compared
        } else {
            &folder
        };
        let help = folder.run(&[command, "--help"]).out;
        let (_, examples) = help.split_once("Examples:\n").unwrap();
        for line in examples
            .lines()
            .filter(|line| line.starts_with("  rolewright "))
        {
            // What asks Azure is tried against one (`live`, `apply::command`).
            let asks = ["plan", "drift"].contains(&command) && !line.contains("--against");
            if asks || line.contains("--from azure") {
                continue;
            }
            let ran = folder.run_with(&words(line), HELPED, &[]);
            // Nothing of the policy is in the Azure of the examples.
            let wanted = if command == "drift" {
                Exit::Changes
            } else {
                Exit::Clean
            };
            assert_eq!(ran.exit, wanted, "{line}: {}", ran.seen());
            count += 1;
        }
    }
    assert!(count >= 15, "only {count} examples");
}

/// `explain` knows the codes of rules and all others, and without one it lists the rules.
#[test]
fn explain_answers_for_every_code() {
    let folder = Folder::new();
    let list = folder.run(&["explain"]);
    assert_eq!(list.out.lines().count(), rules::ALL.len() + 2);
    let mistake = folder.run(&["explain", "rw101"]);
    assert!(mistake.out.starts_with("# unknown-name (RW101)\n"));
    assert!(
        mistake.out.contains("grant Reader to vendor on prod"),
        "{}",
        mistake.out
    );
    for code in ["RW050", "malformed-scope", "RW904", "RW090", "RW201"] {
        let ran = folder.run(&["explain", code]);
        assert_eq!(ran.exit, Exit::Clean, "{code}: {}", ran.seen());
    }
    assert_eq!(folder.run(&["explain", "RW999"]).exit, Exit::Trouble);
}

/// A policy with everything that the examples of the help name.
const HELPED: &str = "policy p { tenant \"99999999-9999-9999-9999-999999999999\" }
environment dev {
    tier development
    subscription \"11111111-1111-4111-8111-111111111111\"
    resource-group \"rg-dev\"
}
workspace churn in dev
user alice { object-id \"aaaaaaaa-0000-4000-8000-000000000001\" }
group readers { object-id \"aaaaaaaa-0000-4000-8000-000000000002\" members alice }
grant \"Reader\" to readers on churn@dev
test \"production\" { readers can \"Microsoft.MachineLearningServices/workspaces/read\" on churn@dev }
";

const STACK: &str = "[stack]
name = \"access\"
scope = \"/subscriptions/11111111-1111-4111-8111-111111111111\"
location = \"westeurope\"
";

/// Splits an example as a shell does, without its program, what it is piped or redirected to, and
/// its remark.
fn words(line: &str) -> Vec<&str> {
    let line = line.trim().strip_prefix("rolewright ").unwrap();
    let line = line.split("  ").next().unwrap();
    let line = line.split(['|', '<']).next().unwrap().trim();
    let quoted = line.split(['"', '\'']).enumerate();
    quoted
        .flat_map(|(number, part)| match number % 2 {
            0 => part.split_whitespace().collect(),
            _ => vec![part],
        })
        .collect()
}
