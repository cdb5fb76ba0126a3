#![doc = include_str!("shared_keys_on.md")]

use crate::diagnostic::{Code, Diagnostic, Severity};
use crate::lint::posture::{Told, tell};
use crate::lint::{Group, Judges, Rule, View};
use crate::model::Kind;

pub(crate) static RULE: Rule = Rule {
    code: Code {
        id: "RW551",
        name: "shared-keys-on",
    },
    group: Group::Storage,
    severity: Severity::Warning,
    judges: Judges::Meaning,
    page: include_str!("shared_keys_on.md"),
    check,
};

const TOLD: Told = Told {
    rule: &RULE,
    setting: ("shared-keys", "on"),
    better: "off",
    kinds: &[Kind::Storage],
    only_production: false,
    message: |_, names| format!("the keys of storage account {names} are switched on"),
    why: "a key opens all data of the account, for whoever holds it, and no role or condition is asked",
    remedy: "write `shared-keys off`",
};

fn check(view: &View<'_>, found: &mut Vec<Diagnostic>) {
    found.extend(tell(view, &TOLD));
}
