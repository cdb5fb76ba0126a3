#![doc = include_str!("endpoint_keys_skip_roles.md")]

use crate::diagnostic::{Code, Diagnostic, Severity};
use crate::lint::steps::{Story, Told, tell};
use crate::lint::{Group, Judges, Rule, View};

pub(crate) static RULE: Rule = Rule {
    code: Code {
        id: "RW662",
        name: "endpoint-keys-skip-roles",
    },
    group: Group::Escalation,
    severity: Severity::Note,
    judges: Judges::Meaning,
    page: include_str!("endpoint_keys_skip_roles.md"),
    check,
};

const TOLD: Told = Told {
    rule: &RULE,
    story: Story::EndpointKeysRead,
    message: |words| format!("{} can read the keys of {} and call it, which no role lets them", words.who, words.place),
    why: "a call by key has no name in the log, and goes on working when the grant is gone",
    remedy: "take away the grant with which the path begins",
};

fn check(view: &View<'_>, found: &mut Vec<Diagnostic>) {
    found.extend(tell(view, &TOLD));
}
