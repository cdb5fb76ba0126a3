//! What judges a change counts as it was before: settings, accepted findings, invariants, pins.

use rolewright::cli::Exit;
use rolewright::model::Guid;
use rolewright::model::date::Moment;
use rolewright::observed::{self, PartyKind, Schedule};

use super::gate::{OLD, folder};
use crate::cli::side::{commit, git, repository};
use crate::observed::full;
use crate::support::Folder;

const GATE: [&str; 5] = ["diff", "old", "new", "--fail-on", "widened"];

/// Runs the gate; tells what it says where it fails.
fn judged(folder: &Folder) -> Option<String> {
    let ran = folder.run(&GATE);
    match ran.exit {
        Exit::Findings => Some(ran.out),
        exit => {
            assert_eq!(exit, Exit::Clean, "{}", ran.seen());
            None
        }
    }
}

#[test]
fn every_setting_that_can_be_loosened() {
    let folder = folder();
    let strict = "[lint]
fail-on = \"warning\"
max-allow-days = 30
[lint.rules]
owner-by-parts = \"error\"
storage = \"warning\"
[limits]
assignments-per-subscription = 4000
custom-roles-per-tenant = 2000
";
    folder.write("old/rolewright.toml", strict);
    folder.write("new/rolewright.toml", strict);
    assert_eq!(judged(&folder), None);
    for (from, to, word) in [
        (
            "fail-on = \"warning\"",
            "fail-on = \"error\"",
            "lint.fail-on",
        ),
        ("fail-on = \"warning\"\n", "", "lint.fail-on"),
        ("days = 30", "days = 31", "lint.max-allow-days"),
        ("max-allow-days = 30\n", "", "lint.max-allow-days"),
        (
            "parts = \"error\"",
            "parts = \"warning\"",
            "`owner-by-parts`",
        ),
        ("parts = \"error\"", "parts = \"off\"", "`owner-by-parts`"),
        (
            "subscription = 4000",
            "subscription = 4001",
            "assignments-per-subscription",
        ),
        ("tenant = 2000", "tenant = 2001", "custom-roles-per-tenant"),
        (strict, "", "lint.fail-on"),
    ] {
        folder.write("new/rolewright.toml", strict.replace(from, to));
        let told = judged(&folder).unwrap_or_else(|| panic!("{to}"));
        assert!(
            told.contains(word) && told.contains("\nLoosened\n"),
            "{to}: {told}"
        );
    }
    std::fs::remove_file(folder.path("new/rolewright.toml")).unwrap();
    assert!(judged(&folder).is_some());
    let stricter = strict
        .replace("days = 30", "days = 20")
        .replace("= \"warning\"", "= \"note\"");
    folder.write(
        "new/rolewright.toml",
        stricter.replace("storage = \"note\"", "storage = \"error\""),
    );
    assert_eq!(judged(&folder), None);
}

/// A level that is set by a code or a group counts for the rule, in whatever order they stand.
#[test]
fn levels_by_code_and_group() {
    let folder = folder();
    let settings = |lines: &str| format!("[lint.rules]\n{lines}");
    folder.write("old/rolewright.toml", "");
    let rule = rolewright::lint::rules::ALL
        .iter()
        .find(|rule| rule.code.name == "owner-by-parts")
        .unwrap();
    for lines in [
        format!("{} = \"off\"\n", rule.code.id),
        format!("{} = \"off\"\n", rule.group.name()),
    ] {
        folder.write("new/rolewright.toml", settings(&lines));
        let told = judged(&folder).unwrap_or_else(|| panic!("{lines}"));
        assert!(told.contains("`owner-by-parts`"), "{told}");
    }
}

/// Settings that cannot be read are trouble, and no looser ones.
#[test]
fn settings_that_cannot_be_read() {
    let folder = folder();
    for side in ["old", "new"] {
        folder.write(
            &format!("{side}/rolewright.toml"),
            "[lint]\nfail-on = \"never\"\n",
        );
        assert_eq!(folder.run(&GATE).exit, Exit::Trouble);
        std::fs::remove_file(folder.path(&format!("{side}/rolewright.toml"))).unwrap();
    }
}

#[test]
fn what_judges_and_is_taken_back() {
    let never = "never reach deploy-endpoints to ann on churn@dev\n";
    let test = "test \"t\" {\n    ann cannot deploy-endpoints on churn@dev\n    ann can read-jobs on churn@dev\n}\n";
    let allow = "@allow(unused-declaration, because \"later\", until 2027-01-01)\n";
    let spare = "stage spare { on workspace can read-models }\n";
    let old = format!(
        "{never}{test}{allow}{spare}user bob {{ object-id \"aaaaaaaa-0000-4000-8000-000000000002\" }}\nnever register-models\n"
    );
    let folder = folder();
    folder.write("old/a.rw", format!("{OLD}{old}"));
    let mut told = String::new();
    for (from, to) in [
        (never, ""),
        ("never reach", "never"),
        ("never reach", "never standing"),
        ("to ann on churn@dev\n", "to bob on churn@dev\n"),
        ("to ann on churn@dev\n", "to ann on churn@dev except ann\n"),
        (
            "to ann on churn@dev\n",
            "to ann on churn@dev except through \"Contributor\"\n",
        ),
        ("reach deploy-endpoints to", "reach read-models to"),
        (
            "never register-models\n",
            "never register-models on churn@dev\n",
        ),
        ("    ann cannot deploy-endpoints on churn@dev\n", ""),
        ("    ann can read-jobs on churn@dev\n", ""),
        (test, ""),
        ("until 2027-01-01", "until 2027-01-02"),
        (", until 2027-01-01", ""),
        ("@allow(", "@allow(owner-by-parts, "),
    ] {
        let new = old.replace(from, to);
        assert_ne!(new, old, "{from}");
        folder.write("new/a.rw", format!("{OLD}{new}"));
        let out = judged(&folder).unwrap_or_else(|| panic!("{from} -> {to}"));
        let line = out.lines().skip_while(|line| *line != "Loosened").nth(1);
        told += &format!("{:?} -> {:?}\n{}\n", from.trim(), to.trim(), line.unwrap());
    }
    crate::support::snapshot("diff", "loosened", &told);
}

#[test]
fn an_invariant_of_the_old_side_is_held_against_the_new_one() {
    let folder = folder();
    folder.write(
        "old/a.rw",
        format!("{OLD}never deploy-endpoints on churn@dev\n"),
    );
    folder.write("new/a.rw", OLD.replace("\"Reader\"", "\"Contributor\""));
    let told = judged(&folder).unwrap();
    let line =
        "old/a.rw:10: `never deploy-endpoints on churn@dev` held before and does not hold any more";
    assert!(
        told.contains(&format!(
            "\nBroken\n  {line}\n    ann may, by `Contributor` on churn@dev\n"
        )),
        "{told}"
    );
    let json = folder.run(&["diff", "old", "new", "--output", "json"]).out;
    let json: serde_json::Value = serde_json::from_str(&json).unwrap();
    let broken = &json["broken"][0];
    assert_eq!(broken["invariant"], "never deploy-endpoints on churn@dev");
    assert_eq!(
        (&broken["identity"], &broken["chain"]["role"]),
        (&"ann".into(), &"Contributor".into())
    );
    let page = folder
        .run(&["diff", "old", "new", "--output", "markdown"])
        .out;
    assert!(
        page.contains("<summary>what was ruled out before is possible</summary>"),
        "{page}"
    );
    assert!(
        page.contains("ann may, by <code>Contributor</code>"),
        "{page}"
    );
}

#[test]
fn a_file_that_pins_names() {
    let folder = folder();
    let lock = "rolewright.lock";
    let old = format!("old/{lock}");
    let new = format!("new/{lock}");
    folder.write(&new, "a");
    assert!(
        judged(&folder)
            .unwrap()
            .contains("`rolewright.lock` is new; ")
    );
    folder.write(&old, "a");
    assert_eq!(judged(&folder), None);
    folder.write(&new, "b");
    assert!(
        judged(&folder)
            .unwrap()
            .contains("`rolewright.lock` changed; ")
    );
    std::fs::remove_file(folder.path(&new)).unwrap();
    assert!(
        judged(&folder)
            .unwrap()
            .contains("`rolewright.lock` is gone; ")
    );
    // One above both counts for both.
    std::fs::remove_file(folder.path(&old)).unwrap();
    folder.write(lock, "a");
    assert_eq!(judged(&folder), None);
}

#[test]
fn a_file_that_pins_names_in_revisions() {
    for lock in [
        "rolewright.lock",
        "policies/rolewright.lock",
        "policies/team/rolewright.lock",
    ] {
        let folder = repository(&[("policies/a.rw", OLD), (lock, "a")]);
        commit(&folder);
        let gate = |range: &str| folder.run(&["diff", range, "policies", "--fail-on", "widened"]);
        assert_eq!(gate("HEAD~1..HEAD").exit, Exit::Clean, "{lock}");
        folder.write(lock, "b");
        let tree = folder.run(&["diff", "HEAD", "policies", "--fail-on", "widened"]);
        assert_eq!(tree.exit, Exit::Findings, "{lock}: {}", tree.seen());
        commit(&folder);
        let ran = gate("HEAD~1..HEAD");
        assert!(
            ran.exit == Exit::Findings && ran.out.contains("changed; "),
            "{lock}: {}",
            ran.seen()
        );
        std::fs::remove_file(folder.path(lock)).unwrap();
        commit(&folder);
        assert!(gate("HEAD~1..HEAD").out.contains("is gone; "), "{lock}");
    }
}

/// What another policy set makes of a template is in no text of this one.
#[test]
fn templates_of_others_are_not_read() {
    let folder = folder();
    folder.write(
        "new/a.rw",
        format!("{OLD}use team(who = ann) from \"platform\"\n"),
    );
    let told = judged(&folder);
    assert!(told.is_some_and(|told| told.contains("new/a.rw:10: templates of other policy sets")));
}

/// A submodule is not read, so that another commit of it may hold anything.
#[test]
fn a_submodule_at_another_commit() {
    let other = repository(&[("b.rw", "user x\n")]);
    let folder = repository(&[("policies/a.rw", OLD)]);
    let from = other.path("");
    let (place, from) = (folder.path(""), from.to_str().unwrap());
    git(
        &place,
        &["submodule", "--quiet", "add", from, "policies/vendor"],
    );
    commit(&folder);
    commit(&folder);
    let gate = || folder.run(&["diff", "HEAD~1..HEAD", "policies", "--fail-on", "widened"]);
    assert_eq!(gate().exit, Exit::Clean);
    let vendor = folder.path("policies/vendor");
    git(&vendor, &["commit", "-q", "--allow-empty", "-m", "m"]);
    commit(&folder);
    let ran = gate();
    assert!(
        ran.exit == Exit::Findings && ran.out.contains("`policies/vendor at "),
        "{}",
        ran.seen()
    );
}

#[test]
fn an_assignment_in_a_snapshot_that_ends_later() {
    let folder = Folder::new();
    let mut snapshot = full();
    let mut until = |name: &str, end: &str| {
        for one in &mut snapshot.role_assignments {
            one.schedule = Schedule {
                until: Moment::parse(end),
                ..one.schedule()
            }
            .kept();
        }
        folder.write(&format!("{name}.json"), observed::write(&snapshot));
    };
    until("old", "2027-01-01T00:00:00Z");
    until("new", "2028-01-01T00:00:00Z");
    let gate = |old, new| folder.run(&["diff", old, new, "--fail-on", "widened"]).exit;
    assert_eq!(gate("old.json", "new.json"), Exit::Findings);
    assert_eq!(gate("new.json", "old.json"), Exit::Clean);
}

/// What is not read of one may be not read of another as well, who has more by it.
#[test]
fn a_role_that_was_not_read_for_one_more() {
    let folder = Folder::new();
    let mut snapshot = full();
    snapshot.role_definitions.clear();
    let [one, other, ..] = snapshot.role_assignments.as_mut_slice() else {
        panic!("two assignments")
    };
    other.role = one.role;
    other.principal = observed::Party {
        id: Guid::read(&snapshot.principals[1].id).unwrap(),
        kind: PartyKind::User,
    };
    let both = observed::write(&snapshot);
    snapshot.role_assignments.remove(1);
    folder.write("old.json", observed::write(&snapshot));
    folder.write("new.json", both);
    let gate = |old, new| folder.run(&["diff", old, new, "--fail-on", "widened"]);
    let ran = gate("old.json", "new.json");
    assert!(
        ran.exit == Exit::Findings && ran.out.contains("the role definition"),
        "{}",
        ran.seen()
    );
    assert_eq!(gate("new.json", "old.json").exit, Exit::Clean);
}
