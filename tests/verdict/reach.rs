//! `reach`: the same questions, with every step by which one principal becomes another.

use rolewright::verdict::By;

use super::{Set, WORLD, holds};

/// Whoever runs code on the compute acts as the trainer, which reads production.
const STEPS: &str = "grant work to team on churn@dev  grant look to trainer@dev on lake.raw@prod";

#[test]
fn a_step_counts_for_reach_and_for_nothing_else() {
    let lines = [
        "team cannot read-data on lake@prod",
        "team cannot reach read-data on lake@prod",
        "alice cannot reach read-data on prod",
        "team can read-data on lake.raw@prod",
        "team can reach read-data on lake.raw@prod",
        "others cannot reach read-data on lake@prod",
        "only trainer@dev can read-data on lake.raw@prod",
        "only trainer@dev can reach read-data on lake.raw@prod",
        "only trainer@dev, team can reach read-data on lake.raw@prod",
    ];
    let expected = [true, false, false, false, true, true, true, false, true];
    assert_eq!(holds(STEPS, &lines), expected);
}

/// Without its first half, or its second, the step leads nowhere.
#[test]
fn each_half_of_the_way_is_needed() {
    let lines = [
        "team cannot reach read-data on lake@prod",
        "team can reach read-data on lake.raw@prod",
    ];
    let [first, second] = [
        "grant work to others on churn@dev  grant look to trainer@dev on lake.raw@prod",
        "grant work to team on churn@dev  grant look to trainer@dev on lake.raw@dev",
    ];
    assert_eq!(holds(first, &lines), [true, false]);
    assert_eq!(holds(second, &lines), [true, false]);
}

/// A step that has to be activated first is possible, and not sure.
#[test]
fn a_step_that_is_not_sure_satisfies_neither() {
    let steps = "grant work to team on churn@dev { eligible max 4h }  grant look to trainer@dev on lake.raw@prod";
    let lines = [
        "team cannot reach read-data on lake@prod",
        "team can reach read-data on lake.raw@prod",
    ];
    assert_eq!(holds(steps, &lines), [false, false]);
}

/// What Azure grants to a workspace's own identity counts for those who come to act as it, and it is
/// itself asked about only where it is named.
#[test]
fn identities_of_resources_are_steps_and_not_suspects() {
    let own = "grant \"AzureML Compute Operator\" to others on churn@prod";
    let nobody = [
        "anyone cannot write-data on lake@prod",
        "anyone cannot reach write-data on lake@prod",
        "churn.identity@prod cannot write-data on lake@prod",
    ];
    assert_eq!(holds("", &nobody), [true, true, false]);
    let set = Set::of(&format!(
        "{WORLD}{own}\nnever reach write-data on lake@prod"
    ));
    for way in &set.verdicts().nevers[0] {
        let who = set.model.principal(way.who).unwrap();
        assert!(who.implicit_of.is_none(), "{}", who.name);
    }
}

#[test]
fn a_broken_invariant_tells_its_steps() {
    let set = Set::of(&format!(
        "{WORLD}{STEPS}\nnever reach read-data to team on tier production"
    ));
    let verdicts = set.verdicts();
    let [alice, team] = &verdicts.nevers[0][..] else {
        panic!("{:?}", verdicts.nevers)
    };
    assert_eq!(set.model.principal_name(alice.who), "alice");
    assert_eq!(set.model.principal_name(team.who), "team");
    assert!(alice.by_steps && matches!(alice.by, By::Grant(_)));
    let [step] = &alice.steps[..] else {
        panic!("{:?}", alice.steps)
    };
    assert_eq!(set.model.principal_name(step.to), "trainer@dev");
}

/// What came by an excepted stage's grants is left out at the end of a way as well.
#[test]
fn exceptions_leave_out_who_and_through_what() {
    let broken = |never: &str| {
        let set = Set::of(&format!("{WORLD}{STEPS}\n{never}"));
        !set.verdicts().nevers[0].is_empty()
    };
    assert!(broken(
        "never reach read-data on lake@prod except trainer@dev"
    ));
    assert!(!broken(
        "never reach read-data on lake@prod except trainer@dev, team"
    ));
    assert!(!broken(
        "never reach read-data on lake@prod except through look"
    ));
    assert!(broken(
        "never reach read-data on lake@prod except through work"
    ));
    assert!(!broken("never read-data to team on lake@prod"));
}
