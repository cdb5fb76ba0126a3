//! What was not read may give, or deny: neither `can` nor `cannot` rests on its absence.

use rolewright::access::{Access, Denial, Gap, Hides};
use rolewright::catalog::Catalog;
use rolewright::model::permission::{Block, Pattern};
use rolewright::model::{PrincipalId, ScopeId};
use rolewright::verdict::{self, By, Lacking, Verdict};

use super::{Set, WORLD};

const LINES: &str = "grant work to team on churn@dev\n\
    grant look to others on lake.raw@prod\n\
    test \"t\" {\n\
    team can submit-jobs on churn@dev\n\
    alice cannot read-data on lake@prod\n\
    alice cannot reach read-data on lake@prod\n\
    alice cannot submit-jobs on churn@prod\n\
    }";

fn set() -> Set {
    Set::of(&format!("{WORLD}{LINES}"))
}

fn verdicts(set: &Set) -> Vec<Verdict> {
    let access = Access::new(&set.world, Catalog::embedded());
    let judged = verdict::judge(&set.model, &set.compiled, &access);
    judged.tests.into_iter().flatten().collect()
}

fn holds(set: &Set) -> Vec<bool> {
    let verdicts = verdicts(set).into_iter();
    verdicts
        .map(|verdict| matches!(verdict, Verdict::Holds))
        .collect()
}

fn scope(set: &Set, name: &str) -> ScopeId {
    let mut all = (0..set.model.scopes.len()).map(ScopeId::new);
    all.find(|id| set.model.scope_name(*id) == name).unwrap()
}

fn principal(set: &Set, name: &str) -> PrincipalId {
    let mut all = (0..set.model.principals.len()).map(PrincipalId::new);
    all.find(|id| set.model.principal_name(*id) == name)
        .unwrap()
}

#[test]
fn all_of_it_holds_where_everything_was_read() {
    assert_eq!(holds(&set()), [true; 4]);
}

#[test]
fn grants_that_were_not_read_may_give_it_there() {
    let mut set = set();
    set.world.gaps.push(Gap {
        hides: Hides::Access,
        principal: None,
        scope: Some(scope(&set, "lake@prod")),
        what: "the role assignments of the lake".into(),
    });
    assert_eq!(holds(&set), [true, false, false, true]);
    let Verdict::Able(ways) = &verdicts(&set)[1] else {
        panic!("{:?}", verdicts(&set))
    };
    assert_eq!(
        ways[0].by,
        By::Unread("the role assignments of the lake".into())
    );
}

#[test]
fn denials_that_were_not_read_may_take_it() {
    let mut set = set();
    set.world.gaps.push(Gap {
        hides: Hides::Denials,
        principal: None,
        scope: None,
        what: "deny assignments".into(),
    });
    assert_eq!(holds(&set), [false, true, true, true]);
    let Verdict::Unable { lacking, .. } = &verdicts(&set)[0] else {
        panic!("{:?}", verdicts(&set))
    };
    assert!(matches!(lacking, Lacking::Uncertain { .. }), "{lacking:?}");
}

/// Whoever may be in a group may have what the group has, and no more.
#[test]
fn members_that_were_not_read_may_be_anybody() {
    let mut set = set();
    set.world.open.push(principal(&set, "others"));
    assert_eq!(holds(&set), [true, false, false, true]);
    let Verdict::Able(ways) = &verdicts(&set)[1] else {
        panic!("{:?}", verdicts(&set))
    };
    assert_eq!(
        ways[0].by,
        By::Unread("who else is in group `others`".into())
    );
    assert_eq!(ways[0].who, principal(&set, "alice"));
}

/// A sure denial takes access away; one under a condition, or of what lies there alone, does not.
#[test]
fn only_a_sure_denial_of_everything_below_is_relied_on() {
    let denied = |change: fn(&mut Denial)| {
        let mut set = set();
        let mut denial = Denial {
            name: "denied".into(),
            scope: scope(&set, "prod"),
            blocks: vec![Block {
                data_actions: vec![Pattern::new("*")],
                ..Block::default()
            }],
            everyone: true,
            principals: Vec::new(),
            excluded: Vec::new(),
            not_below: false,
            condition: None,
        };
        change(&mut denial);
        set.world.denials.push(denial);
        // `others` read the lake of production, unless that is denied.
        let who = principal(&set, "others");
        set.model.tests[0].expectations[1].who = Some(vec![who]);
        holds(&set)[1]
    };
    assert!(denied(|_| ()));
    assert!(!denied(|denial| denial.condition = Some("x".into())));
    assert!(!denied(|denial| denial.not_below = true));
    assert!(!denied(|denial| denial.everyone = false));
    assert!(!denied(
        |denial| denial.blocks[0].not_data_actions = vec![Pattern::new("*/read")]
    ));
}
