#![doc = include_str!("credential_based_data_access.md")]

use crate::diagnostic::{Code, Diagnostic, Severity};
use crate::lint::posture::{Told, tell};
use crate::lint::{Group, Judges, Rule, View};
use crate::model::Kind;

pub(crate) static RULE: Rule = Rule {
    code: Code {
        id: "RW527",
        name: "credential-based-data-access",
    },
    group: Group::MachineLearning,
    severity: Severity::Warning,
    judges: Judges::Meaning,
    page: include_str!("credential_based_data_access.md"),
    check,
};

const TOLD: Told = Told {
    rule: &RULE,
    setting: ("identity-based-data-access", "off"),
    better: "on",
    kinds: &[Kind::Workspace],
    only_production: true,
    message: |kind, names| format!("{kind} {names} reads its storage with the account key, in production"),
    why: "whoever may use the workspace reads all of the storage, whatever roles on it say",
    remedy: "turn it on, so that data is read with the rights of who reads it",
};

fn check(view: &View<'_>, found: &mut Vec<Diagnostic>) {
    found.extend(tell(view, &TOLD));
}
