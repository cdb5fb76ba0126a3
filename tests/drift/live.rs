//! Against a running sandbox: who did it, since when, and what was deleted.

use std::process::Command;

use rolewright::cli::Exit;

use crate::sandbox::over_https::{environment, start};
use crate::sandbox::{ANN, GROUP, SUB, TEAM, TENANT};
use crate::support::{Folder, Ran};

fn policy(grants: &str) -> String {
    format!(
        "policy p {{ tenant \"{TENANT}\" }}
environment dev {{ tier development subscription \"{}\" within resource-group \"rg-ml\" }}
group team {{ object-id \"{TEAM}\" }}
user ann {{ object-id \"{ANN}\" }}
{grants}",
        SUB.trim_start_matches("/subscriptions/")
    )
}

const BOTH: &str = "grant \"Reader\" to team on dev\ngrant \"Reader\" to ann on dev\n";

struct Box {
    folder: Folder,
    variables: Vec<(String, String)>,
}

impl Box {
    fn run(&self, arguments: &[&str]) -> Ran {
        let variables = self.variables.iter();
        let variables: Vec<_> = variables
            .map(|(name, value)| (name.as_str(), value.as_str()))
            .collect();
        self.folder.run_with(arguments, "", &variables)
    }

    /// Plans and applies, with the clock of this machine.
    fn apply(&self, policy: &str) {
        self.folder.write("p/a.rw", policy);
        let program = env!("CARGO_BIN_EXE_rolewright");
        for arguments in [
            &["plan", "p", "--out", "plan.json"][..],
            &["apply", "plan.json", "--yes"],
        ] {
            let mut command = Command::new(program);
            command
                .args(arguments)
                .current_dir(self.folder.path(""))
                .envs(self.variables.clone());
            let ran = command.output().unwrap();
            assert!(
                ran.status.success(),
                "{}",
                String::from_utf8_lossy(&ran.stderr)
            );
        }
        std::fs::remove_file(self.folder.path("plan.json")).unwrap();
    }

    /// Looks for drift, with the clock of this machine, which the log of the sandbox goes by.
    fn drift(&self, more: &[&str]) -> (i32, String) {
        let mut command = Command::new(env!("CARGO_BIN_EXE_rolewright"));
        command.args(["drift", "p"]).args(more);
        command
            .current_dir(self.folder.path(""))
            .envs(self.variables.clone());
        let ran = command.output().unwrap();
        let text = [ran.stdout, ran.stderr].concat();
        (ran.status.code().unwrap(), String::from_utf8(text).unwrap())
    }
}

#[test]
fn who_changed_something_and_when_is_told() {
    let folder = Folder::new();
    folder.write("seed.json", crate::sandbox::seed().to_string());
    let seed = folder.path("seed.json");
    let _running = start(&folder, &["--seed", seed.to_str().unwrap()]);
    let there = Box {
        variables: environment(&folder),
        folder,
    };
    there.apply(&policy(BOTH));
    let (code, text) = there.drift(&["--only-ours"]);
    assert_eq!(code, 0, "{text}");
    // Somebody takes from Ann what the policy gives, and gives the team more.
    there.apply(&policy("grant \"Reader\" to team on dev\n"));
    there.apply(
        &policy(BOTH)
            .replace("policy p ", "policy q ")
            .replace("\"Reader\"", "\"Contributor\""),
    );
    there.folder.write("p/a.rw", policy(BOTH));
    let (code, text) = there.drift(&[]);
    assert_eq!(code, 3, "{text}");
    assert!(
        text.contains("asked for, and not there: `Reader` for `ann`"),
        "{text}"
    );
    assert!(text.contains("deleted at 20"), "{text}");
    assert!(text.contains("by `sandbox root` ("), "{text}");
    assert!(
        !text.contains("added by somebody else: `Contributor`"),
        "it is another policy's\n{text}"
    );
    // What has no owner is added, and whoever made it is told.
    let ran = there.run(&["import", "--from", "azure", "--at", GROUP, "--name", "all"]);
    assert!(
        matches!(ran.exit, Exit::Clean | Exit::Findings),
        "{}",
        ran.seen()
    );
    assert!(ran.out.contains("policy all {"), "{}", ran.seen());
    assert!(
        ran.out.contains("is that of the policy `q`"),
        "{}",
        ran.seen()
    );
}
