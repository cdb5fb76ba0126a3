#![doc = include_str!("step_left_open_by_setting.md")]

use crate::diagnostic::{Code, Diagnostic, Severity};
use crate::lint::steps::tell_unsaid;
use crate::lint::{Group, Judges, Rule, View};

pub(crate) static RULE: Rule = Rule {
    code: Code {
        id: "RW663",
        name: "step-left-open-by-setting",
    },
    group: Group::Escalation,
    severity: Severity::Note,
    judges: Judges::Meaning,
    page: include_str!("step_left_open_by_setting.md"),
    check,
};

fn check(view: &View<'_>, found: &mut Vec<Diagnostic>) {
    found.extend(tell_unsaid(view, &RULE));
}
