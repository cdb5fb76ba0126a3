#![doc = include_str!("barren_wildcard.md")]

use crate::diagnostic::{Code, Diagnostic, Severity};
use crate::lint::{Group, Judges, Rule, View};

pub(crate) static RULE: Rule = Rule {
    code: Code {
        id: "RW218",
        name: "barren-wildcard",
    },
    group: Group::Roles,
    severity: Severity::Warning,
    judges: Judges::Text,
    page: include_str!("barren_wildcard.md"),
    check,
};

fn check(view: &View<'_>, found: &mut Vec<Diagnostic>) {
    for fact in view.patterns() {
        if !fact.is_wild
            || fact.text() == "*"
            || !fact.covered(view.catalog).is_empty()
        {
            continue;
        }
        let message = format!("`{}` matches no operation that Azure has", fact.text());
        let finding = RULE.at(fact.written.span, message);
        found.push(
            finding
                .note("a typing mistake in a wildcard grants nothing, and nobody is told")
                .suggest("remove it, or correct it", fact.removal()),
        );
    }
}
