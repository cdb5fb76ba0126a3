#![doc = include_str!("subsumed_pattern.md")]

use crate::algebra::{Match, matching};
use crate::diagnostic::{Code, Diagnostic, Severity};
use crate::lint::PatternFact;
use crate::lint::{Group, Judges, Rule, View};

pub(crate) static RULE: Rule = Rule {
    code: Code {
        id: "RW221",
        name: "subsumed-pattern",
    },
    group: Group::Roles,
    severity: Severity::Warning,
    judges: Judges::Text,
    page: include_str!("subsumed_pattern.md"),
    check,
};

/// Finds a wildcard of the same list that surely covers this pattern.
fn wider<'m>(fact: &'m PatternFact<'_>) -> Option<&'m str> {
    if fact.special.wild.is_empty() {
        return None;
    }
    // A wildcard covers another one if it covers it with any words in the place of the `*`.
    let sample = fact.text().replace('*', "any-word/any-word");
    let covers = |other: &&crate::model::access::Written| {
        let different = !other.pattern.as_str().eq_ignore_ascii_case(fact.text());
        different && matching(&other.pattern, &sample) == Match::Yes
    };
    fact.wildcards()
        .find(covers)
        .map(|other| other.pattern.as_str())
}

fn check(view: &View<'_>, found: &mut Vec<Diagnostic>) {
    for fact in view.patterns() {
        let Some(wider) = wider(fact) else { continue };
        let message = format!("`{}` is covered by `{wider}` already", fact.text());
        let finding = RULE.at(fact.written.span, message);
        found.push(
            finding
                .note("the line changes nothing, and hides how wide the role is")
                .fix("remove it", fact.removal()),
        );
    }
}
