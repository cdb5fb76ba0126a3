//! Conditions, activation, deny assignments and what was not read.

use rolewright::access::{Denial, Gap, Hides, Schedule, World};
use rolewright::catalog::Catalog;
use rolewright::model::permission::{Block, Pattern};
use rolewright::question::{Can, Ground};

use super::agree::asked;
use crate::standard::examples::compiled;

const JOBS: &str = "Microsoft.MachineLearningServices/workspaces/jobs/write";
const ALL_JOBS: &str = "Microsoft.MachineLearningServices/workspaces/jobs/*";

/// Asks about a changed world of the churn example, of its scopes and identities by name.
fn can(change: impl FnOnce(&mut World), what: &str) -> Can {
    let (model, compiled) = compiled("churn");
    let mut world = World::of(&model, &compiled, Catalog::embedded());
    change(&mut world);
    asked((&model, &compiled), &world, |ground: &Ground<'_>| {
        ground.can("dana", what, "churn@dev", false).unwrap()
    })
}

fn each_of_tune(world: &mut World, change: impl Fn(&mut rolewright::access::Grant)) {
    let roles = world
        .roles
        .iter()
        .map(|role| role.stage.as_deref() == Some("tune"));
    let roles: Vec<bool> = roles.collect();
    let grants = world.grants.iter_mut();
    grants
        .filter(|grant| roles[grant.role.index()])
        .for_each(change);
}

fn denial(world: &World, pattern: &str) -> Denial {
    let scope = world
        .places
        .iter()
        .position(|place| place.name == "churn@dev");
    Denial {
        name: "freeze".into(),
        scope: rolewright::model::ScopeId::new(scope.unwrap()),
        blocks: vec![Block {
            actions: vec![Pattern::new(pattern)],
            ..Block::default()
        }],
        everyone: true,
        principals: Vec::new(),
        excluded: Vec::new(),
        not_below: false,
        condition: None,
    }
}

#[test]
fn an_eligible_grant_counts_where_it_is_activated() {
    let eligible = |world: &mut World| {
        each_of_tune(world, |grant| grant.schedule = Schedule::Eligible);
    };
    for what in ["submit-jobs", JOBS] {
        let can = can(eligible, what);
        assert_eq!(can.verdict.answer, "if");
        assert_eq!(can.verdict.condition.as_deref(), Some("`it is activated`"));
        assert_eq!((can.surely, can.possibly), (false, true));
        assert_eq!(can.ways[0].verdict.answer, "if");
    }
}

#[test]
fn a_condition_is_told_with_its_text() {
    let conditional = |world: &mut World| {
        each_of_tune(world, |grant| {
            grant.condition = Some("@Resource[x] StringEquals 'y'".into())
        });
    };
    let can = can(conditional, "submit-jobs");
    let condition = can.verdict.condition.as_deref();
    assert_eq!(condition, Some("`@Resource[x] StringEquals 'y'`"));
}

#[test]
fn a_denial_takes_away_and_is_named() {
    let deny = |world: &mut World| world.denials.push(denial(world, JOBS));
    let one = can(deny, JOBS);
    assert_eq!(
        (one.verdict.answer, one.denials[0].name.as_str()),
        ("no", "freeze")
    );
    assert_eq!(
        one.ways.len(),
        1,
        "the grant is there, and the denial stands against it"
    );
    let whole = can(deny, "submit-jobs");
    assert_eq!(whole.verdict.answer, "no", "nothing else defines the task");
    let pattern = can(deny, ALL_JOBS);
    assert_eq!(pattern.verdict.answer, "partly");
    assert_eq!(
        pattern.operations[0].missing.as_deref(),
        Some("Microsoft.MachineLearningServices/workspaces/jobs/delete")
    );
    let elsewhere = can(deny, "Microsoft.MachineLearningServices/workspaces/read");
    assert!(elsewhere.denials.is_empty() && elsewhere.surely);
}

#[test]
fn a_denial_under_a_condition_leaves_it_unknown() {
    let deny = |world: &mut World| {
        let condition = Some("it is night".into());
        world.denials.push(Denial {
            condition,
            ..denial(world, "*")
        });
    };
    for what in ["submit-jobs", JOBS] {
        let can = can(deny, what);
        assert_eq!(can.verdict.answer, "unknown");
        assert_eq!(can.verdict.why, ["denied if `it is night`"]);
    }
}

#[test]
fn what_was_not_read_is_unknown_and_never_no() {
    let hide = |hides: Hides| {
        move |world: &mut World| {
            world.gaps.push(Gap {
                hides,
                principal: None,
                scope: None,
                what: "the members of `admins`".into(),
            });
        }
    };
    let owner = "Microsoft.Authorization/roleAssignments/write";
    for what in [owner, "Microsoft.Authorization/*"] {
        let can = can(hide(Hides::Access), what);
        assert_eq!(
            (can.verdict.answer, can.possibly),
            ("unknown", true),
            "{what}"
        );
        assert_eq!(can.verdict.why, ["the members of `admins` was not read"]);
        assert_eq!(can.not_read, ["the members of `admins`"]);
    }
    for what in [JOBS, ALL_JOBS] {
        let can = can(hide(Hides::Denials), what);
        assert!(!can.surely && can.possibly, "{what}");
    }
}
