#![doc = include_str!("production_read_from_below.md")]

use crate::diagnostic::{Code, Diagnostic, Severity};
use crate::lint::steps::{Story, Told, tell};
use crate::lint::{Group, Judges, Rule, View};

pub(crate) static RULE: Rule = Rule {
    code: Code {
        id: "RW722",
        name: "production-read-from-below",
    },
    group: Group::Environments,
    severity: Severity::Error,
    judges: Judges::Meaning,
    page: include_str!("production_read_from_below.md"),
    check,
};

const TOLD: Told = Told {
    rule: &RULE,
    story: Story::ProductionRead,
    message: |words| format!("{} can come to {} by steps that begin below production", words.who, words.gain),
    why: "real data is seen by everybody who may try something out, and no grant says so",
    remedy: "take away the grant with which the path begins",
};

fn check(view: &View<'_>, found: &mut Vec<Diagnostic>) {
    found.extend(tell(view, &TOLD));
}
