#![doc = include_str!("trust_writer_becomes_identity.md")]

use crate::diagnostic::{Code, Diagnostic, Severity};
use crate::lint::steps::{Story, Told, tell};
use crate::lint::{Group, Judges, Rule, View};

pub(crate) static RULE: Rule = Rule {
    code: Code {
        id: "RW650",
        name: "trust-writer-becomes-identity",
    },
    group: Group::Escalation,
    severity: Severity::Error,
    judges: Judges::Meaning,
    page: include_str!("trust_writer_becomes_identity.md"),
    check,
};

const TOLD: Told = Told {
    rule: &RULE,
    story: Story::TrustWritten,
    message: |words| format!("{} can let {} trust tokens of their own, and {}", words.who, words.to, words.gain),
    why: "a federated credential works from anywhere, without any secret, for as long as nobody looks at the identity",
    remedy: "take away the grant with which the path begins",
};

fn check(view: &View<'_>, found: &mut Vec<Diagnostic>) {
    found.extend(tell(view, &TOLD));
}
