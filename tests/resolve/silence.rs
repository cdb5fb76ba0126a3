//! Nothing that is written is ignored in silence.

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
        &[("RW101", "taem"), ("RW101", "chrun@dev")],
    );
}
