//! Tests of `drift`: what was changed outside, who did it, and how it becomes policy text.

mod live;

use rolewright::cli::Exit;
use rolewright::drift::{Kind, drift};
use rolewright::model::Guid;
use rolewright::observed::{Aspect, Gap, Part, PartyKind, Snapshot, write};
use rolewright::plan::applied;

use crate::plan::{ONE, Policy, READER, TWO, assignment, person, tenant};
use crate::support::{Folder, Ran, snapshot};

const OWNER: &str = "8e3af657-a8ff-443c-a75c-2fe8c4bcb635";

const POLICY: &str = "policy churn { tenant \"99999999-9999-4999-8999-999999999999\" }
environment dev {
    tier development
    subscription \"11111111-1111-4111-8111-111111111111\"
    within resource-group \"rg-churn\"
}
storage lake in dev { name \"stchurn\" }
group trainers { object-id \"aaaaaaaa-0000-4000-8000-000000000000\" members alice, robots }
group builders { name \"team-1\" }
group robots { object-id \"aaaaaaaa-0000-4000-8000-000000000003\" }
user alice { object-id \"aaaaaaaa-0000-4000-8000-000000000005\" }
role looker on environment { actions \"Microsoft.Storage/storageAccounts/read\" }
grant looker to trainers, builders on dev
grant \"Reader\" to trainers on lake@dev
";

/// What Azure has once the policy was applied, the members of its groups being as declared.
fn as_declared() -> Snapshot {
    let mut there = tenant();
    there.taken = crate::observed::time("2026-11-21T20:00:00Z");
    there.principals[0].members = Some(vec![person(5).as_str().into(), person(3).as_str().into()]);
    let policy = Policy::of(POLICY);
    applied(&there, policy.plan(&there).writes())
}

fn group() -> String {
    format!("{ONE}/resourceGroups/rg-churn")
}

/// Everything that can be otherwise.
fn otherwise() -> Snapshot {
    let mut there = as_declared();
    let assignments = &mut there.role_assignments;
    let builders = assignments
        .iter()
        .position(|one| one.principal.id == *person(1))
        .unwrap();
    assignments.remove(builders);
    let reader = assignments
        .iter_mut()
        .find(|one| one.role == READER)
        .unwrap();
    reader.description = None;
    let lake = format!(
        "{}/providers/Microsoft.Storage/storageAccounts/stchurn",
        group()
    );
    let raw = format!("{lake}/blobServices/default/containers/raw");
    let name = |at: usize| format!("dddddddd-0000-4000-8000-{at:012}");
    let mut others = assignment(&name(3), &group(), &person(4), READER);
    others.description = Some("x [rw:other:reader]".into());
    assignments.extend([
        assignment(&name(1), &group(), &person(2), OWNER),
        assignment(&name(2), &raw, &person(0), OWNER),
        others,
        assignment(&name(4), TWO, &person(2), OWNER),
    ]);
    let role = there
        .role_definitions
        .iter_mut()
        .find(|one| one.custom)
        .unwrap();
    role.permissions[0]
        .actions
        .push(rolewright::model::permission::Pattern::new("*"));
    there.principals[0].members = Some(vec![person(5).as_str().into(), person(2).as_str().into()]);
    there
}

fn folder(there: &Snapshot) -> Folder {
    Folder::with(&[("policies/a.rw", POLICY), ("azure.json", &write(there))])
}

fn run(folder: &Folder, more: &[&str]) -> Ran {
    let base = ["drift", "policies", "--against", "azure.json"];
    folder.run(&[&base, more].concat())
}

#[test]
fn nothing_is_drift_where_azure_is_as_declared() {
    let folder = folder(&as_declared());
    let ran = run(&folder, &[]);
    assert_eq!(ran.exit, Exit::Clean, "{}", ran.seen());
    snapshot("drift", "nothing", &ran.seen());
}

#[test]
fn what_is_otherwise_is_drawn() {
    let folder = folder(&otherwise());
    let ran = run(&folder, &[]);
    assert_eq!(ran.exit, Exit::Changes, "{}", ran.seen());
    snapshot("drift", "human", &ran.seen());
    snapshot("drift", "json", &run(&folder, &["--output", "json"]).seen());
    snapshot(
        "drift",
        "markdown",
        &run(&folder, &["--output", "markdown"]).seen(),
    );
    let ours = run(&folder, &["--only-ours"]);
    assert!(!ours.out.contains("added by somebody else"), "{}", ours.out);
    assert_eq!(ours.exit, Exit::Changes);
}

#[test]
fn each_way_of_being_otherwise_is_told_apart() {
    let policy = Policy::of(POLICY);
    let count = |there: &Snapshot| {
        let plan = policy.plan(there);
        let found = drift(&policy.model, there, &plan, false);
        Kind::ALL.map(|kind| found.count(kind))
    };
    assert_eq!(count(&as_declared()), [0; 8]);
    assert_eq!(count(&otherwise()), [2, 1, 1, 1, 0, 0, 0, 0]);
    let mut there = as_declared();
    there.role_assignments[0].name = Guid::read(&person(77)).unwrap();
    there.role_assignments[0].scope = ONE.into();
    assert_eq!(count(&there), [0, 0, 1, 0, 0, 1, 0, 0]);
    let less = Policy::of(&POLICY.replace("trainers, builders on dev", "trainers on dev"));
    let plan = less.plan(&as_declared());
    assert_eq!(
        drift(&less.model, &as_declared(), &plan, true).count(Kind::Left),
        1
    );
}

/// What was not read is neither drift nor the absence of it.
#[test]
fn what_could_not_be_told_is_trouble() {
    let mut there = as_declared();
    there.completeness.missing.push(Gap {
        part: Part {
            what: Aspect::RoleAssignments,
            of: ONE.into(),
            below: true,
        },
        reason: "403 AuthorizationFailed".to_owned(),
    });
    let ran = run(&folder(&there), &[]);
    assert_eq!(ran.exit, Exit::Trouble, "{}", ran.seen());
    assert!(ran.out.contains("403 AuthorizationFailed"), "{}", ran.out);
    let mut gone = as_declared();
    gone.principals[0].kind = PartyKind::Unknown;
    let ran = run(&folder(&gone), &[]);
    assert_eq!(ran.exit, Exit::Changes);
    assert!(
        ran.out.contains("Identities that are others"),
        "{}",
        ran.out
    );
}

/// With what was adopted a plan adopts it; no other change comes of it, and no file is written over.
#[test]
fn what_was_added_becomes_policy_text() {
    let mut there = otherwise();
    let folder = folder(&there);
    let adopt = ["--adopt", "policies/adopted.rw"];
    let ran = run(&folder, &adopt);
    assert_eq!(ran.exit, Exit::Changes, "{}", ran.seen());
    let adopted = folder.read("policies/adopted.rw");
    snapshot("drift", "adopted", &adopted);
    let streamed = self::folder(&there);
    let ran = run(&streamed, &["--adopt", "-"]);
    assert!(ran.out.starts_with("// Imported from"), "{}", ran.seen());
    assert!(ran.err.contains("added by somebody else"), "{}", ran.seen());
    let again = run(&folder, &adopt);
    assert_eq!((again.exit, again.out.as_str()), (Exit::Trouble, ""));
    assert_eq!(folder.read("policies/adopted.rw"), adopted);
    let both = Policy::of(&format!("{POLICY}{adopted}"));
    let of_added = |plan: &rolewright::plan::Plan| {
        let all = plan.changes.iter();
        let added = all.filter(|one| {
            matches!(
                &one.subject,
                rolewright::plan::Subject::Assignment { role, .. } if role == "Owner"
            )
        });
        added.map(|one| one.kind).collect::<Vec<_>>()
    };
    let plan = both.plan(&there);
    use rolewright::plan::Kind::{Adopt, Foreign, Same};
    let others = plan.count(Foreign);
    assert_eq!(of_added(&plan), [Adopt, Adopt]);
    there = applied(&there, plan.writes());
    let second = both.plan(&there);
    assert!(!second.has_changes(), "{second:#?}");
    assert_eq!(of_added(&second), [Same, Same]);
    assert_eq!((second.count(Foreign), others > 0), (others, true));
}
