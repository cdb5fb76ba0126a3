#![doc = include_str!("granted_and_cut.md")]

use crate::algebra::{Match, matching};
use crate::diagnostic::{Code, Diagnostic, Severity};
use crate::lint::PatternFact;
use crate::lint::{Group, Judges, Rule, View};

pub(crate) static RULE: Rule = Rule {
    code: Code {
        id: "RW224",
        name: "granted-and-cut",
    },
    group: Group::Roles,
    severity: Severity::Warning,
    judges: Judges::Text,
    page: include_str!("granted_and_cut.md"),
    check,
};

/// Finds the exception that cuts a granted pattern as a whole.
fn cutting<'m>(fact: &'m PatternFact<'_>) -> Option<&'m str> {
    if fact.written.cut || fact.special.cuts.is_empty() {
        return None;
    }
    let sample = fact.text().replace('*', "any-word/any-word");
    let covers =
        |other: &&crate::model::access::Written| matching(&other.pattern, &sample) == Match::Yes;
    fact.exceptions()
        .find(covers)
        .map(|other| other.pattern.as_str())
}

fn check(view: &View<'_>, found: &mut Vec<Diagnostic>) {
    for fact in view.patterns() {
        let Some(cut) = cutting(fact).filter(|_| !view.nothing_is_left(fact)) else {
            continue;
        };
        let message = format!("`{}` is granted and cut again by `{cut}`", fact.text());
        let finding = RULE.at(fact.written.span, message);
        found.push(
            finding
                .note("the role does not grant it, although a reader finds it in the list")
                .fix("remove it", fact.removal()),
        );
    }
}
