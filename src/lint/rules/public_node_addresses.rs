#![doc = include_str!("public_node_addresses.md")]

use crate::diagnostic::{Code, Diagnostic, Severity};
use crate::lint::posture::{is_production, written};
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

fn check(view: &View<'_>, found: &mut Vec<Diagnostic>) {
    for posture in written(view, ("public-ip", "on"), |id, scope| {
        scope.kind == Kind::Compute && is_production(view, id)
    }) {
        let message = format!(
            "the nodes of {} {} have public addresses, in production",
            posture.kind, posture.names
        );
        found.push(
            RULE.at(posture.span, message)
                .note("whatever listens on a node can be tried by everybody")
                .suggest(
                    "turn it off, and let the nodes reach out by the network",
                    posture.change_to("off"),
                ),
        );
    }
}
