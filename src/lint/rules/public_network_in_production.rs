#![doc = include_str!("public_network_in_production.md")]

use crate::diagnostic::{Code, Diagnostic, Severity};
use crate::lint::posture::{is_production, written};
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

fn check(view: &View<'_>, found: &mut Vec<Diagnostic>) {
    for posture in written(view, ("public-network", "on"), |id, scope| {
        matches!(
            scope.kind,
            Kind::Workspace | Kind::Endpoint | Kind::Registry
        ) && is_production(view, id)
    }) {
        let message = format!(
            "{} {} can be reached from the internet, in production",
            posture.kind, posture.names
        );
        found.push(
            RULE.at(posture.span, message)
                .note("a stolen token or key then works from everywhere")
                .suggest(
                    "turn it off, and reach it by a private endpoint",
                    posture.change_to("off"),
                ),
        );
    }
}
