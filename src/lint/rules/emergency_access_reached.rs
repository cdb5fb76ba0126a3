#![doc = include_str!("emergency_access_reached.md")]

use crate::diagnostic::{Code, Diagnostic, Severity};
use crate::lint::steps::{Story, Told, tell};
use crate::lint::{Group, Judges, Rule, View};

pub(crate) static RULE: Rule = Rule {
    code: Code {
        id: "RW641",
        name: "emergency-access-reached",
    },
    group: Group::Escalation,
    severity: Severity::Error,
    judges: Judges::Meaning,
    page: include_str!("emergency_access_reached.md"),
    check,
};

const TOLD: Told = Told {
    rule: &RULE,
    story: Story::EmergencyReached,
    message: |words| format!("{} can become {}, whose access is kept for emergencies", words.who, words.to),
    why: "what is for emergencies is watched by nobody on other days, and a machine can use it on any of them",
    remedy: "take away the grant with which the path begins",
};

fn check(view: &View<'_>, found: &mut Vec<Diagnostic>) {
    found.extend(tell(view, &TOLD));
}
