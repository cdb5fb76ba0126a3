//! What the clauses of a stage stand for in a grant.

use rolewright::model::grant::Route;

use super::world::{Seen, sound, with};

/// Lists where the first grant binds, with the route.
fn bound(seen: &Seen) -> Vec<(String, Route)> {
    let bindings = seen.model.grants[0].bindings.iter();
    let mut bound: Vec<_> = bindings
        .map(|one| (seen.model.scope_name(one.scope), one.route))
        .collect();
    bound.sort_by(|left, right| left.0.cmp(&right.0));
    bound
}

fn is(name: &str, route: Route) -> (String, Route) {
    (name.to_owned(), route)
}

#[test]
fn a_clause_binds_to_the_granted_scope_itself() {
    let seen = sound("stage s { on workspace can run } grant s to team on churn@dev");
    assert_eq!(bound(&seen), [is("churn@dev", Route::Itself)]);
}

#[test]
fn a_clause_binds_to_a_scope_that_contains_its_kind() {
    let seen =
        sound("stage s { on workspace can run on container can open } grant s to team on dev");
    assert_eq!(
        bound(&seen),
        [is("dev", Route::Itself), is("dev", Route::Itself)]
    );
    let seen = sound("stage s { on container can open } grant s to team on lake@dev");
    assert_eq!(bound(&seen), [is("lake@dev", Route::Itself)]);
}

#[test]
fn a_clause_binds_to_what_the_scope_links_to_in_the_same_environment() {
    let seen = sound("stage s { on key-vault can secrets } grant s to team on churn@prod");
    assert_eq!(bound(&seen), [is("vault@prod", Route::Linked)]);
}

#[test]
fn named_slots_bind_to_containers_of_the_linked_storage() {
    let seen =
        sound("stage s { on container raw, features can open } grant s to team on churn@dev");
    assert_eq!(
        bound(&seen),
        [
            is("lake.features@dev", Route::Linked),
            is("lake.raw@dev", Route::Linked)
        ]
    );
    // A grant on one of them speaks of that one alone.
    let seen =
        sound("stage s { on container raw, features can open } grant s to team on lake.raw@dev");
    assert_eq!(bound(&seen), [is("lake.raw@dev", Route::Itself)]);
}

#[test]
fn a_slot_that_is_nowhere_is_an_error_unless_the_clause_says_if_linked() {
    let seen = with("stage s { on container models can open } grant s to team on churn@dev");
    assert_eq!(seen.only("RW112"), "churn@dev");
    let lenient = "stage s { on workspace can run on container models if-linked can open }";
    let seen = sound(&format!("{lenient} grant s to team on churn@dev"));
    assert_eq!(bound(&seen), [is("churn@dev", Route::Itself)]);
}

#[test]
fn a_clause_of_a_kind_above_binds_to_the_ancestor() {
    let clause = "capability group-read on resource-group { actions \"Microsoft.Resources/subscriptions/resourceGroups/read\" } stage s { on resource-group can group-read }";
    let seen = sound(&format!("{clause} grant s to team on churn@dev"));
    assert_eq!(bound(&seen), [is("rg-dev@dev", Route::Ancestor)]);
}

#[test]
fn two_candidates_are_ambiguous_until_the_grant_says_which() {
    let other = "storage other in dev { container raw } workspace two in dev { storage lake, other } stage s { on container raw can open }";
    let seen = with(&format!("{other} grant s to team on two@dev"));
    assert_eq!(seen.only("RW113"), "two@dev");
    let seen = sound(&format!(
        "{other} grant s to team on two@dev {{ binding raw = other.raw }}"
    ));
    assert_eq!(bound(&seen), [is("other.raw@dev", Route::Said)]);
}

#[test]
fn a_binding_of_nothing_or_to_another_kind_is_told() {
    let stage = "stage s { on container raw can open }";
    let grant = |term: &str| {
        with(&format!(
            "{stage} grant s to team on churn@dev {{ {term} }}"
        ))
    };
    assert_eq!(grant("binding rav = lake.raw").only("RW101"), "rav");
    assert_eq!(grant("binding raw = vault").only("RW103"), "vault");
    let seen = with("grant \"Reader\" to team on churn@dev { binding raw = lake.raw }");
    assert_eq!(seen.only("RW101"), "raw");
}

#[test]
fn a_capability_that_spans_kinds_is_granted_on_each() {
    let wide = "capability wide { on workspace { actions \"Microsoft.MachineLearningServices/workspaces/jobs/read\" } on resource-group { actions \"Microsoft.Resources/deployments/read\" } } stage s { on workspace can wide }";
    let seen = sound(&format!("{wide} grant s to team on churn@dev"));
    assert_eq!(
        seen.assigned(),
        [
            "team: s/resource-group/-/development at rg-dev@dev",
            "team: s/workspace/-/development at churn@dev"
        ]
    );
}

#[test]
fn what_a_capability_needs_is_granted_with_it() {
    let seen = sound(
        "capability both on workspace { actions \"Microsoft.MachineLearningServices/workspaces/jobs/delete\" needs look } stage s { on workspace can both } grant s to team on churn@dev",
    );
    assert_eq!(
        seen.listed("s/workspace/-/development"),
        ["jobs/delete", "jobs/read"]
    );
}

#[test]
fn a_binding_to_an_environment_is_to_all_its_subscriptions() {
    let wide = "environment wide { tier development subscription [\"22222222-2222-4222-8222-222222222221\", \"22222222-2222-4222-8222-222222222222\"] }";
    for (clause, slot) in [("on container", "container"), ("on container raw", "raw")] {
        let seen = sound(&format!(
            "{wide} stage s {{ {clause} can open }} grant s to team on churn@dev {{ binding {slot} = wide }}"
        ));
        assert_eq!(
            bound(&seen),
            [is("wide", Route::Said), is("wide", Route::Said)]
        );
        assert_eq!(seen.assigned().len(), 2);
    }
}
