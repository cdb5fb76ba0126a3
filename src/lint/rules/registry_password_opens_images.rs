#![doc = include_str!("registry_password_opens_images.md")]

use crate::diagnostic::{Code, Diagnostic, Severity};
use crate::lint::steps::{Story, Told, tell};
use crate::lint::{Group, Judges, Rule, View};

pub(crate) static RULE: Rule = Rule {
    code: Code {
        id: "RW661",
        name: "registry-password-opens-images",
    },
    group: Group::Escalation,
    severity: Severity::Warning,
    judges: Judges::Meaning,
    page: include_str!("registry_password_opens_images.md"),
    check,
};

const TOLD: Told = Told {
    rule: &RULE,
    story: Story::RegistryPasswordRead,
    message: |words| format!("{} can read the password of the admin user of {}, which pushes and removes images", words.who, words.place),
    why: "the password works for whoever has it, and no role or condition says anything about it",
    remedy: "take away the grant with which the path begins",
};

fn check(view: &View<'_>, found: &mut Vec<Diagnostic>) {
    found.extend(tell(view, &TOLD));
}
