#![doc = include_str!("open_ssh.md")]

use crate::diagnostic::{Code, Diagnostic, Severity};
use crate::lint::posture::{Told, tell};
use crate::lint::{Group, Judges, Rule, View};
use crate::model::Kind;

pub(crate) static RULE: Rule = Rule {
    code: Code {
        id: "RW524",
        name: "open-ssh",
    },
    group: Group::MachineLearning,
    severity: Severity::Warning,
    judges: Judges::Meaning,
    page: include_str!("open_ssh.md"),
    check,
};

const TOLD: Told = Told {
    rule: &RULE,
    setting: ("ssh", "on"),
    better: "off",
    kinds: &[Kind::Compute],
    only_production: false,
    message: |kind, names| format!("{kind} {names} takes SSH connections"),
    why: "who has the key is root on it, acts as its identity, and needs no role in Azure",
    remedy: "turn it off, and open the terminal in the studio",
};

fn check(view: &View<'_>, found: &mut Vec<Diagnostic>) {
    found.extend(tell(view, &TOLD));
}
