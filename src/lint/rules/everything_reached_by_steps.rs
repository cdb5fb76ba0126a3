#![doc = include_str!("everything_reached_by_steps.md")]

use crate::diagnostic::{Code, Diagnostic, Severity};
use crate::lint::steps::{Story, Told, tell};
use crate::lint::{Group, Judges, Rule, View};

pub(crate) static RULE: Rule = Rule {
    code: Code {
        id: "RW645",
        name: "everything-reached-by-steps",
    },
    group: Group::Escalation,
    severity: Severity::Error,
    judges: Judges::Meaning,
    page: include_str!("everything_reached_by_steps.md"),
    check,
};

const TOLD: Told = Told {
    rule: &RULE,
    story: Story::EverythingReached,
    message: |words| format!("{} can come to {}", words.who, words.to),
    why: "somebody on the way hands out access, and whoever becomes them gives themselves the rest",
    remedy: "take away the grant with which the path begins",
};

fn check(view: &View<'_>, found: &mut Vec<Diagnostic>) {
    found.extend(tell(view, &TOLD));
}
