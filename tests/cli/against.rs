//! `--against SNAPSHOT`: what only Azure has counts as well, in every command that judges or answers.

use rolewright::cli::Exit;
use rolewright::observed::{self, Snapshot};

use crate::observed::time;
use crate::observed::under::{ANN, POLICY, ROOT, assignment, empty};
use crate::support::{Folder, snapshot};

const RULES: &str = r#"
never "Microsoft.Storage/storageAccounts/write" on dev
test "ann is no writer" { ann cannot "Microsoft.Storage/storageAccounts/write" on dev }
"#;

/// A policy that lets nobody write, beside a snapshot in which somebody may, from far above.
fn folder(seen: &Snapshot) -> Folder {
    Folder::with(&[
        ("policy/a.rw", &format!("{POLICY}{RULES}")),
        ("live.json", &observed::write(seen)),
    ])
}

fn writer_above() -> Snapshot {
    let mut seen = empty();
    seen.taken = time("2026-11-21T08:00:00Z");
    seen.role_assignments.push(assignment(ANN, ROOT));
    seen
}

#[test]
fn what_nobody_declared_breaks_what_must_hold() {
    let folder = folder(&writer_above());
    let alone = folder.run(&["lint", "policy", "--output", "short"]);
    assert!(!alone.out.contains("RW601"), "{}", alone.seen());
    let lint = folder.run(&[
        "lint",
        "policy",
        "--against",
        "live.json",
        "--output",
        "short",
    ]);
    assert_eq!(lint.exit, Exit::Findings, "{}", lint.seen());
    assert!(
        lint.out.contains("RW601") && lint.out.contains("RW602"),
        "{}",
        lint.seen()
    );
    assert_eq!(folder.run(&["test", "policy"]).exit, Exit::Clean);
    let test = folder.run(&["test", "policy", "--against", "live.json"]);
    assert_eq!(test.exit, Exit::Findings, "{}", test.seen());
    let can = [
        "can",
        "ann",
        "Microsoft.Storage/storageAccounts/write",
        "on",
        "dev",
        "policy",
    ];
    let can = folder.run(&[can.as_slice(), &["--against", "live.json"]].concat());
    assert!(can.out.starts_with("yes: "), "{}", can.seen());
    let seen = [("lint", lint), ("test", test), ("can", can)].map(|(what, ran)| {
        let seen = ran.seen();
        format!("# {what}\n{seen}\n")
    });
    snapshot("cli", "against", &seen.concat());
}

#[test]
fn a_snapshot_that_does_not_fit_is_refused() {
    let refused = |seen: &Snapshot, more: &[&str]| {
        let folder = folder(seen);
        let lint = ["lint", "policy", "--against", "live.json"];
        let ran = folder.run(&[lint.as_slice(), more].concat());
        assert_eq!(ran.exit, Exit::Trouble, "{}", ran.seen());
        ran.seen()
    };
    let mut elsewhere = writer_above();
    elsewhere.tenant = "88888888-8888-4888-8888-888888888888".into();
    let told = [
        refused(&elsewhere, &[]),
        refused(&writer_above(), &["--max-age", "1h"]),
    ];
    snapshot("cli", "against-refused", &told.join("\n"));
}
