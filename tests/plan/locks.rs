//! Locks that stand in the way, and those that do not.

use rolewright::observed::{Aspect, Lock, LockLevel, Snapshot};
use rolewright::plan::{Guard, Kind, Plan, applied};

use super::{ONE, Policy, guards, tenant};

const HEAD: &str = "policy p { tenant \"99999999-9999-4999-8999-999999999999\" }
environment dev { subscription \"11111111-1111-4111-8111-111111111111\" resource-group \"rg\" }
workspace churn in dev
group crew { object-id \"aaaaaaaa-0000-4000-8000-000000000000\" }
role looker on workspace { actions \"Microsoft.Storage/storageAccounts/read\" }
";

fn lock(level: LockLevel, scope: &str) -> Lock {
    Lock {
        scope: scope.into(),
        name: "freeze".into(),
        level,
        notes: Some("audit until May".to_owned()),
    }
}

/// Plans to grant, and to take away what was granted, under a lock.
fn both_ways(level: LockLevel, scope: &str) -> [Plan; 2] {
    let grants = Policy::of(&format!("{HEAD}grant looker to crew on churn@dev\n"));
    let nothing = Policy::of(&format!("{HEAD}grant \"Reader\" to crew on dev\n"));
    let held = applied(&tenant(), grants.plan(&tenant()).writes());
    let under = |snapshot: Snapshot| Snapshot {
        locks: vec![lock(level, scope)],
        ..snapshot
    };
    [grants.plan(&under(tenant())), nothing.plan(&under(held))]
}

#[test]
fn a_lock_that_forbids_deleting_lets_make() {
    let group = format!("{ONE}/resourcegroups/RG");
    let [made, taken] = both_ways(LockLevel::CanNotDelete, &group);
    assert_eq!(guards(&made), []);
    assert_eq!(guards(&taken), [Guard::Locked]);
    let refusal = taken.refused().next().unwrap();
    assert!(
        refusal
            .reason
            .contains("the CanNotDelete lock `freeze` (audit until May)"),
        "{}",
        refusal.reason
    );
    assert!(refusal.remedy.contains("`freeze`"), "{}", refusal.remedy);
    assert_eq!(taken.count(Kind::Delete), 0);
}

#[test]
fn a_lock_that_forbids_changes_lets_nothing() {
    for scope in [
        ONE.to_owned(),
        format!(
            "{ONE}/resourceGroups/rg/providers/Microsoft.MachineLearningServices/workspaces/churn"
        ),
    ] {
        let [made, taken] = both_ways(LockLevel::ReadOnly, &scope);
        assert_eq!(guards(&made), [Guard::Locked], "{scope}");
        let is_locked = |guard: &Guard| *guard == Guard::Locked;
        assert!(guards(&taken).iter().all(is_locked), "{scope}");
        assert_eq!(taken.count(Kind::Delete), 0);
    }
}

#[test]
fn a_lock_beside_or_below_is_in_nobodys_way() {
    for scope in [
        format!("{ONE}/resourceGroups/rg-other"),
        format!("{ONE}/resourceGroups/r"),
        format!(
            "{ONE}/resourceGroups/rg/providers/Microsoft.MachineLearningServices/workspaces/churn/computes/gpu"
        ),
    ] {
        for plan in both_ways(LockLevel::ReadOnly, &scope) {
            assert_eq!(guards(&plan), [], "{scope}");
        }
    }
}

#[test]
fn locks_that_were_not_read_are_told() {
    let policy = Policy::of(&format!("{HEAD}grant looker to crew on churn@dev\n"));
    let mut there = tenant();
    assert_eq!(policy.plan(&there).notes, [""; 0]);
    there
        .completeness
        .full
        .retain(|part| part.what != Aspect::Locks);
    let notes = policy.plan(&there).notes;
    assert!(
        notes.len() == 1 && notes[0].contains("`ScopeLocked`"),
        "{notes:?}"
    );
}
