#![doc = include_str!("repeated_pattern.md")]

use crate::diagnostic::{Code, Diagnostic, Severity};
use crate::lint::{Group, Judges, Rule, View};
use crate::support::hash::HashMap;

pub(crate) static RULE: Rule = Rule {
    code: Code {
        id: "RW222",
        name: "repeated-pattern",
    },
    group: Group::Roles,
    severity: Severity::Warning,
    judges: Judges::Text,
    page: include_str!("repeated_pattern.md"),
    check,
};

fn check(view: &View<'_>, found: &mut Vec<Diagnostic>) {
    let mut seen = HashMap::default();
    for fact in view.patterns() {
        if fact.position == 0 {
            seen.clear();
        }
        let unknown = || fact.text().to_ascii_lowercase();
        let text = fact.known.ok_or_else(unknown);
        let key = (fact.plane, fact.written.cut, text);
        let first = *seen.entry(key).or_insert(fact.written.span);
        if first == fact.written.span {
            continue;
        }
        let message = format!("`{}` is written twice in one list", fact.text());
        let finding = RULE.at(fact.written.span, message);
        found.push(
            finding
                .related(first, "first written here")
                .note("Azure compares names without regard to letter case")
                .fix("remove the second one", fact.removal()),
        );
    }
}
