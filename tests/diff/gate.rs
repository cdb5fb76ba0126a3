//! The command: sides and exit status.

use rolewright::cli::Exit;
use rolewright::observed;

use crate::cli::side::{commit, repository};
use crate::observed::full;
use crate::support::Folder;

pub(super) const OLD: &str = "policy p { tenant \"99999999-9999-9999-9999-999999999999\" }
environment dev {
    tier development
    subscription \"11111111-1111-4111-8111-111111111111\"
    resource-group \"rg-dev\"
}
workspace churn in dev
user ann { object-id \"aaaaaaaa-0000-4000-8000-000000000001\" }
grant \"Reader\" to ann on churn@dev
";

pub(super) fn folder() -> Folder {
    Folder::with(&[("old/a.rw", OLD), ("new/a.rw", OLD)])
}

#[test]
fn the_gate_fails_on_a_gain_and_on_nothing_else() {
    let folder = folder();
    let gate = ["diff", "old", "new", "--fail-on", "widened"];
    let ran = folder.run(&gate);
    assert_eq!(
        (ran.exit, ran.out.lines().count()),
        (Exit::Clean, 1),
        "{}",
        ran.seen()
    );
    folder.write("new/a.rw", OLD.replace("\"Reader\"", "\"Contributor\""));
    let ran = folder.run(&gate);
    assert_eq!(ran.exit, Exit::Findings);
    assert!(ran.out.contains("\nwidened: ann may `"), "{}", ran.out);
    assert_eq!(folder.run(&["diff", "old", "new"]).exit, Exit::Clean);
    let back = folder.run(&["diff", "new", "old", "--fail-on", "widened"]);
    assert_eq!(back.exit, Exit::Clean, "{}", back.seen());
}

#[test]
fn snapshots_are_sides() {
    let folder = Folder::new();
    let mut snapshot = full();
    folder.write("old.json", observed::write(&snapshot));
    snapshot.role_assignments.clear();
    folder.write("new.json", observed::write(&snapshot));
    let gate = |old, new| folder.run(&["diff", old, new, "--fail-on", "widened"]);
    let same = gate("old.json", "old.json");
    assert_eq!(
        (same.exit, same.out.lines().count()),
        (Exit::Clean, 1),
        "{}",
        same.seen()
    );
    let less = gate("old.json", "new.json");
    assert!(
        less.exit == Exit::Clean && less.out.contains("loses"),
        "{}",
        less.seen()
    );
    let more = gate("new.json", "old.json");
    assert!(
        more.exit == Exit::Findings && more.out.contains("gains"),
        "{}",
        more.seen()
    );
}

#[test]
fn a_range_of_revisions_is_compared_in_a_folder() {
    let folder = repository(&[("policies/a.rw", OLD), ("elsewhere/b.rw", "user x\n")]);
    folder.write(
        "policies/a.rw",
        OLD.replace("\"Reader\"", "\"Contributor\""),
    );
    commit(&folder);
    let ran = folder.run(&["diff", "HEAD~1..HEAD", "policies", "--fail-on", "widened"]);
    assert!(
        ran.exit == Exit::Findings && ran.out.contains("ann (user) gains"),
        "{}",
        ran.seen()
    );
    let back = folder.run(&["diff", "HEAD", "HEAD~1", "--fail-on", "widened"]);
    assert!(
        back.exit == Exit::Clean && back.out.contains("ann (user) loses"),
        "{}",
        back.seen()
    );
}

#[test]
fn a_side_with_errors_is_refused_and_shown() {
    let folder = folder();
    folder.write("new/a.rw", OLD.replace("to ann", "to anne"));
    let ran = folder.run(&["diff", "old", "new"]);
    assert_eq!(ran.exit, Exit::Trouble);
    assert!(
        ran.err.contains("anne") && ran.err.contains("the new side has errors"),
        "{}",
        ran.err
    );
    assert_eq!(ran.out, "");
}
