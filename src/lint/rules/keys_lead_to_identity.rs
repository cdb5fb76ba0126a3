#![doc = include_str!("keys_lead_to_identity.md")]

use crate::diagnostic::{Code, Diagnostic, Severity};
use crate::lint::steps::{Story, Told, tell};
use crate::lint::{Group, Judges, Rule, View};

pub(crate) static RULE: Rule = Rule {
    code: Code {
        id: "RW652",
        name: "keys-lead-to-identity",
    },
    group: Group::Escalation,
    severity: Severity::Error,
    judges: Judges::Meaning,
    page: include_str!("keys_lead_to_identity.md"),
    check,
};

const TOLD: Told = Told {
    rule: &RULE,
    story: Story::KeysToIdentity,
    message: |words| format!("{} can read keys, change what is run with them, and {} as {}", words.who, words.gain, words.to),
    why: "what is done with a key has no name in the log, and what runs afterwards has the name of the identity",
    remedy: "take away the grant with which the path begins",
};

fn check(view: &View<'_>, found: &mut Vec<Diagnostic>) {
    found.extend(tell(view, &TOLD));
}
