#![doc = include_str!("endpoint_key_auth.md")]

use crate::diagnostic::{Code, Diagnostic, Severity};
use crate::lint::posture::{Told, tell};
use crate::lint::{Group, Judges, Rule, View};
use crate::model::Kind;

pub(crate) static RULE: Rule = Rule {
    code: Code {
        id: "RW523",
        name: "endpoint-key-auth",
    },
    group: Group::MachineLearning,
    severity: Severity::Warning,
    judges: Judges::Meaning,
    page: include_str!("endpoint_key_auth.md"),
    check,
};

const TOLD: Told = Told {
    rule: &RULE,
    setting: ("auth", "key"),
    better: "entra",
    kinds: &[Kind::Endpoint],
    only_production: true,
    message: |kind, names| format!("{kind} {names} is asked with a key, in production"),
    why: "a key works for whoever has it, and says nothing about who asked",
    remedy: "let callers sign in with Entra",
};

fn check(view: &View<'_>, found: &mut Vec<Diagnostic>) {
    found.extend(tell(view, &TOLD));
}
