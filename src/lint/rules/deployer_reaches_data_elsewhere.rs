#![doc = include_str!("deployer_reaches_data_elsewhere.md")]

use crate::diagnostic::{Code, Diagnostic, Severity};
use crate::lint::steps::{Story, Told, tell};
use crate::lint::{Group, Judges, Rule, View};

pub(crate) static RULE: Rule = Rule {
    code: Code {
        id: "RW657",
        name: "deployer-reaches-data-elsewhere",
    },
    group: Group::Escalation,
    severity: Severity::Warning,
    judges: Judges::Meaning,
    page: include_str!("deployer_reaches_data_elsewhere.md"),
    check,
};

const TOLD: Told = Told {
    rule: &RULE,
    story: Story::DeployedToDataElsewhere,
    message: |words| format!("{} can deploy code to {} and {}, which its workspace does not use", words.who, words.place, words.gain),
    why: "whoever keeps that data sees who was granted it, and not who may deploy code behind the endpoint",
    remedy: "take away the grant with which the path begins",
};

fn check(view: &View<'_>, found: &mut Vec<Diagnostic>) {
    found.extend(tell(view, &TOLD));
}
