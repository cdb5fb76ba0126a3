//! What carries the marker of a policy and is not asked for any more: explained, or left alone.

use std::cell::Cell;

use rolewright::cli::Exit;
use rolewright::compile::names::assignment_name;
use rolewright::compile::refuse::Limits;
use rolewright::model::Cloud;
use rolewright::observed::{RoleAssignment, Snapshot, write};
use rolewright::plan::{
    Aim, Authority, Change, Claims, History, Input, Kind, Pins, Plan, applied, plan,
};

use super::{ONE, Policy, READER, assignment, is_assignment, of_kind, person, tenant};
use crate::cli::side::{commit, git, repository};
use crate::observed::time;
use crate::support::{Folder, Ran};

const OWNER: &str = "8e3af657-a8ff-443c-a75c-2fe8c4bcb635";
const HEAD: &str = "policy p { tenant \"99999999-9999-4999-8999-999999999999\" }
environment dev { tier development subscription \"11111111-1111-4111-8111-111111111111\" }
group crew { object-id \"aaaaaaaa-0000-4000-8000-000000000000\" }
group more { object-id \"aaaaaaaa-0000-4000-8000-000000000001\" }
";
const LOOKER: &str =
    "role looker on environment { actions \"Microsoft.Storage/storageAccounts/read\" }
grant looker to crew on dev
";
const READ: &str = "grant \"Reader\" to more on dev\n";

fn text(rest: &[&str]) -> String {
    format!("{HEAD}{}", rest.concat())
}

fn policy(rest: &[&str]) -> Policy {
    Policy::of(&text(rest))
}

/// What Azure has after a policy was applied to an empty tenant.
fn after(policy: &Policy) -> Snapshot {
    let empty = tenant();
    applied(&empty, policy.plan(&empty).writes())
}

/// An assignment by somebody else under the name and with the marker that we would give.
fn forged(who: usize, role: &str, declaration: &str) -> RoleAssignment {
    let name = assignment_name(ONE, &person(who), role);
    RoleAssignment {
        description: Some(format!("[rw:p:{declaration}]").into()),
        ..assignment(&name.text(), ONE, &person(who), role)
    }
}

/// Earlier states of a policy, the newest first, and how often they were asked for.
#[derive(Default)]
struct Earlier<'e> {
    states: &'e [&'e Policy],
    pins: Pins,
    asked: Cell<usize>,
}

impl History for Earlier<'_> {
    fn explain(&self, claims: &mut Claims<'_>) -> String {
        self.asked.set(self.asked.get() + 1);
        for one in self.states {
            claims.settle(&one.model, &self.pins);
        }
        "nobody knows".to_owned()
    }
}

fn planned(now: &Policy, there: &Snapshot, history: &dyn History, aim: &Aim) -> Plan {
    with(now, there, history, (aim, &Authority::default(), false))
}

fn with(
    now: &Policy,
    there: &Snapshot,
    history: &dyn History,
    (aim, authority, delete_unexplained): (&Aim, &Authority, bool),
) -> Plan {
    plan(&Input {
        model: &now.model,
        compiled: &now.compiled,
        snapshot: there,
        limits: Limits::of(Cloud::Public),
        max_deletes: 1000,
        aim,
        pins: &Pins::new(),
        authority,
        history,
        caller: None,
        delete_unexplained,
    })
}

fn kinds(plan: &Plan) -> Vec<Kind> {
    plan.changes.iter().map(|one| one.kind).collect()
}

#[test]
fn what_the_policy_asked_for_once_is_explained_and_goes() {
    let (before, now) = (policy(&[LOOKER, READ]), policy(&[]));
    let there = after(&before);
    let history = Earlier {
        states: &[&now, &before],
        ..Earlier::default()
    };
    let plan = planned(&now, &there, &history, &Aim::Hold);
    assert_eq!(kinds(&plan), [Kind::Delete; 3], "{plan:#?}");
}

/// Without an explanation nothing goes, roles included, and the reader is told why and what to do.
#[test]
fn what_nothing_explains_is_listed_and_stays() {
    let now = policy(&[]);
    let there = after(&policy(&[LOOKER, READ]));
    let plan = planned(&now, &there, &Earlier::default(), &Aim::Hold);
    assert_eq!(kinds(&plan), [Kind::Suspicious; 3], "{plan:#?}");
    assert!(!plan.has_changes());
    let note = &plan.changes[0].notes[0];
    for part in ["nobody knows", "look who made it", "--delete-unexplained"] {
        assert!(note.contains(part), "{note}");
    }
    let all = (&Aim::Hold, &Authority::default(), true);
    let history = Earlier::default();
    let plan = with(&now, &there, &history, all);
    assert_eq!(kinds(&plan), [Kind::Delete; 3]);
    assert_eq!(history.asked.get(), 0);
}

/// Nobody is asked for what was before while nothing is left over.
#[test]
fn an_ordinary_plan_asks_nobody() {
    let before = policy(&[LOOKER, READ]);
    let mut there = after(&before);
    let name = "dddddddd-0000-4000-8000-000000000001";
    let foreign = assignment(name, ONE, &person(3), OWNER);
    there.role_assignments.push(foreign);
    let history = Earlier::default();
    for aim in [Aim::Hold, Aim::Destroy, Aim::Revoke("more".into())] {
        planned(&before, &there, &history, &aim);
    }
    assert_eq!(history.asked.get(), 0);
}

/// Whoever may write an assignment can name any declaration that there is or was: that alone must not
/// make a plan take away what the policy never gave.
#[test]
fn a_forged_marker_takes_nothing_away() {
    let before = policy(&[LOOKER, READ]);
    let now = policy(&[LOOKER]);
    let mut there = after(&before);
    let forgeries = [
        forged(3, OWNER, "looker"),
        forged(0, OWNER, "looker"),
        forged(3, READER, READER),
    ];
    there.role_assignments.extend(forgeries.clone());
    let history = Earlier {
        states: &[&before],
        ..Earlier::default()
    };
    for aim in [Aim::Hold, Aim::Destroy] {
        let plan = planned(&now, &there, &history, &aim);
        let left = applied(&there, plan.writes()).role_assignments;
        for one in &forgeries {
            assert!(left.contains(one), "{aim:?}: {one:?} went");
        }
        assert_eq!(of_kind(&plan, Kind::Suspicious).len(), 3, "{plan:#?}");
        let deleted = of_kind(&plan, Kind::Delete).into_iter();
        let deleted = deleted.filter(|one| is_assignment(one)).count();
        assert_eq!(deleted, if aim == Aim::Hold { 1 } else { 2 });
    }
}

/// The policy itself explains what has ended, and what `destroy` and `--revoke` take away.
#[test]
fn the_policy_of_today_explains_too() {
    let ended = "grant \"Reader\" to more on dev { until 2026-11-01 }\n";
    let there = after(&policy(&[LOOKER, READ]));
    let history = Earlier::default();
    let plan = planned(&policy(&[LOOKER, ended]), &there, &history, &Aim::Hold);
    assert_eq!(of_kind(&plan, Kind::Delete).len(), 1, "{plan:#?}");
    let all = policy(&[LOOKER, READ]);
    let plan = planned(&all, &there, &history, &Aim::Destroy);
    assert_eq!(kinds(&plan), [Kind::Delete; 3]);
    let plan = planned(&all, &there, &history, &Aim::Revoke("more".into()));
    assert_eq!(kinds(&plan), [Kind::Delete]);
    assert_eq!(history.asked.get(), 0);
}

/// In an incident what carries a marker that nothing explains is listed, and the flag takes it.
#[test]
fn to_revoke_leaves_what_nothing_explains() {
    let now = policy(&[LOOKER]);
    let mut there = after(&now);
    there.role_assignments.push(forged(0, OWNER, "looker"));
    let aim = Aim::Revoke("crew".into());
    let plan = planned(&now, &there, &Earlier::default(), &aim);
    assert_eq!(of_kind(&plan, Kind::Delete).len(), 1);
    assert_eq!(of_kind(&plan, Kind::Suspicious).len(), 1);
    let all = (&aim, &Authority::default(), true);
    let plan = with(&now, &there, &Earlier::default(), all);
    assert_eq!(of_kind(&plan, Kind::Delete).len(), 2);
}

/// Where the policy says all that is to be held, a forged marker protects nothing.
#[test]
fn a_marker_that_nothing_explains_does_not_hide_from_an_authoritative_scope() {
    let now = policy(&[LOOKER]);
    let mut there = after(&now);
    there.role_assignments.push(forged(3, OWNER, "looker"));
    let authority = Authority {
        scopes: [ONE.to_owned()].into(),
        ..Authority::default()
    };
    let all = (&Aim::Hold, &authority, false);
    let plan = with(&now, &there, &Earlier::default(), all);
    let deleted = of_kind(&plan, Kind::Delete);
    assert_eq!(deleted.len(), 1, "{plan:#?}");
    let says = |one: &Change| one.notes[0].contains("all that is to be held there");
    assert!(says(deleted[0]), "{deleted:#?}");
}

/// A principal that is known by its name alone is told by the lock of that time; where nobody knows
/// its id, one of its kind may have been it.
#[test]
fn ids_that_names_led_to_count() {
    let named = READ.replace("more", "lost");
    let before = policy(&["group lost { name \"nobody\" }\n", &named]);
    let now = policy(&[]);
    let mut there = tenant();
    there.role_assignments.push(forged(3, READER, READER));
    let kind = |pins: Pins, there: &Snapshot| {
        let history = Earlier {
            states: &[&before],
            pins,
            ..Earlier::default()
        };
        kinds(&planned(&now, there, &history, &Aim::Hold))
    };
    let pin = |at: usize| Pins::from([("lost".into(), person(at).into())]);
    assert_eq!(kind(pin(3), &there), [Kind::Delete]);
    assert_eq!(kind(pin(4), &there), [Kind::Suspicious]);
    assert_eq!(kind(Pins::new(), &there), [Kind::Delete]);
    there.role_assignments[0].principal.kind = rolewright::observed::PartyKind::User;
    assert_eq!(kind(Pins::new(), &there), [Kind::Suspicious]);
}

/// Another policy that stood in the same folder explains nothing of this one.
#[test]
fn another_policy_explains_nothing() {
    let before = text(&[READ]).replace("policy p ", "policy q ");
    let before = Policy::of(&before);
    let mut there = tenant();
    there.role_assignments.push(forged(1, READER, READER));
    let history = Earlier {
        states: &[&before],
        ..Earlier::default()
    };
    let plan = planned(&policy(&[]), &there, &history, &Aim::Hold);
    assert_eq!(kinds(&plan), [Kind::Suspicious]);
}

fn files(rest: &[&str], there: &Snapshot) -> Vec<(&'static str, String)> {
    let mut there = there.clone();
    there.taken = time("2026-11-21T20:00:00Z");
    vec![("policies/a.rw", text(rest)), ("azure.json", write(&there))]
}

fn tracked(files: &[(&'static str, String)]) -> Folder {
    let files: Vec<_> = files
        .iter()
        .map(|(path, text)| (*path, text.as_str()))
        .collect();
    repository(&files)
}

fn run(folder: &Folder, more: &[&str]) -> Ran {
    let base = ["plan", "policies", "--against", "azure.json"];
    folder.run(&[&base, more].concat())
}

/// A real repository: what was taken out of the policy goes, and what was never in it stays.
#[test]
fn git_tells_what_the_policy_was() {
    let mut there = after(&policy(&[LOOKER, READ]));
    there.role_assignments.push(forged(3, READER, "looker"));
    let folder = tracked(&files(&[LOOKER, READ], &there));
    for state in [text(&[READ]), text(&[])] {
        folder.write("policies/a.rw", state);
        commit(&folder);
    }
    let before = folder.files();
    let ran = run(&folder, &[]);
    assert_eq!(ran.exit, Exit::Clean, "{}", ran.seen());
    assert!(
        ran.out.contains("3 to delete, 1 suspicious"),
        "{}",
        ran.seen()
    );
    let told = "nothing in the history of the policies asks for it (3 revisions; ";
    assert!(ran.out.contains(told), "{}", ran.seen());
    assert_eq!(folder.files(), before);
    let ran = run(&folder, &["--delete-unexplained"]);
    assert!(ran.out.contains("4 to delete\n"), "{}", ran.out);
    let settings = "[plan]\ndelete-unexplained = true\n";
    folder.write("policies/rolewright.toml", settings);
    assert!(run(&folder, &[]).out.contains("4 to delete\n"));
}

/// Moves what a folder tracks.
fn moved(folder: &Folder, from: &str, to: &str) {
    std::fs::create_dir_all(folder.path(to).parent().unwrap()).unwrap();
    git(&folder.path(""), &["mv", from, to]);
}

/// A folder that was moved, twice and deeper, is what it was before.
#[test]
fn a_folder_that_was_moved_keeps_its_history() {
    let there = after(&policy(&[LOOKER, READ]));
    let folder = tracked(&files(&[LOOKER, READ], &there));
    let plan = |path: &str| folder.run(&["plan", path, "--against", "azure.json"]).out;
    folder.write("policies/a.rw", text(&[READ]));
    folder.write("policies/b.rw", "// nothing\n");
    commit(&folder);
    moved(&folder, "policies", "access");
    // One of the files changes on the way.
    folder.write("access/a.rw", text(&[]));
    commit(&folder);
    let said = plan("access");
    assert!(said.contains("3 to delete\n"), "{said}");
    moved(&folder, "access", "of/all/teams");
    commit(&folder);
    let said = plan("of/all/teams");
    assert!(said.contains("3 to delete\n"), "{said}");
    folder.write("of/all/teams/a.rw", text(&[READ]));
    commit(&folder);
    folder.write("of/all/teams/a.rw", text(&[]));
    commit(&folder);
    moved(&folder, "of/all/teams/a.rw", "alone.rw");
    commit(&folder);
    let said = plan("alone.rw");
    assert!(said.contains("1 to delete, 2 suspicious"), "{said}");
}

/// What was moved and changed at once cannot be told from something new.
#[test]
fn what_was_moved_and_changed_at_once_is_listed_with_what_to_do() {
    let there = after(&policy(&[LOOKER, READ]));
    let folder = tracked(&files(&[LOOKER, READ], &there));
    moved(&folder, "policies", "access");
    folder.write("access/a.rw", text(&[READ]));
    commit(&folder);
    let line = ["plan", "access", "--against", "azure.json"];
    let ran = folder.run(&line);
    assert!(
        ran.out.contains("0 to delete, 2 suspicious"),
        "{}",
        ran.seen()
    );
    let told = "nothing in the history of the policies asks for it (1 revision; what was not committed is none, nor is what was moved here and changed in one commit). Anybody who may write it can put a marker on it: look who made it, then delete it by hand, or with `--delete-unexplained` if it is ours";
    assert!(ran.out.contains(told), "{}", ran.seen());
    let ran = folder.run(&[&line[..], &["--delete-unexplained"]].concat());
    assert!(
        ran.out.contains("2 to delete, 1 the same"),
        "{}",
        ran.seen()
    );
}

/// What stands later where the folder was is not what it was, and neither is one of several places.
#[test]
fn another_place_explains_nothing() {
    let there = after(&policy(&[LOOKER, READ]));
    let line = ["plan", "access", "--against", "azure.json"];
    let folder = tracked(&files(&[LOOKER], &there));
    moved(&folder, "policies", "access");
    commit(&folder);
    folder.write("policies/a.rw", text(&[LOOKER, READ]));
    commit(&folder);
    let ran = folder.run(&line);
    assert!(
        ran.out.contains("0 to delete, 1 suspicious"),
        "{}",
        ran.seen()
    );
    let folder = tracked(&files(&[LOOKER, READ], &there));
    folder.write("policies/a.rw", text(&[LOOKER]));
    folder.write("other/b.rw", "// nothing\n");
    commit(&folder);
    moved(&folder, "policies", "access");
    moved(&folder, "other/b.rw", "access/b.rw");
    commit(&folder);
    let ran = folder.run(&line);
    assert!(
        ran.out.contains("0 to delete, 1 suspicious"),
        "{}",
        ran.seen()
    );
}

/// A clone that lacks the history says so, and how to get it.
#[test]
fn a_shallow_clone_says_that_it_is_one() {
    let there = after(&policy(&[LOOKER, READ]));
    let folder = tracked(&files(&[LOOKER, READ], &there));
    folder.write("policies/a.rw", text(&[LOOKER]));
    commit(&folder);
    let from = format!("file://{}", folder.path("").display());
    let clone = Folder::new();
    git(&clone.path(""), &["clone", "--depth", "1", &from, "c"]);
    let base = ["plan", "c/policies", "--against", "c/azure.json"];
    let ran = clone.run(&base);
    assert!(
        ran.out.contains("0 to delete, 1 suspicious"),
        "{}",
        ran.seen()
    );
    assert!(ran.out.contains("fetch-depth: 0"), "{}", ran.seen());
    git(&clone.path("c"), &["fetch", "--unshallow"]);
    assert!(clone.run(&base).out.contains("1 to delete"));
}

/// What an attacker's repository could name to be run is not run.
#[test]
fn nothing_that_a_repository_names_is_run() {
    let there = after(&policy(&[LOOKER, READ]));
    let folder = tracked(&files(&[LOOKER, READ], &there));
    moved(&folder, "policies", "access");
    commit(&folder);
    folder.write("access/a.rw", text(&[LOOKER]));
    commit(&folder);
    let trap = format!("touch {}", folder.path("sprung").display());
    for name in [
        "core.fsmonitor",
        "diff.external",
        "diff.x.command",
        "diff.x.textconv",
        "core.sshCommand",
        "core.pager",
    ] {
        git(&folder.path(""), &["config", name, &trap]);
    }
    folder.write(".gitattributes", "*.rw diff=x\n");
    let ran = folder.run(&["plan", "access", "--against", "azure.json"]);
    assert!(ran.out.contains("1 to delete"), "{}", ran.seen());
    assert!(!folder.path("sprung").exists());
}

/// Without git rolewright.lock is what remembers, and without that the plan says so.
#[test]
fn without_git_the_lock_remembers() {
    let there = after(&policy(&[LOOKER, READ]));
    let folder = Folder::new();
    for (path, text) in files(&[LOOKER], &there) {
        folder.write(path, text);
    }
    let ran = run(&folder, &[]);
    assert!(
        ran.out.contains("0 to delete, 1 suspicious"),
        "{}",
        ran.seen()
    );
    assert!(ran.out.contains("no git repository"), "{}", ran.seen());
    folder.write("policies/a.rw", text(&[LOOKER, READ]));
    let ran = run(&folder, &["--out", "plan.json"]);
    let told = "what was planned and what names led to is in `policies/rolewright.lock`: keep it with the policies";
    assert!(ran.out.contains(told), "{}", ran.seen());
    folder.write("policies/a.rw", text(&[LOOKER]));
    assert!(run(&folder, &[]).out.contains("1 to delete"));
}
