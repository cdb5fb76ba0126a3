#![doc = include_str!("local_auth_in_production.md")]

use crate::diagnostic::{Code, Diagnostic, Severity};
use crate::lint::posture::{is_production, written};
use crate::lint::{Group, Judges, Rule, View};

pub(crate) static RULE: Rule = Rule {
    code: Code {
        id: "RW521",
        name: "local-auth-in-production",
    },
    group: Group::MachineLearning,
    severity: Severity::Warning,
    judges: Judges::Meaning,
    page: include_str!("local_auth_in_production.md"),
    check,
};

fn check(view: &View<'_>, found: &mut Vec<Diagnostic>) {
    for posture in written(view, ("local-auth", "on"), |id, _| is_production(view, id)) {
        let message = format!(
            "{} {} lets people sign in past Entra, in production",
            posture.kind, posture.names
        );
        found.push(
            RULE.at(posture.span, message)
                .note("local accounts and keys know no roles, no second factor and no leaving")
                .suggest("turn it off", posture.change_to("off")),
        );
    }
}
