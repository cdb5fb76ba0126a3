//! The demo: from nothing to an applied policy and a second plan that is empty.

use std::process::Command;

use crate::support::Folder;

#[test]
fn the_demo_applies_a_policy_and_plans_again_in_vain() {
    let folder = Folder::new();
    let mut command = Command::new(env!("CARGO_BIN_EXE_rolewright"));
    command
        .args(["sandbox", "demo"])
        .current_dir(folder.path(""));
    let ran = command.output().unwrap();
    let out = String::from_utf8(ran.stdout).unwrap();
    let err = String::from_utf8(ran.stderr).unwrap();
    assert!(ran.status.success(), "{out}{err}");
    let commands: Vec<_> = out.lines().filter(|line| line.starts_with("$ ")).collect();
    let run = ["sandbox run", "test", "plan", "apply", "plan"];
    let run = run.map(|command| format!("$ rolewright {command}"));
    let mut shown = commands.iter();
    assert!(
        run.iter()
            .all(|command| shown.any(|line| line.starts_with(command))),
        "{commands:?}"
    );
    assert!(
        err.contains("6 of 6 writes done: 6 written now, 0 found"),
        "{err}"
    );
    let last = out.rsplit("$ rolewright").next().unwrap();
    assert!(
        last.contains("0 to create, 0 to update, 0 to adopt, 0 to delete"),
        "{last}"
    );
    // Nothing is run over what is there.
    let again = command.output().unwrap();
    assert_eq!(again.status.code(), Some(2));
    let err = String::from_utf8(again.stderr).unwrap();
    assert!(err.contains("`rolewright-demo` is there already"), "{err}");
}
