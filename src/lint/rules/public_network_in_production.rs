#![doc = include_str!("public_network_in_production.md")]

use crate::diagnostic::{Code, Diagnostic, Severity};
use crate::lint::posture::{Told, tell};
use crate::lint::{Group, Judges, Rule, View};
use crate::model::Kind;

pub(crate) static RULE: Rule = Rule {
    code: Code {
        id: "RW525",
        name: "public-network-in-production",
    },
    group: Group::MachineLearning,
    severity: Severity::Warning,
    judges: Judges::Meaning,
    page: include_str!("public_network_in_production.md"),
    check,
};

const TOLD: Told = Told {
    rule: &RULE,
    setting: ("public-network", "on"),
    better: "off",
    kinds: &[Kind::Workspace, Kind::Endpoint, Kind::Registry],
    only_production: true,
    message: |kind, names| format!("{kind} {names} can be reached from the internet, in production"),
    why: "a stolen token or key then works from everywhere",
    remedy: "turn it off, and reach it by a private endpoint",
};

fn check(view: &View<'_>, found: &mut Vec<Diagnostic>) {
    found.extend(tell(view, &TOLD));
}
