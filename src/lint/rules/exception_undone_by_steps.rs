#![doc = include_str!("exception_undone_by_steps.md")]

use crate::diagnostic::{Code, Diagnostic, Severity};
use crate::lint::steps::tell_undone;
use crate::lint::{Group, Judges, Rule, View};

pub(crate) static RULE: Rule = Rule {
    code: Code {
        id: "RW727",
        name: "exception-undone-by-steps",
    },
    group: Group::Environments,
    severity: Severity::Warning,
    judges: Judges::Meaning,
    page: include_str!("exception_undone_by_steps.md"),
    check,
};

fn check(view: &View<'_>, found: &mut Vec<Diagnostic>) {
    found.extend(tell_undone(view, &RULE));
}
