#![doc = include_str!("code_reaches_secrets.md")]

use crate::diagnostic::{Code, Diagnostic, Severity};
use crate::lint::steps::{Story, Told, tell};
use crate::lint::{Group, Judges, Rule, View};

pub(crate) static RULE: Rule = Rule {
    code: Code {
        id: "RW654",
        name: "code-reaches-secrets",
    },
    group: Group::Escalation,
    severity: Severity::Warning,
    judges: Judges::Meaning,
    page: include_str!("code_reaches_secrets.md"),
    check,
};

const TOLD: Told = Told {
    rule: &RULE,
    story: Story::CodeToSecrets,
    message: |words| format!("{} can run code as {} and {}", words.who, words.to, words.gain),
    why: "a job reads whatever the identity of its compute may read, and what a secret opens stays open after the job",
    remedy: "take away the grant with which the path begins",
};

fn check(view: &View<'_>, found: &mut Vec<Diagnostic>) {
    found.extend(tell(view, &TOLD));
}
