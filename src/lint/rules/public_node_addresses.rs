#![doc = include_str!("public_node_addresses.md")]

use crate::diagnostic::{Code, Diagnostic, Severity};
use crate::lint::posture::{Told, tell};
use crate::lint::{Group, Judges, Rule, View};
use crate::model::Kind;

pub(crate) static RULE: Rule = Rule {
    code: Code {
        id: "RW528",
        name: "public-node-addresses",
    },
    group: Group::MachineLearning,
    severity: Severity::Warning,
    judges: Judges::Meaning,
    page: include_str!("public_node_addresses.md"),
    check,
};

const TOLD: Told = Told {
    rule: &RULE,
    setting: ("public-ip", "on"),
    better: "off",
    kinds: &[Kind::Compute],
    only_production: true,
    message: |kind, names| format!("the nodes of {kind} {names} have public addresses, in production"),
    why: "whatever listens on a node can be tried by everybody",
    remedy: "turn it off, and let the nodes reach out by the network",
};

fn check(view: &View<'_>, found: &mut Vec<Diagnostic>) {
    found.extend(tell(view, &TOLD));
}
