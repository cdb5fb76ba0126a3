#![doc = include_str!("host_becomes_another.md")]

use crate::diagnostic::{Code, Diagnostic, Severity};
use crate::lint::steps::{Story, Told, tell};
use crate::lint::{Group, Judges, Rule, View};

pub(crate) static RULE: Rule = Rule {
    code: Code {
        id: "RW644",
        name: "host-becomes-another",
    },
    group: Group::Escalation,
    severity: Severity::Warning,
    judges: Judges::Meaning,
    page: include_str!("host_becomes_another.md"),
    check,
};

const TOLD: Told = Told {
    rule: &RULE,
    story: Story::HostBecomesAnother,
    message: |words| format!("{}, as which code runs, can come to {}", words.who, words.gain),
    why: "code that runs as one identity changes the code that runs as another: two hosts are as strong as both together",
    remedy: "take away the grant with which the path begins",
};

fn check(view: &View<'_>, found: &mut Vec<Diagnostic>) {
    found.extend(tell(view, &TOLD));
}
