//! What whoever is signed in may not do is refused before anything is tried.

use rolewright::model::Guid;
use rolewright::model::permission::{Block, Pattern};
use rolewright::plan::{Caller, Guard, Plan, judge, needs};

use super::{ONE, Policy, READER, assignment, guards, person, tenant};

const POLICY: &str = "policy p { tenant \"99999999-9999-4999-8999-999999999999\" }
environment dev { subscription \"11111111-1111-4111-8111-111111111111\" resource-group \"rg\" }
workspace churn in dev
group crew { object-id \"aaaaaaaa-0000-4000-8000-000000000000\" }
role looker on workspace { actions \"Microsoft.Storage/storageAccounts/read\" }
grant looker to crew on churn@dev
";
const DEFINE: &str = "Microsoft.Authorization/roleDefinitions/write";
const ASSIGN: &str = "Microsoft.Authorization/roleAssignments/write";

fn told(scope: &str, actions: &[&str]) -> (smol_str::SmolStr, Result<Vec<Block>, String>) {
    let block = Block {
        actions: actions.iter().map(|one| Pattern::new(*one)).collect(),
        ..Block::default()
    };
    (scope.to_lowercase().into(), Ok(vec![block]))
}

/// Judges the plan of the policy for a caller.
fn judged(caller: &Caller) -> Plan {
    let there = tenant();
    let mut plan = Policy::of(POLICY).plan(&there);
    let needs = needs(&plan, &there);
    let asked: Vec<_> = needs.iter().map(|need| need.operation).collect();
    assert_eq!(asked, [ASSIGN, DEFINE]);
    judge(&mut plan, &needs, caller, (&there, Vec::new()));
    plan
}

fn group() -> String {
    format!("{ONE}/resourceGroups/rg")
}

fn workspace() -> String {
    let provider = "providers/Microsoft.MachineLearningServices/workspaces";
    format!("{}/{provider}/churn", group())
}

#[test]
fn what_is_held_above_is_held() {
    let holds = [told(ONE, &["Microsoft.Authorization/*"])].into();
    let plan = judged(&Caller {
        holds,
        applies: true,
        id: None,
    });
    assert_eq!((guards(&plan), plan.notes.len()), (vec![], 0));
}

#[test]
fn what_is_lacking_is_named_with_its_scope() {
    let holds = [told(&group(), &[DEFINE]), told(&workspace(), &["*/read"])].into();
    let plan = judged(&Caller {
        holds,
        ..Caller::default()
    });
    assert_eq!(guards(&plan), [Guard::MissingRights]);
    let reason = &plan.refusals[0].reason;
    assert!(
        reason.contains(ASSIGN) && reason.contains(&workspace()),
        "{reason}"
    );
}

#[test]
fn who_only_plans_may_lack_everything_and_who_applies_may_not() {
    let holds = [told(&group(), &["*/read"]), told(&workspace(), &["*/read"])];
    let caller = Caller {
        holds: holds.into(),
        ..Caller::default()
    };
    let plan = judged(&caller);
    assert_eq!(guards(&plan), []);
    assert!(
        plan.notes[0].contains("somebody else has to apply it"),
        "{:?}",
        plan.notes
    );
    let plan = judged(&Caller {
        applies: true,
        ..caller
    });
    assert_eq!(guards(&plan), [Guard::MissingRights; 2]);
}

#[test]
fn what_is_not_known_stays_so() {
    let refused = (
        group().to_lowercase().into(),
        Err("you may not ask".to_owned()),
    );
    let holds = [refused, told(&workspace(), &[ASSIGN])].into();
    let plan = judged(&Caller {
        holds,
        applies: true,
        id: None,
    });
    assert_eq!(guards(&plan), []);
    let note = &plan.notes[0];
    assert!(
        note.contains(DEFINE) && note.ends_with("is not known: you may not ask"),
        "{note}"
    );
}

#[test]
fn a_condition_of_the_callers_own_is_told() {
    let mut there = tenant();
    let mut own = assignment(
        "dddddddd-0000-4000-8000-000000000009",
        ONE,
        &person(5),
        READER,
    );
    own.role = Guid::read("f58310d9-a9f6-439a-9e8d-f62e7b41a168").unwrap();
    own.condition = Some("a condition".into());
    there.role_assignments.push(own);
    let mut plan = Policy::of(POLICY).plan(&there);
    let caller = Caller {
        id: Some(person(5).as_str().into()),
        holds: [told(ONE, &["*"])].into(),
        applies: true,
    };
    let needs = needs(&plan, &there);
    judge(&mut plan, &needs, &caller, (&there, Vec::new()));
    assert_eq!(guards(&plan), []);
    assert_eq!(plan.notes.len(), 1);
    assert!(plan.notes[0].contains(ASSIGN) && plan.notes[0].contains("under a condition"));
}
