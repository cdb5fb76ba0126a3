#![doc = include_str!("data_isolation_off.md")]

use crate::diagnostic::{Code, Diagnostic, Severity};
use crate::lint::posture::written;
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

fn check(view: &View<'_>, found: &mut Vec<Diagnostic>) {
    for posture in written(view, ("data-isolation", "off"), |_, scope| {
        scope.kind == Kind::Workspace
    }) {
        let message = format!(
            "{} {} shares its containers with the others of its hub",
            posture.kind, posture.names
        );
        found.push(
            RULE.at(posture.span, message)
                .note(
                    "each project reads and overwrites what the others keep in the shared storage",
                )
                .suggest(
                    "turn it on; it can be set only when the workspace is made",
                    posture.change_to("on"),
                ),
        );
    }
}
