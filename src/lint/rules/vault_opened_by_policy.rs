#![doc = include_str!("vault_opened_by_policy.md")]

use crate::diagnostic::{Code, Diagnostic, Severity};
use crate::lint::steps::{Story, Told, tell};
use crate::lint::{Group, Judges, Rule, View};

pub(crate) static RULE: Rule = Rule {
    code: Code {
        id: "RW659",
        name: "vault-opened-by-policy",
    },
    group: Group::Escalation,
    severity: Severity::Error,
    judges: Judges::Meaning,
    page: include_str!("vault_opened_by_policy.md"),
    check,
};

const TOLD: Told = Told {
    rule: &RULE,
    story: Story::VaultOpened,
    message: |words| format!("{} can write themselves an access policy and {}", words.who, words.gain),
    why: "where a vault uses access policies, changing its configuration is holding all its secrets",
    remedy: "take away the grant with which the path begins",
};

fn check(view: &View<'_>, found: &mut Vec<Diagnostic>) {
    found.extend(tell(view, &TOLD));
}
