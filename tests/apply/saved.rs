//! Saved plans, and what may not be carried out any more.

use rolewright::apply::{Endpoint, Saved, Source, Stamp, Unfit, Unreadable, unfit};
use rolewright::observed::Snapshot;
use rolewright::plan::{Write, applied};

use super::{crowd, now, saved, stamp};
use crate::observed::time;
use crate::plan::{ONE, Policy, READER, assignment, person};

const HEAD: &str = "policy p { tenant \"99999999-9999-4999-8999-999999999999\" }
environment dev { subscription \"11111111-1111-4111-8111-111111111111\" }
group crew { name \"team-0\" }
group more { object-id \"aaaaaaaa-0000-4000-8000-000000000001\" }
role r on environment { actions \"Microsoft.Storage/storageAccounts/read\" }
";

fn policy(grants: &str) -> Policy {
    Policy::of(&format!("{HEAD}{grants}\n"))
}

fn both() -> Policy {
    policy("grant r to crew, more on dev\ngrant \"Reader\" to crew on dev")
}

/// Lists what is unfit about a plan once this is what there is.
#[track_caller]
fn then(there: &Snapshot) -> Vec<String> {
    let policy = both();
    let old = saved(&policy, &crowd(4));
    let fresh = saved(&policy, there);
    let unfit = unfit(&old, &fresh, now(), false);
    unfit.iter().map(ToString::to_string).collect()
}

#[test]
fn a_saved_plan_is_read_as_it_was_written() {
    let plan = saved(&both(), &crowd(4));
    let read = Saved::read(plan.write().as_bytes()).unwrap();
    assert_eq!(read, plan);
    assert_eq!(unfit(&read, &plan, now(), false), []);
    assert_eq!(read.steps().len(), 4);
    // Definitions come first, whatever the order of the changes.
    let phases: Vec<_> = read.steps().iter().map(|(_, step)| step.phase).collect();
    assert!(phases.is_sorted());
}

/// Whatever is changed in the text, and whichever way.
#[test]
fn a_plan_that_was_changed_by_hand_is_refused() {
    let text = saved(&both(), &crowd(4)).write();
    let edits = [
        (READER, "8e3af657-a8ff-443c-a75c-2fe8c4bcb635"),
        (
            "aaaaaaaa-0000-4000-8000-000000000001",
            "aaaaaaaa-0000-4000-8000-000000000002",
        ),
        ("\"tenant\": \"9", "\"tenant\": \"8"),
        ("\"live\"", "\"snapshot\""),
        (
            "\"plannedBy\": \"bbbbbbbb-0000-4000-8000-000000000001",
            "\"plannedBy\": \"bbbbbbbb-0000-4000-8000-000000000002",
        ),
        ("\"assign\"", "\"define\""),
        ("08:30:00Z", "08:31:00Z"),
        ("storageAccounts/read", "storageAccounts/*"),
    ];
    for (old, new) in edits {
        let edited = text.replace(old, new);
        assert_ne!(edited, text, "{old}");
        let error = Saved::read(edited.as_bytes()).unwrap_err();
        assert!(matches!(error, Unreadable::Edited { .. }), "{old}: {error}");
    }
    let json = |text: String| Saved::read(text.as_bytes()).unwrap_err();
    let more = text.replacen("\"form\": 1,", "\"form\": 1, \"more\": 2,", 1);
    assert!(matches!(json(more), Unreadable::Json(_)));
    let other = text.replacen("\"form\": 1,", "\"form\": 2,", 1);
    assert_eq!(json(other), Unreadable::Form(2));
    assert!(matches!(json(text[..200].to_owned()), Unreadable::Json(_)));
    assert!(matches!(json(String::new()), Unreadable::Json(_)));
}

/// Each thing that a plan was made from.
#[test]
fn a_plan_that_was_made_from_something_else_is_refused() {
    let policy = both();
    let plan = policy.plan(&crowd(4));
    let of = |stamp: Stamp| Saved::of(&plan, &crowd(4), stamp);
    let fresh = of(stamp());
    let told = |change: fn(&mut Stamp)| {
        let mut other = stamp();
        change(&mut other);
        let found = unfit(&of(other), &fresh, now(), false);
        assert_eq!(found.len(), 1, "{found:?}");
        found[0].to_string()
    };
    let text = [
        told(|one| one.source = Source::Snapshot),
        told(|one| one.tenant = "88888888-9999-4999-8999-999999999999".into()),
        told(|one| one.cloud = "china".into()),
        told(|one| one.endpoint = Endpoint::Azure),
        told(|one| one.policy = "q".into()),
        told(|one| one.tool = "0.0.1".into()),
        told(|one| one.texts = "other".to_owned()),
        told(|one| one.lock = Some("other".to_owned())),
        told(|one| one.catalog = "other".to_owned()),
        told(|one| one.made = "2026-11-21T08:59:59Z".into()),
        told(|one| one.made = "yesterday".into()),
        told(|one| one.made = "2026-11-22T09:10:00Z".into()),
    ];
    crate::support::snapshot("apply", "unfit", &text.join("\n"));
    // A day is a day.
    let mut other = stamp();
    other.made = "2026-11-21T09:00:00Z".into();
    assert_eq!(unfit(&of(other), &fresh, now(), false), []);
    // Somebody else may carry it out.
    let mut other = stamp();
    other.planned_by = None;
    assert_eq!(unfit(&of(other), &fresh, now(), false), []);
    // What was begun may be ended later.
    let mut old = stamp();
    old.made = "2026-11-01T09:00:00Z".into();
    assert_eq!(
        unfit(&of(old), &fresh, time("2026-11-22T09:00:00Z"), true),
        []
    );
}

/// A group that was deleted and made anew under its name is somebody else.
#[test]
fn a_principal_that_was_made_anew_is_refused() {
    let mut there = crowd(4);
    there.principals[0].id = person(9).as_str().into();
    let told = then(&there);
    assert_eq!(told.len(), 2, "{told:?}");
    for one in &told {
        assert!(
            one.contains(&person(0)) && one.contains(&person(9)),
            "{one}"
        );
    }
}

#[test]
fn what_changed_in_azure_since_is_told() {
    let policy = both();
    let there = crowd(4);
    let plan = policy.plan(&there);
    let is_reader =
        |write: &&Write| matches!(write, Write::PutAssignment(one) if one.role == READER);
    // Somebody did a part of it.
    let writes: Vec<_> = plan.writes().into_iter().filter(is_reader).collect();
    let told = then(&applied(&there, writes));
    let gone = |one: &&String| one.contains("nothing is to change there now");
    assert_eq!(told.iter().filter(gone).count(), 1, "{told:?}");
    // Somebody made the same by hand, so that it is adopted now.
    let mut by_hand = there.clone();
    let held = assignment(
        "dddddddd-0000-4000-8000-000000000001",
        ONE,
        &person(0),
        READER,
    );
    by_hand.role_assignments.push(held);
    let told = then(&by_hand);
    assert!(
        told.iter()
            .any(|one| one.contains("`create`") && one.contains("`adopt`")),
        "{told:?}"
    );
    // Nothing that is written differs, and who gains what does.
    let mut more = there.clone();
    let owner = "8e3af657-a8ff-443c-a75c-2fe8c4bcb635";
    let held = assignment(
        "dddddddd-0000-4000-8000-000000000002",
        ONE,
        &person(0),
        owner,
    );
    more.role_assignments.push(held);
    let told = then(&more);
    assert!(
        told.iter()
            .all(|one| one.contains("who gains and who loses")),
        "{told:?}"
    );
    assert_eq!(told.len(), 2);
    // Something is left of an earlier policy.
    let old = policy_more().plan(&there);
    let told = then(&applied(&there, old.writes()));
    assert!(
        told.iter()
            .any(|one| one.contains("the plan does not have it")),
        "{told:?}"
    );
    // What others have is none of our business.
    let mut foreign = there;
    let held = assignment(
        "dddddddd-0000-4000-8000-000000000003",
        ONE,
        &person(3),
        owner,
    );
    foreign.role_assignments.push(held);
    assert_eq!(then(&foreign), Vec::<String>::new());
}

fn policy_more() -> Policy {
    policy("grant \"Contributor\" to more on dev")
}

/// What is left of a plan that was begun is a part of it; anything else is not gone on with.
#[test]
fn only_what_is_left_is_gone_on_with() {
    let policy = both();
    let there = crowd(4);
    let plan = policy.plan(&there);
    let all = saved(&policy, &there);
    let writes = plan.writes();
    for count in 0..=writes.len() {
        let then = applied(&there, writes[..count].iter().copied());
        let left = saved(&policy, &then);
        assert_eq!(unfit(&all, &left, now(), true), [], "{count}");
        assert_eq!(unfit(&all, &left, now(), false).is_empty(), count == 0);
    }
    let old = policy_more().plan(&there);
    let other = saved(&policy, &applied(&there, old.writes()));
    let found = unfit(&all, &other, now(), true);
    assert!(matches!(found.as_slice(), [Unfit::New(_)]), "{found:?}");
}
