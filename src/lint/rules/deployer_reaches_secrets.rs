#![doc = include_str!("deployer_reaches_secrets.md")]

use crate::diagnostic::{Code, Diagnostic, Severity};
use crate::lint::steps::{Story, Told, tell};
use crate::lint::{Group, Judges, Rule, View};

pub(crate) static RULE: Rule = Rule {
    code: Code {
        id: "RW656",
        name: "deployer-reaches-secrets",
    },
    group: Group::Escalation,
    severity: Severity::Warning,
    judges: Judges::Meaning,
    page: include_str!("deployer_reaches_secrets.md"),
    check,
};

const TOLD: Told = Told {
    rule: &RULE,
    story: Story::DeployedToSecrets,
    message: |words| format!("{} can deploy code to {} and {}", words.who, words.place, words.gain),
    why: "a deployment is code: it can do whatever the identity of its endpoint may",
    remedy: "take away the grant with which the path begins",
};

fn check(view: &View<'_>, found: &mut Vec<Diagnostic>) {
    found.extend(tell(view, &TOLD));
}
