#![doc = include_str!("separate_stages_by_steps.md")]

use crate::diagnostic::{Code, Diagnostic, Severity};
use crate::lint::steps::tell_separate;
use crate::lint::{Group, Judges, Rule, View};

pub(crate) static RULE: Rule = Rule {
    code: Code {
        id: "RW726",
        name: "separate-stages-by-steps",
    },
    group: Group::Environments,
    severity: Severity::Error,
    judges: Judges::Meaning,
    page: include_str!("separate_stages_by_steps.md"),
    check,
};

fn check(view: &View<'_>, found: &mut Vec<Diagnostic>) {
    found.extend(tell_separate(view, &RULE));
}
