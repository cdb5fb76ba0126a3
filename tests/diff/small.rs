//! One thing at a time.

use rolewright::access::Denial;
use rolewright::diff::Presence;
use rolewright::model::permission::{Block, Pattern};
use rolewright::model::{PrincipalId, ScopeId};

use super::{Whole, diff};

/// A policy with two people in a group, a stage, and a place to work in.
pub(super) const BASE: &str = "policy p { tenant \"99999999-9999-9999-9999-999999999999\" }
environment dev {
    tier development
    subscription \"11111111-1111-4111-8111-111111111111\"
    resource-group \"rg-dev\"
}
workspace churn in dev { storage lake }
storage lake in dev { container raw }
user ann { object-id \"aaaaaaaa-0000-4000-8000-000000000001\" }
user bob { object-id \"aaaaaaaa-0000-4000-8000-000000000002\" }
group team {
    object-id \"bbbbbbbb-0000-4000-8000-000000000001\"
    members ann, bob
}
stage look { on workspace can read-jobs }
grant look to team on churn@dev
";

pub(super) fn with(more: &str) -> String {
    format!("{BASE}{more}")
}

/// Says who gains and who loses, each with where.
pub(super) fn told(old: &str, new: &str) -> Vec<String> {
    let diff = diff(old, new);
    let identities = diff.identities.iter().flat_map(|one| {
        let gained = one
            .gained
            .iter()
            .map(|change| format!("{} + {} {}", one.name, change.scope, change.beyond.guard));
        let lost = one
            .lost
            .iter()
            .map(|change| format!("{} - {} {}", one.name, change.scope, change.beyond.guard));
        gained
            .chain(lost)
            .map(|line| line.trim_end().to_owned())
            .collect::<Vec<_>>()
    });
    let loosened = diff.loosened.iter().map(|one| one.what.clone());
    identities.chain(loosened).collect()
}

#[test]
fn a_group_gains_once_for_all_its_members() {
    let new = BASE.replace("can read-jobs", "can read-jobs, submit-jobs");
    assert_eq!(told(BASE, &new), ["team + churn@dev"]);
    assert_eq!(told(&new, BASE), ["team - churn@dev"]);
}

#[test]
fn whoever_comes_into_a_group_gains_what_it_has() {
    let old = BASE.replace("members ann, bob", "members bob");
    assert_eq!(told(&old, BASE), ["ann + churn@dev"]);
    // Both the member and the group change.
    let new = BASE.replace("can read-jobs", "can read-jobs, submit-jobs");
    assert_eq!(told(&old, &new), ["ann + churn@dev", "team + churn@dev"]);
}

/// Puts one group into another, which a policy could not where they go round.
fn join(whole: &mut Whole, member: &str, group: &str) {
    let at = |name: &str| {
        whole
            .world
            .parties
            .iter()
            .position(|one| one.name == name)
            .unwrap()
    };
    let (member, group) = (at(member), at(group));
    whole.world.parties[member]
        .member_of
        .push(PrincipalId::new(group));
}

#[test]
fn groups_that_hold_each_other_do_not_hide_a_gain() {
    let text = |more: &str| {
        with(&format!(
            "group left {{ object-id \"bbbbbbbb-0000-4000-8000-000000000002\" }}
group right {{ object-id \"bbbbbbbb-0000-4000-8000-000000000003\" }}
{more}"
        ))
    };
    for group in ["left", "right"] {
        let more = format!("grant \"Contributor\" to {group} on churn@dev\n");
        let mut sides = [text(""), text(&more)].map(|text| Whole::of(&[text]));
        for side in &mut sides {
            join(side, "left", "right");
            join(side, "right", "left");
        }
        let diff = sides[0].against(&sides[1]);
        let names: Vec<_> = diff
            .identities
            .iter()
            .map(|one| one.name.as_str())
            .collect();
        assert_eq!(names, ["left"], "{group}");
    }
}

/// Denies reading jobs to everyone.
fn deny(whole: &mut Whole, condition: Option<&str>) {
    let scope = whole
        .world
        .places
        .iter()
        .position(|one| one.name == "churn@dev")
        .unwrap();
    whole.world.denials.push(Denial {
        name: "d".into(),
        scope: ScopeId::new(scope),
        blocks: vec![Block {
            actions: vec![Pattern::new("*")],
            ..Block::default()
        }],
        everyone: true,
        principals: Vec::new(),
        excluded: Vec::new(),
        not_below: false,
        condition: condition.map(Into::into),
    });
}

#[test]
fn a_denial_that_is_gone_or_depends_on_something_else_is_a_gain() {
    let base = || Whole::of(&[BASE.to_owned()]);
    let denied = |condition: Option<&str>| {
        let mut whole = base();
        deny(&mut whole, condition);
        whole
    };
    let gains = |old: &Whole, new: &Whole| {
        let diff = old.against(new);
        let gaining = diff.identities.iter().filter(|one| !one.gained.is_empty());
        gaining.map(|one| one.name.to_string()).collect::<Vec<_>>()
    };
    assert!(gains(&denied(None), &base()).contains(&"team".to_owned()));
    assert!(gains(&denied(None), &denied(Some("a"))).contains(&"team".to_owned()));
    assert!(gains(&denied(Some("a")), &denied(Some("b"))).contains(&"team".to_owned()));
    for (old, new) in [
        (base(), denied(None)),
        (denied(Some("a")), denied(Some("a"))),
        (denied(Some("a")), denied(None)),
    ] {
        assert_eq!(gains(&old, &new), Vec::<String>::new());
    }
}

#[test]
fn a_change_is_told_at_the_highest_scope() {
    let old = with("grant \"Reader\" to ann on churn@dev\n");
    let new = with(
        "grant \"Reader\" to ann on churn@dev\ngrant \"Contributor\" to ann on dev\ngrant \"Contributor\" to ann on lake@dev\n",
    );
    assert_eq!(told(&old, &new), ["ann + dev"]);
    assert_eq!(told(&new, &old), ["ann - dev"]);
    // What is above already counts below.
    let old = with("grant \"Contributor\" to ann on dev\n");
    let new =
        with("grant \"Contributor\" to ann on dev\ngrant \"Contributor\" to ann on churn@dev\n");
    assert!(told(&old, &new).is_empty());
}

#[test]
fn less_before_a_grant_is_more() {
    let grant = |terms: &str| {
        with(&format!(
            "grant \"Contributor\" to ann on churn@dev {{ {terms} }}\n"
        ))
    };
    let plain = grant("because \"x\"");
    let eligible = grant("eligible");
    assert_eq!(told(&eligible, &plain), ["ann + churn@dev"]);
    assert_eq!(told(&plain, &eligible), ["ann - churn@dev"]);
    let (soon, late) = (grant("until 2027-01-01"), grant("until 2027-06-01"));
    assert_eq!(told(&soon, &late), ["ann + churn@dev until 2027-06-01"]);
    assert_eq!(told(&late, &soon), ["ann - churn@dev until 2027-06-01"]);
    assert_eq!(told(&soon, &plain), ["ann + churn@dev"]);
    let of = |text: &str| {
        with(&format!(
            "grant \"Storage Blob Data Reader\" to ann on lake@dev {{ where blob path starts-with \"{text}\" }}\n"
        ))
    };
    assert!(told(&of("a/"), &of("a/")).is_empty());
    let changed = told(&of("a/"), &of("b/"));
    assert_eq!(changed.len(), 2, "{changed:?}");
    let free = with("grant \"Storage Blob Data Reader\" to ann on lake@dev\n");
    assert_eq!(told(&of("a/"), &free), ["ann + lake@dev"]);
}

#[test]
fn the_same_name_with_another_object_id_is_another_person() {
    let new = BASE.replace("000000000001\" }\nuser bob", "000000000009\" }\nuser bob");
    let diff = diff(BASE, &new);
    let seen: Vec<_> = diff
        .identities
        .iter()
        .map(|one| (one.name.as_str(), one.presence))
        .collect();
    assert_eq!(seen, [("ann", Presence::New), ("ann", Presence::Removed)]);
}

#[test]
fn a_name_that_the_catalogue_does_not_know_is_a_gain() {
    let role = |pattern: &str| {
        with(&format!(
            "role r on workspace {{ actions \"{pattern}\" }}\ngrant r to ann on churn@dev\n"
        ))
    };
    let one = role("Microsoft.Future/things/read");
    let all = role("Microsoft.Future/*");
    let diff = diff(&one, &all);
    let change = &diff.identities[0].gained[0];
    assert!(change.beyond.new.is_empty());
    let witness = change.beyond.witness.as_ref().unwrap();
    assert!(witness.known.is_none() && witness.name.starts_with("microsoft.future/"));
    assert_ne!(witness.name, "microsoft.future/things/read");
}

#[test]
fn what_judges_may_get_stricter_and_not_weaker() {
    let never = |text: &str| with(&format!("never {text}\n"));
    let base = never("deploy-endpoints on churn@dev except ann");
    for stricter in [
        "deploy-endpoints",
        "deploy-endpoints on dev except ann",
        "reach deploy-endpoints on churn@dev",
        "\"*\" on churn@dev except ann",
    ] {
        assert!(told(&base, &never(stricter)).is_empty(), "{stricter}");
    }
    for weaker in [
        "deploy-endpoints on churn@dev except ann, bob",
        "deploy-endpoints on lake@dev except ann",
        "deploy-endpoints to bob on churn@dev except ann",
        "standing deploy-endpoints on churn@dev except ann",
        "deploy-endpoints on churn@dev except ann, through look",
        "read-jobs on churn@dev except ann, team",
    ] {
        assert_eq!(told(&base, &never(weaker)).len(), 1, "{weaker}");
    }
    assert_eq!(told(&base, BASE), ["this invariant is gone"]);
}

#[test]
fn an_accepted_finding_is_loosening_and_renaming_what_it_stands_at_is_not() {
    let allow = |name: &str, terms: &str| {
        with(&format!(
            "@allow(unused-declaration, because \"later\"{terms})\nstage {name} {{ on workspace can read-models }}\n"
        ))
    };
    let bare = with("stage spare { on workspace can read-models }\n");
    assert_eq!(told(&bare, &allow("spare", "")).len(), 1);
    assert!(told(&allow("spare", ""), &bare).is_empty());
    assert!(told(&allow("spare", ""), &allow("other", "")).is_empty());
    assert_eq!(
        told(
            &allow("spare", ", until 2027-01-01"),
            &allow("spare", ", until 2027-02-01")
        )
        .len(),
        1
    );
    assert!(
        told(
            &allow("spare", ", until 2027-02-01"),
            &allow("spare", ", until 2027-01-01")
        )
        .is_empty()
    );
}

#[test]
fn stages_that_are_not_kept_apart_any_more_and_lower_tiers_are_loosening() {
    let apart = with("stage deploy separate-from look { on workspace can deploy-endpoints }\n");
    let joined = with("stage deploy { on workspace can deploy-endpoints }\n");
    assert_eq!(
        told(&apart, &joined),
        ["the stages `deploy` and `look` are not kept apart any more"]
    );
    let production = BASE.replace("tier development", "tier production");
    assert_eq!(
        told(&production, BASE),
        ["the tier of environment `dev` was `production` and is `development`"]
    );
    assert!(told(BASE, &production).is_empty());
}
