#![doc = include_str!("data_isolation_off.md")]

use crate::diagnostic::{Code, Diagnostic, Severity};
use crate::lint::posture::{Told, tell};
use crate::lint::{Group, Judges, Rule, View};
use crate::model::Kind;

pub(crate) static RULE: Rule = Rule {
    code: Code {
        id: "RW526",
        name: "data-isolation-off",
    },
    group: Group::MachineLearning,
    severity: Severity::Warning,
    judges: Judges::Meaning,
    page: include_str!("data_isolation_off.md"),
    check,
};

const TOLD: Told = Told {
    rule: &RULE,
    setting: ("data-isolation", "off"),
    better: "on",
    kinds: &[Kind::Workspace],
    only_production: false,
    message: |kind, names| format!("{kind} {names} shares its containers with the others of its hub"),
    why: "each project reads and overwrites what the others keep in the shared storage",
    remedy: "turn it on; it can be set only when the workspace is made",
};

fn check(view: &View<'_>, found: &mut Vec<Diagnostic>) {
    found.extend(tell(view, &TOLD));
}
