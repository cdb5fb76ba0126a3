#![doc = include_str!("empty_test.md")]

use crate::diagnostic::{Code, Diagnostic, Edit, Severity};
use crate::lint::{Group, Judges, Rule, View};

pub(crate) static RULE: Rule = Rule {
    code: Code {
        id: "RW914",
        name: "empty-test",
    },
    group: Group::Language,
    severity: Severity::Warning,
    judges: Judges::Text,
    page: include_str!("empty_test.md"),
    check,
};

fn check(view: &View<'_>, found: &mut Vec<Diagnostic>) {
    for test in view
        .model
        .tests
        .iter()
        .filter(|test| test.expectations.is_empty())
    {
        found.push(
            RULE.at(test.span, format!("test `{}` expects nothing", test.title))
                .note("it passes whatever the policy grants")
                .suggest(
                    "say who can or cannot do what, or remove it",
                    vec![Edit::delete(test.span)],
                ),
        );
    }
}
