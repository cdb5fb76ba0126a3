//! Nothing that is written is ignored in silence.

use rolewright::model::ScopeId;

use super::world::{finds, with};

#[test]
fn what_would_be_left_unread_is_told() {
    for (text, code, place) in [
        ("storage s in dev@prod", "RW117", "dev@prod"),
        (
            "compute c in churn@dev { kind cluster }",
            "RW117",
            "churn@dev",
        ),
        (
            "storage s in dev { override prod { shared-keys off } }",
            "RW105",
            "prod",
        ),
        (
            "storage s in dev { override dev { container x } }",
            "RW117",
            "container x",
        ),
        (
            "group g { override dev { label x } }",
            "RW117",
            "override dev { label x }",
        ),
        (
            "storage s in dev { name \"a\" { label x } }",
            "RW117",
            "{ label x }",
        ),
        (
            "storage s in dev { name \"a\", \"b\" }",
            "RW109",
            "name \"a\", \"b\"",
        ),
        (
            "storage s in dev { name [\"a\", \"b\"] }",
            "RW109",
            "name [\"a\", \"b\"]",
        ),
        (
            "storage s in dev { shared-keys on, off }",
            "RW109",
            "shared-keys on, off",
        ),
        (
            "compute c in churn { assigned-to nobody }",
            "RW101",
            "nobody",
        ),
        (
            "management-group m { within resource-group \"rg\" }",
            "RW109",
            "within resource-group \"rg\"",
        ),
        (
            "storage s in dev { shared-keys off@prod }",
            "RW109",
            "off@prod",
        ),
        (
            "storage s in dev { label pii@dev, b }",
            "RW109",
            "label pii@dev, b",
        ),
        (
            "storage s in dev { let x = \"y\" }",
            "RW117",
            "let x = \"y\"",
        ),
    ] {
        let seen = with(text);
        assert!(!seen.found.is_empty(), "{text}");
        let span = seen.found[0].primary.span;
        let whole = format!("{}{text}", super::world::BASE);
        let at = whole[span.start as usize..span.end as usize].trim_end();
        assert_eq!(
            (seen.found[0].code.id, at),
            (code, place),
            "{text}: {:#?}",
            seen.found
        );
    }
}

#[test]
fn a_variable_of_an_environment_is_declared_once() {
    let seen = with(
        "environment e { tier test subscription \"22222222-2222-4222-8222-222222222222\" let a = \"x\" let a = \"y\" }",
    );
    assert_eq!(seen.only("RW102"), "a");
}

#[test]
fn a_broken_declaration_is_told_once_and_not_by_all_who_name_it() {
    for text in [
        "storage pond in dev prod { container raw } workspace w in dev { storage pond } grant \"Reader\" to team on pond.raw@dev, every container label x",
        "stage s { on container raw can open on workspace can run, } stage t extends s {} grant s to team on churn@dev never s to team",
        "group g { members team; } grant \"Reader\" to g on churn@dev",
        "environment e { tier = test } storage p in e grant \"Reader\" to team on p@e, e",
        "template t(a, ) { group ${a} } use t(a = b)",
        "storage pond in dev { container pool { label = x } } workspace w in dev { storage pond } stage s { on container pool can open } grant s to team on w@dev",
    ] {
        let seen = with(text);
        assert_eq!(seen.codes().len(), 1, "{text}: {:#?}", seen.found);
        assert!(
            seen.codes()[0].starts_with("RW0"),
            "{text}: {:#?}",
            seen.found
        );
    }
    finds(
        "grant \"Reader\" to taem on chrun@dev",
        &[("RW101", "taem"), ("RW101", "chrun")],
    );
}

const PLACE: &str = "tier test subscription \"22222222-2222-4222-8222-222222222222\"";

#[test]
fn what_stands_twice_in_a_list_is_told() {
    for text in [
        "group g { members team, team }",
        "storage s in dev, dev",
        "storage s in dev { label x, x }",
        "workspace w in dev { storage lake, lake }",
        "stage a {} stage b extends a, a {}",
        "stage a { on workspace can run, run }",
        "stage a { on container raw, raw can open }",
        "capability c on workspace { actions \"Microsoft.Compute/disks/read\" needs look, look }",
        "environment e { tier test subscription [\"22222222-2222-4222-8222-222222222222\", \"22222222-2222-4222-8222-222222222222\"] }",
    ] {
        assert_eq!(with(text).codes(), ["RW130"], "{text}");
    }
    let seen = with(
        "environment e { tier test subscription \"22222222-2222-4222-8222-222222222222\", \"22222222-2222-4222-8222-222222222223\" }",
    );
    assert_eq!(seen.codes(), [] as [&str; 0]);
}

#[test]
fn what_would_win_over_something_else_is_told() {
    finds(
        "storage s in dev, prod { override dev { name \"a\" } override dev, prod { name \"b\" } }",
        &[("RW107", "name \"b\"")],
    );
    finds(
        &format!(
            "environment e {{ {PLACE} within resource-group \"rg\" resource-group \"other\" }} storage s in e {{ resource-group \"third\" }} storage t in e {{ resource-group \"RG\" }}"
        ),
        &[("RW117", "\"other\""), ("RW117", "\"third\"")],
    );
    finds(
        "role r existing on workspace formerly q { object-id \"22222222-2222-4222-8222-222222222222\" actions \"Microsoft.Compute/disks/read\" }",
        &[("RW117", "q")],
    );
}

#[test]
fn a_capability_grants_nothing_that_it_is_said_to_except() {
    let seen = with(
        "capability c on workspace { actions \"Microsoft.Compute/disks/read\" except-actions \"Microsoft.Compute/disks/delete\" } stage s { on workspace can c } grant s to team on churn@dev",
    );
    assert_eq!(
        seen.only("RW117"),
        "except-actions \"Microsoft.Compute/disks/delete\""
    );
    assert_eq!(seen.listed("s/workspace/-/development"), ["disks/read"]);
}

#[test]
fn two_names_for_one_thing_in_azure_are_told() {
    finds(
        "storage a in dev { name \"same\" } storage b in dev { name \"Same\" }",
        &[("RW131", "b")],
    );
    finds(
        "storage a in dev, prod { name \"same\" } resource-group g in dev { name \"RG-dev\" }",
        &[],
    );
    finds(
        &format!("environment e {{ {PLACE} }} environment f {{ {PLACE} }}"),
        &[("RW131", "f")],
    );
}

#[test]
fn an_environment_in_a_resource_group_lies_below_the_one_of_its_subscription() {
    let seen = with(&format!(
        "environment narrow {{ {PLACE} within resource-group \"rg\" }} environment wide {{ {PLACE} }} storage s in narrow storage t in wide {{ resource-group \"RG\" }}"
    ));
    assert_eq!(seen.codes(), [] as [&str; 0], "{:#?}", seen.found);
    for name in ["s", "t"] {
        let found = seen.model.scopes.iter().position(|one| one.name == name);
        let above = seen.model.ancestors(ScopeId::new(found.unwrap())).skip(1);
        let above: Vec<_> = above.map(|(_, one)| one.name.as_str()).collect();
        assert_eq!(above, ["narrow", "wide"], "{name}");
    }
}

#[test]
fn words_that_cannot_mean_anything_where_they_stand_are_told() {
    for (text, code, place) in [
        ("grant \"Reader\" to anyone on churn@dev", "RW103", "anyone"),
        (
            "grant \"Reader\" to tier test on churn@dev",
            "RW103",
            "tier test",
        ),
        ("never run on anyone", "RW103", "anyone"),
        ("never run except anyone", "RW103", "anyone"),
        (
            "test \"t\" { only team cannot run on churn@dev }",
            "RW117",
            "only",
        ),
        ("grant \"Reader\" to team on dev@prod", "RW105", "dev@prod"),
        ("grant \"Reader\" to churn on churn@dev", "RW103", "churn"),
        (
            "grant \"s\" to team on churn@dev stage s {}",
            "RW121",
            "\"s\"",
        ),
        ("stage s separate-from s {}", "RW111", "s"),
        (
            "compute c in churn { idle-shutdown 15 }",
            "RW109",
            "idle-shutdown 15",
        ),
        (
            "grant \"Reader\" to team on churn@dev { eligible max 4q }",
            "RW109",
            "4q",
        ),
        (
            "resource r in dev { type \"Microsoft.Cache\" }",
            "RW109",
            "\"Microsoft.Cache\"",
        ),
        (
            "managed-identity m in dev { federated oidc { issuer \"https://a\" subject \"b\" repository \"c/d\" } }",
            "RW106",
            "repository",
        ),
        (
            "managed-identity m in dev { federated oidc }",
            "RW109",
            "federated oidc",
        ),
        (
            "baseline b on churn@dev { require shared-key off }",
            "RW106",
            "shared-key",
        ),
        (
            "baseline b on churn@dev { require diagnostics to lake@dev }",
            "RW103",
            "lake",
        ),
        (
            "baseline b on churn@dev { require idle-shutdown at-most 30 }",
            "RW109",
            "require idle-shutdown at-most 30",
        ),
        (
            "baseline b on churn@dev { require shared-keys maybe }",
            "RW109",
            "require shared-keys maybe",
        ),
    ] {
        finds(text, &[(code, place)]);
    }
    finds(
        "baseline b on churn@dev { require shared-keys require secret-expiry at-most 90d require shared-keys off }",
        &[("RW107", "require shared-keys off")],
    );
}

#[test]
fn labels_of_environments_are_asked_for_like_others() {
    let seen = with(&format!(
        "environment e {{ {PLACE} label x }} grant \"Reader\" to team on every environment label x"
    ));
    assert_eq!(seen.assigned().len(), 1, "{:#?}", seen.found);
}

/// What `did you mean` puts in place of the first thing that is found.
#[track_caller]
fn meant(text: &str) -> String {
    let seen = with(text);
    let edits = seen
        .found
        .iter()
        .flat_map(|one| &one.remedies)
        .flat_map(|one| &one.edits);
    let edit = edits
        .into_iter()
        .next()
        .unwrap_or_else(|| panic!("{text}: {:#?}", seen.found));
    let mut whole = format!("{}{text}", super::world::BASE);
    whole.replace_range(edit.span.start as usize..edit.span.end as usize, &edit.text);
    let mended = super::world::read(&whole);
    assert_eq!(mended.codes(), [] as [&str; 0], "{whole}");
    whole.split_off(super::world::BASE.len())
}

#[test]
fn each_kind_of_name_that_is_misspelt_is_mended_by_the_nearest() {
    for (wrong, right) in [
        ("storage s in deev", "storage s in dev"),
        (
            "grant \"Reader\" to team on chrn@dev",
            "grant \"Reader\" to team on churn@dev",
        ),
        (
            "grant \"Reader\" to team on churn@deev",
            "grant \"Reader\" to team on churn@dev",
        ),
        (
            "grant \"Reader\" to team on lake.rwa@dev",
            "grant \"Reader\" to team on lake.raw@dev",
        ),
        (
            "grant \"Reader\" to teem on churn@dev",
            "grant \"Reader\" to team on churn@dev",
        ),
        (
            "grant \"Reader\" to churn.identiti on churn@dev",
            "grant \"Reader\" to churn.identity on churn@dev",
        ),
        (
            "grant \"Reader\" to churn on churn@dev",
            "grant \"Reader\" to churn.identity on churn@dev",
        ),
        (
            "grant \"Raeder\" to team on churn@dev",
            "grant \"Reader\" to team on churn@dev",
        ),
        (
            "grant reader to team on churn@dev",
            "grant \"reader\" to team on churn@dev",
        ),
        (
            "grant \"Reader\" to team on tier prodution",
            "grant \"Reader\" to team on tier production",
        ),
        (
            "grant \"Reader\" to every gruop on churn@dev",
            "grant \"Reader\" to every group on churn@dev",
        ),
        (
            "grant \"Reader\" to team on every worspace",
            "grant \"Reader\" to team on every workspace",
        ),
        (
            "stage s { on workspace can rnu }",
            "stage s { on workspace can run }",
        ),
        (
            "stage s { on worskpace can run }",
            "stage s { on workspace can run }",
        ),
        (
            "stage s {} stage t extends ss {}",
            "stage s {} stage t extends s {}",
        ),
        ("role r on worskpace { }", "role r on workspace { }"),
        (
            "role rol on workspace { } grant role to team on churn@dev",
            "role rol on workspace { } grant rol to team on churn@dev",
        ),
        (
            "capability c on workspace { needs lok }",
            "capability c on workspace { needs look }",
        ),
        ("never rnu on churn@dev", "never run on churn@dev"),
        (
            "workspace w in dev { storage laek }",
            "workspace w in dev { storage lake }",
        ),
        (
            "workspace w in dev { key-valt vault }",
            "workspace w in dev { key-vault vault }",
        ),
        (
            "workspace w in dev { kind feature-stor }",
            "workspace w in dev { kind feature-store }",
        ),
        ("group g { members teem }", "group g { members team }"),
        (
            "template t(n) { group ${n} } use t(m = x)",
            "template t(n) { group ${n} } use t(n = x)",
        ),
        (
            "template temp(n) { group ${n} } use tmp(n = x)",
            "template temp(n) { group ${n} } use temp(n = x)",
        ),
        (
            "storage s in dev { name \"${env.sufix}\" }",
            "storage s in dev { name \"${env.suffix}\" }",
        ),
        ("gorup g { label x }", "group g { label x }"),
        ("group g { lable x }", "group g { label x }"),
    ] {
        assert_eq!(meant(wrong), right);
    }
}

#[test]
fn a_former_name_belongs_to_one_thing() {
    finds(
        "stage old {} stage new formerly old {}",
        &[("RW102", "old")],
    );
    finds("stage same formerly same {}", &[("RW102", "same")]);
    finds(
        "stage a formerly old {} stage b formerly older, old {}",
        &[("RW102", "old")],
    );
    finds(
        "role a on workspace formerly old { actions \"Microsoft.Compute/disks/read\" } role b on workspace formerly old { actions \"Microsoft.Compute/disks/read\" }",
        &[("RW102", "old")],
    );
    // A stage and a role have ids of different kinds.
    finds(
        "stage a formerly old {} role old on workspace { actions \"Microsoft.Compute/disks/read\" }",
        &[],
    );
}

#[test]
fn a_name_in_azure_is_one_segment_of_an_id() {
    for name in ["", "a/b", "a/../b", "..", " a", "a\\n"] {
        for text in [
            format!("storage s in dev {{ name \"{name}\" }}"),
            format!("storage s in dev {{ resource-group \"{name}\" }}"),
            format!("resource-group g in dev {{ name \"{name}\" }}"),
            format!("management-group m {{ id \"{name}\" }}"),
            format!("environment e {{ {PLACE} within resource-group \"{name}\" }}"),
            format!("environment e {{ {PLACE} resource-group \"{name}\" }}"),
        ] {
            assert_eq!(with(&text).codes(), ["RW109"], "{text}");
        }
    }
    let nested = |name: &str| {
        with(&format!(
            "resource r in dev {{ type \"Microsoft.Sql/servers/databases\" name \"{name}\" }}"
        ))
    };
    assert_eq!(nested("server/db").codes(), [] as [&str; 0]);
    assert_eq!(nested("server/db/more").codes(), ["RW109"]);
}

#[test]
fn eligible_grants_of_one_role_at_one_scope_have_the_same_terms() {
    let people = "group two { label x } group boss { label x }";
    let grant = |first: &str, second: &str| {
        format!(
            "{people} grant \"Reader\" to team on churn@dev {{ eligible {first} }} grant \"Reader\" to two on churn@dev {{ eligible {second} }}"
        )
    };
    finds(&grant("max 4h", "max 8h"), &[("RW127", "eligible max 8h")]);
    finds(&grant("max 4h", ""), &[("RW127", "eligible")]);
    finds(
        &grant("approved-by boss", "approved-by two"),
        &[("RW127", "eligible approved-by two")],
    );
    finds(
        &grant(
            "max 1h approved-by boss, two",
            "max 60m approved-by two, boss",
        ),
        &[],
    );
    let elsewhere = grant("max 4h", "max 8h").replace("two on churn@dev", "two on churn@prod");
    finds(&elsewhere, &[]);
}

#[test]
fn an_override_of_a_compute_is_for_an_environment_of_its_workspace() {
    finds(
        &format!(
            "environment hub {{ {PLACE} }} compute c in churn {{ kind cluster override hub {{ ssh off }} override dev {{ ssh off }} }}"
        ),
        &[("RW105", "hub")],
    );
}

#[test]
fn only_what_is_declared_is_documented() {
    finds(
        "storage s in dev {\n/// no\nname \"x\"\n/// yes\ncontainer c {\n/// no again\nlabel x } }",
        &[("RW020", "/// no"), ("RW020", "/// no again")],
    );
}

#[test]
fn a_binding_that_cannot_be_found_is_told_alone() {
    let text = "workspace w in dev { storage lake, pond } storage pond in dev { container raw } stage s { on container raw can open } grant s to team on w@dev";
    finds(
        &format!("{text} {{ binding raw = pond.raw@prod }}"),
        &[("RW105", "pond.raw@prod")],
    );
}

#[test]
fn what_lies_in_no_environment_says_no_in() {
    for keyword in [
        "group",
        "user",
        "service-principal",
        "agent",
        "management-group",
    ] {
        finds(&format!("{keyword} x in dev, prod"), &[("RW117", "dev")]);
    }
    finds(
        &format!("environment e in dev {{ {PLACE} }}"),
        &[("RW117", "dev")],
    );
    finds("group g { members [team] }", &[("RW109", "[team]")]);
}
