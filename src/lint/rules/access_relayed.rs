#![doc = include_str!("access_relayed.md")]

use crate::diagnostic::{Code, Diagnostic, Severity};
use crate::lint::steps::{Story, Told, tell};
use crate::lint::{Group, Judges, Rule, View};

pub(crate) static RULE: Rule = Rule {
    code: Code {
        id: "RW651",
        name: "access-relayed",
    },
    group: Group::Escalation,
    severity: Severity::Warning,
    judges: Judges::Meaning,
    page: include_str!("access_relayed.md"),
    check,
};

const TOLD: Told = Told {
    rule: &RULE,
    story: Story::Relayed,
    message: |words| format!("{} can come to {} through several identities", words.who, words.gain),
    why: "each grant on the way looks small: what they come to together stands in none of them",
    remedy: "take away the grant with which the path begins",
};

fn check(view: &View<'_>, found: &mut Vec<Diagnostic>) {
    found.extend(tell(view, &TOLD));
}
