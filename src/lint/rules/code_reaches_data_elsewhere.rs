#![doc = include_str!("code_reaches_data_elsewhere.md")]

use crate::diagnostic::{Code, Diagnostic, Severity};
use crate::lint::steps::{Story, Told, tell};
use crate::lint::{Group, Judges, Rule, View};

pub(crate) static RULE: Rule = Rule {
    code: Code {
        id: "RW655",
        name: "code-reaches-data-elsewhere",
    },
    group: Group::Escalation,
    severity: Severity::Warning,
    judges: Judges::Meaning,
    page: include_str!("code_reaches_data_elsewhere.md"),
    check,
};

const TOLD: Told = Told {
    rule: &RULE,
    story: Story::CodeToDataElsewhere,
    message: |words| format!("{} can run code as {} and {}, which {} does not use", words.who, words.to, words.gain, words.place),
    why: "whoever keeps that data sees who was granted it, and not who may run code on the compute",
    remedy: "take away the grant with which the path begins",
};

fn check(view: &View<'_>, found: &mut Vec<Diagnostic>) {
    found.extend(tell(view, &TOLD));
}
