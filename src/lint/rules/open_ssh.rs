#![doc = include_str!("open_ssh.md")]

use crate::diagnostic::{Code, Diagnostic, Severity};
use crate::lint::posture::written;
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

fn check(view: &View<'_>, found: &mut Vec<Diagnostic>) {
    for posture in written(view, ("ssh", "on"), |_, scope| scope.kind == Kind::Compute) {
        let message = format!("{} {} takes SSH connections", posture.kind, posture.names);
        found.push(
            RULE.at(posture.span, message)
                .note("who has the key is root on it, acts as its identity, and needs no role in Azure")
                .suggest("turn it off, and open the terminal in the studio", posture.change_to("off")),
        );
    }
}
