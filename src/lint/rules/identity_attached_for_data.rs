#![doc = include_str!("identity_attached_for_data.md")]

use crate::diagnostic::{Code, Diagnostic, Severity};
use crate::lint::steps::{Story, Told, tell};
use crate::lint::{Group, Judges, Rule, View};

pub(crate) static RULE: Rule = Rule {
    code: Code {
        id: "RW649",
        name: "identity-attached-for-data",
    },
    group: Group::Escalation,
    severity: Severity::Warning,
    judges: Judges::Meaning,
    page: include_str!("identity_attached_for_data.md"),
    check,
};

const TOLD: Told = Told {
    rule: &RULE,
    story: Story::AttachedForData,
    message: |words| format!("{} can run code as {} and {}", words.who, words.to, words.gain),
    why: "whoever attaches an identity to a host of their own reads and writes what the identity may, and leaves its name in the log",
    remedy: "take away the grant with which the path begins",
};

fn check(view: &View<'_>, found: &mut Vec<Diagnostic>) {
    found.extend(tell(view, &TOLD));
}
