#![doc = include_str!("local_auth_in_production.md")]

use crate::diagnostic::{Code, Diagnostic, Severity};
use crate::lint::posture::{Told, tell};
use crate::lint::{Group, Judges, Rule, View};

pub(crate) static RULE: Rule = Rule {
    code: Code {
        id: "RW521",
        name: "local-auth-in-production",
    },
    group: Group::MachineLearning,
    severity: Severity::Warning,
    judges: Judges::Meaning,
    page: include_str!("local_auth_in_production.md"),
    check,
};

const TOLD: Told = Told {
    rule: &RULE,
    setting: ("local-auth", "on"),
    better: "off",
    kinds: &[],
    only_production: true,
    message: |kind, names| format!("{kind} {names} lets people sign in past Entra, in production"),
    why: "local accounts and keys know no roles, no second factor and no leaving",
    remedy: "turn it off",
};

fn check(view: &View<'_>, found: &mut Vec<Diagnostic>) {
    found.extend(tell(view, &TOLD));
}
