#![doc = include_str!("purge_protection_off.md")]

use crate::diagnostic::{Code, Diagnostic, Severity};
use crate::lint::posture::{Told, tell};
use crate::lint::{Group, Judges, Rule, View};
use crate::model::Kind;

pub(crate) static RULE: Rule = Rule {
    code: Code {
        id: "RW565",
        name: "purge-protection-off",
    },
    group: Group::KeyVault,
    severity: Severity::Warning,
    judges: Judges::Meaning,
    page: include_str!("purge_protection_off.md"),
    check,
};

const TOLD: Told = Told {
    rule: &RULE,
    setting: ("purge-protection", "off"),
    better: "on",
    kinds: &[Kind::KeyVault],
    only_production: false,
    message: |_, names| format!("secrets and keys of key vault {names} can be removed for good"),
    why: "with the key that encrypts it gone, data is gone; protection holds deleted ones back until their time is over",
    remedy: "write `purge-protection on`",
};

fn check(view: &View<'_>, found: &mut Vec<Diagnostic>) {
    found.extend(tell(view, &TOLD));
}
