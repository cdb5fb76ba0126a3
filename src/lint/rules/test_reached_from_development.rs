#![doc = include_str!("test_reached_from_development.md")]

use crate::diagnostic::{Code, Diagnostic, Severity};
use crate::lint::steps::{Story, Told, tell};
use crate::lint::{Group, Judges, Rule, View};

pub(crate) static RULE: Rule = Rule {
    code: Code {
        id: "RW725",
        name: "test-reached-from-development",
    },
    group: Group::Environments,
    severity: Severity::Warning,
    judges: Judges::Meaning,
    page: include_str!("test_reached_from_development.md"),
    check,
};

const TOLD: Told = Told {
    rule: &RULE,
    story: Story::TestReached,
    message: |words| format!("{} can come to {} in test, by steps that begin in development", words.who, words.gain),
    why: "a rehearsal that development can change proves nothing about what is released",
    remedy: "take away the grant with which the path begins",
};

fn check(view: &View<'_>, found: &mut Vec<Diagnostic>) {
    found.extend(tell(view, &TOLD));
}
