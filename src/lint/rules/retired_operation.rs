#![doc = include_str!("retired_operation.md")]

use crate::diagnostic::{Code, Diagnostic, Severity};
use crate::lint::{Group, Judges, Rule, View};

pub(crate) static RULE: Rule = Rule {
    code: Code {
        id: "RW216",
        name: "retired-operation",
    },
    group: Group::Roles,
    severity: Severity::Warning,
    judges: Judges::Meaning,
    page: include_str!("retired_operation.md"),
    check,
};

fn check(view: &View<'_>, found: &mut Vec<Diagnostic>) {
    for fact in view.patterns() {
        if fact.is_wild || fact.known.is_some() {
            continue;
        }
        let elsewhere = view
            .catalog
            .known_in_other_plane(fact.plane, fact.text())
            .is_some();
        let Some(retired) = view.catalog.retired(fact.text()).filter(|_| !elsewhere) else {
            continue;
        };
        let seen = retired
            .last_seen
            .map_or(String::new(), |day| format!(", last seen {day}"));
        let message = format!("Azure has retired the operation `{}`{seen}", fact.text());
        let finding = RULE.at(fact.written.span, message);
        found.push(
            finding
                .note("it grants nothing any more, and Azure may refuse a role that names it")
                .suggest("remove it", fact.removal()),
        );
    }
}
