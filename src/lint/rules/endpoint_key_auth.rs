#![doc = include_str!("endpoint_key_auth.md")]

use crate::diagnostic::{Code, Diagnostic, Severity};
use crate::lint::posture::{is_production, written};
use crate::lint::{Group, Judges, Rule, View};
use crate::model::Kind;

pub(crate) static RULE: Rule = Rule {
    code: Code {
        id: "RW523",
        name: "endpoint-key-auth",
    },
    group: Group::MachineLearning,
    severity: Severity::Warning,
    judges: Judges::Meaning,
    page: include_str!("endpoint_key_auth.md"),
    check,
};

fn check(view: &View<'_>, found: &mut Vec<Diagnostic>) {
    for posture in written(view, ("auth", "key"), |id, scope| {
        scope.kind == Kind::Endpoint && is_production(view, id)
    }) {
        let message = format!(
            "{} {} is asked with a key, in production",
            posture.kind, posture.names
        );
        found.push(
            RULE.at(posture.span, message)
                .note("a key works for whoever has it, and says nothing about who asked")
                .suggest("let callers sign in with Entra", posture.change_to("entra")),
        );
    }
}
