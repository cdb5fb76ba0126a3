#![doc = include_str!("workspace_keys_open_storage.md")]

use crate::diagnostic::{Code, Diagnostic, Severity};
use crate::lint::steps::{Story, Told, tell};
use crate::lint::{Group, Judges, Rule, View};

pub(crate) static RULE: Rule = Rule {
    code: Code {
        id: "RW660",
        name: "workspace-keys-open-storage",
    },
    group: Group::Escalation,
    severity: Severity::Warning,
    judges: Judges::Meaning,
    page: include_str!("workspace_keys_open_storage.md"),
    check,
};

const TOLD: Told = Told {
    rule: &RULE,
    story: Story::WorkspaceKeysRead,
    message: |words| format!("{} can read the keys that {} keeps, and {}", words.who, words.place, words.gain),
    why: "a key skips every role, every condition and every exception on the data",
    remedy: "take away the grant with which the path begins",
};

fn check(view: &View<'_>, found: &mut Vec<Diagnostic>) {
    found.extend(tell(view, &TOLD));
}
