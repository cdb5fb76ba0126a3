#![doc = include_str!("production_access_from_below.md")]

use crate::diagnostic::{Code, Diagnostic, Severity};
use crate::lint::steps::{Story, Told, tell};
use crate::lint::{Group, Judges, Rule, View};

pub(crate) static RULE: Rule = Rule {
    code: Code {
        id: "RW720",
        name: "production-access-from-below",
    },
    group: Group::Environments,
    severity: Severity::Error,
    judges: Judges::Meaning,
    page: include_str!("production_access_from_below.md"),
    check,
};

const TOLD: Told = Told {
    rule: &RULE,
    story: Story::ProductionAccess,
    message: |words| format!("{} can come to {} by steps that begin below production", words.who, words.gain),
    why: "whoever hands out access or acts for others there has all of production",
    remedy: "take away the grant with which the path begins",
};

fn check(view: &View<'_>, found: &mut Vec<Diagnostic>) {
    found.extend(tell(view, &TOLD));
}
