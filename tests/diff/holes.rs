//! Ways in which a change could widen access past the gate; each was tried.

use rolewright::access::Denial;
use rolewright::model::permission::{Block, Pattern};
use rolewright::model::{PrincipalId, ScopeId};

use super::small::{BASE, told, with};
use super::{Whole, diff};

/// Says what the new side is told of beyond the old one.
fn widens(old: &str, new: &str) -> bool {
    diff(old, new).is_widened()
}

/// Holds a change to be a widening, and not to be one the other way round.
fn one_way(old: &str, new: &str) {
    assert!(widens(old, new), "{:?}", told(old, new));
    let back = diff(new, old);
    assert!(!back.is_widened(), "back: {back:#?}");
}

fn both_ways(old: &str, new: &str) {
    assert!(widens(old, new) && widens(new, old), "{new}");
}

/// Denies everything at a scope to everyone.
fn deny(whole: &mut Whole, not_below: bool, excluded: Vec<PrincipalId>) {
    let mut places = whole.world.places.iter();
    let scope = places.position(|one| one.name == "churn@dev").unwrap();
    whole.world.denials.push(Denial {
        name: "d".into(),
        scope: ScopeId::new(scope),
        blocks: vec![Block {
            actions: vec![Pattern::new("*")],
            ..Block::default()
        }],
        everyone: true,
        principals: Vec::new(),
        excluded,
        not_below,
        condition: None,
    });
}

#[test]
fn a_denial_that_stops_at_its_scope_or_leaves_somebody_out() {
    let denied = |not_below, excluded: &[usize]| {
        let mut whole = Whole::of(&[BASE.to_owned()]);
        let excluded = excluded.iter().map(|at| PrincipalId::new(*at)).collect();
        deny(&mut whole, not_below, excluded);
        whole
    };
    let whole = denied(false, &[]);
    let mut parties = whole.world.parties.iter();
    let ann = parties.position(|one| one.name == "ann").unwrap();
    for looser in [denied(true, &[]), denied(false, &[ann])] {
        assert!(whole.against(&looser).is_widened());
        assert!(!looser.against(&whole).is_widened());
    }
}

#[test]
fn what_stays_after_a_standing_grant_has_ended() {
    let grant = |more: &str| {
        with(&format!(
            "grant \"Contributor\" to ann on churn@dev {{ until 2027-01-01 }}\n{more}"
        ))
    };
    let eligible = grant("grant \"Contributor\" to ann on churn@dev { eligible }\n");
    one_way(&grant(""), &eligible);
    let free = with("grant \"Contributor\" to ann on churn@dev\n");
    one_way(&eligible, &free);
    let above = with("grant \"Contributor\" to ann on dev { until 2027-01-01 }\n");
    let below = "grant \"Contributor\" to ann on churn@dev\n";
    one_way(&above, &format!("{above}{below}"));
}

#[test]
fn an_identity_that_is_another_behind_the_same_name() {
    for (one, other) in [
        (
            "user eve { upn \"eve@a.example\" }",
            "user eve { upn \"mallory@a.example\" }",
        ),
        (
            "service-principal eve { app-id \"cccccccc-0000-4000-8000-000000000001\" }",
            "service-principal eve { app-id \"cccccccc-0000-4000-8000-000000000002\" }",
        ),
        ("group eve { name \"one\" }", "group eve { name \"two\" }"),
        (
            "group eve { name \"one\" }",
            "group eve { object-id \"bbbbbbbb-0000-4000-8000-000000000009\" name \"two\" }",
        ),
    ] {
        let text = |who: &str| with(&format!("{who}\ngrant \"Reader\" to eve on churn@dev\n"));
        both_ways(&text(one), &text(other));
    }
    let identity = |name: &str| {
        with(&format!(
            "managed-identity robot in dev {{ name \"{name}\" }}\ngrant \"Reader\" to robot@dev on churn@dev\n"
        ))
    };
    both_ways(&identity("id-a"), &identity("id-b"));
}

#[test]
fn a_kind_of_principal_that_hides_who_is_behind_it() {
    let id = "object-id \"bbbbbbbb-0000-4000-8000-000000000009\"";
    let text = |kind: &str| {
        with(&format!(
            "{kind} eve {{ {id} }}\ngrant \"Reader\" to eve on churn@dev\n"
        ))
    };
    assert!(widens(&text("group"), &text("user")));
    assert!(widens(&text("user"), &text("service-principal")));
}

#[test]
fn an_environment_that_another_with_a_lower_tier_takes_over() {
    let base = |tier: &str, environment: &str, name: &str| {
        BASE.replace("tier development", tier)
            .replace("environment dev", &format!("environment {environment}"))
            .replace("@dev", &format!("@{environment}"))
            .replace("in dev", &format!("in {environment}"))
            .replace("    resource-group \"rg-dev\"\n", name)
    };
    let old = base("tier production", "prod", "    resource-group \"rg-dev\"\n");
    let whole = base("tier development", "dev", "")
        .replace(
            "workspace churn in dev { ",
            "workspace churn in dev { resource-group \"rg-dev\" ",
        )
        .replace(
            "storage lake in dev { ",
            "storage lake in dev { resource-group \"rg-dev\" ",
        );
    assert!(widens(&old, &whole), "{:?}", told(&old, &whole));
}

#[test]
fn another_tenant_and_another_subscription() {
    both_ways(
        BASE,
        &BASE.replace("99999999-9999-9999-9999", "99999999-9999-9999-8888"),
    );
    both_ways(
        BASE,
        &BASE.replace("11111111-1111-4111", "11111111-1111-4222"),
    );
}

#[test]
fn the_terms_of_an_eligible_grant() {
    let grant = |terms: &str| {
        with(&format!(
            "grant \"Contributor\" to ann on churn@dev {{ eligible {terms} }}\n"
        ))
    };
    one_way(&grant("max 2h"), &grant("max 8h"));
    one_way(&grant("max 2h"), &grant(""));
    one_way(&grant("approved-by bob"), &grant(""));
    both_ways(&grant("approved-by bob"), &grant("approved-by team"));
}

#[test]
fn whom_an_administrator_may_assign_to() {
    let grant = |to: &str| {
        with(&format!(
            "grant \"Role Based Access Control Administrator\" to ann on churn@dev {{ may-assign look to {to} }}\n"
        ))
    };
    both_ways(&grant("bob"), &grant("team"));
}

#[test]
fn an_accepted_finding_that_covers_more() {
    let never = |one: &str, other: &str| {
        with(&format!(
            "{one}never deploy-endpoints on churn@dev\n{other}never read-jobs on lake@dev\n"
        ))
    };
    let allow = "@allow(broken-invariant, because \"later\")\n";
    both_ways(&never(allow, ""), &never("", allow));
    one_way(&never(allow, ""), &never(allow, allow));
    let member = |before: &str, inside: &str| {
        with(&format!(
            "{before}storage sea in dev {{\n    {inside}shared-keys off\n    container raw\n}}\n"
        ))
    };
    let allow = "@allow(shared-key-access, because \"later\")\n";
    one_way(&member("", allow), &member(allow, ""));
    let tests = |one: &str, other: &str| {
        with(&format!(
            "{one}test \"ann\" {{ ann cannot deploy-endpoints on churn@dev }}\n{other}test \"bob\" {{ bob cannot deploy-endpoints on churn@dev }}\n"
        ))
    };
    let allow = "@allow(failing-test, because \"later\")\n";
    both_ways(&tests(allow, ""), &tests("", allow));
}

#[test]
fn a_break_glass_grant_is_left_alone_by_rules() {
    let grant = |keep: &str| {
        with(&format!(
            "grant \"Owner\" to ann on dev {{ {keep} because \"x\" }}\n"
        ))
    };
    one_way(&grant(""), &grant("keep"));
}

#[test]
fn a_token_that_an_identity_trusts() {
    let text = |more: &str| {
        with(&format!(
            "service-principal ci {{\n    object-id \"cccccccc-0000-4000-8000-000000000001\"\n{more}}}\ngrant \"Contributor\" to ci on churn@dev\n"
        ))
    };
    let trust = |branch: &str| {
        text(&format!(
            "    federated github {{ repository \"a/b\" branch \"{branch}\" }}\n"
        ))
    };
    one_way(&text(""), &trust("main"));
    both_ways(&trust("main"), &trust("dev"));
}

#[test]
fn a_renamed_group_with_another_member() {
    let old = BASE
        .replace(
            "    object-id \"bbbbbbbb-0000-4000-8000-000000000001\"\n",
            "",
        )
        .replace("members ann, bob", "members bob");
    let new = old
        .replace("group team", "group crew")
        .replace("to team", "to crew");
    let more = new.replace("members bob", "members ann, bob");
    assert!(
        told(&old, &more).contains(&"ann + churn@dev".to_owned()),
        "{:?}",
        told(&old, &more)
    );
}

#[test]
fn a_grant_at_a_scope_that_one_side_alone_names() {
    let named = with(
        "storage sea in dev { container raw }\ngrant \"Storage Blob Data Reader\" to ann on sea.raw@dev\n",
    );
    let above = with("grant \"Storage Blob Data Reader\" to ann on dev\n");
    // Whoever holds keys above comes to the data of a store that is new.
    assert!(widens(BASE, &named) && widens(&named, &above));
    one_way(
        &named,
        &format!("{named}grant \"Storage Blob Data Reader\" to ann on dev\n"),
    );
}

#[test]
fn a_grant_to_an_agent() {
    let text = |role: &str| {
        with(&format!(
            "agent helper {{ object-id \"cccccccc-0000-4000-8000-000000000001\" }}\ngrant \"{role}\" to helper on churn@dev\n"
        ))
    };
    one_way(&text("Reader"), &text("Contributor"));
}

#[test]
fn a_baseline_that_is_gone_or_changed() {
    let text = |demand: &str| {
        with(&format!(
            "// why\nbaseline stores on every storage in dev {{\n    require {demand}\n}}\n"
        ))
    };
    let (on, off) = (text("shared-keys off"), text("shared-keys on"));
    one_way(&on, BASE);
    both_ways(&on, &off);
    assert!(!widens(
        &on,
        &on.replace("// why\n", "")
            .replace("    require", "  require")
    ));
    assert_eq!(
        told(&on, BASE),
        ["baseline `stores` is gone; this cannot be judged yet, so it counts as loosened"]
    );
}

#[test]
fn a_setting_that_opens_a_way() {
    let text = |setting: &str| {
        with(&format!(
            "storage sea in dev {{ shared-keys {setting}  container raw }}\ngrant \"Contributor\" to ann on sea@dev\n"
        ))
    };
    one_way(&text("off"), &text("on"));
}
