#![doc = include_str!("external_reaches_production.md")]

use crate::diagnostic::{Code, Diagnostic, Severity};
use crate::lint::steps::{Story, Told, tell};
use crate::lint::{Group, Judges, Rule, View};

pub(crate) static RULE: Rule = Rule {
    code: Code {
        id: "RW640",
        name: "external-reaches-production",
    },
    group: Group::Escalation,
    severity: Severity::Error,
    judges: Judges::Meaning,
    page: include_str!("external_reaches_production.md"),
    check,
};

const TOLD: Told = Told {
    rule: &RULE,
    story: Story::ExternalInProduction,
    message: |words| format!("{} of another organisation can come to {}", words.who, words.gain),
    why: "an account of a guest is protected by somebody else, and what it reaches by steps no review of its grants shows",
    remedy: "take away the grant with which the path begins",
};

fn check(view: &View<'_>, found: &mut Vec<Diagnostic>) {
    found.extend(tell(view, &TOLD));
}
