#![doc = include_str!("test_named_twice.md")]

use std::collections::BTreeMap;

use crate::diagnostic::{Code, Diagnostic, Edit, Severity};
use crate::lint::{Group, Judges, Rule, View};

pub(crate) static RULE: Rule = Rule {
    code: Code {
        id: "RW918",
        name: "test-named-twice",
    },
    group: Group::Language,
    severity: Severity::Warning,
    judges: Judges::Text,
    page: include_str!("test_named_twice.md"),
    check,
};

fn check(view: &View<'_>, found: &mut Vec<Diagnostic>) {
    let mut first = BTreeMap::new();
    for test in &view.model.tests {
        let Some(other) = first.get(test.title.as_str()) else {
            first.insert(test.title.as_str(), test.span);
            continue;
        };
        found.push(
            RULE.at(test.span, format!("two tests are called `{}`", test.title))
                .related(*other, "the other one")
                .note("when one of them fails, its name does not say which")
                .suggest("give it a title of its own, or remove it", vec![Edit::delete(test.span)]),
        );
    }
}
