#![doc = include_str!("credential_based_data_access.md")]

use crate::diagnostic::{Code, Diagnostic, Severity};
use crate::lint::posture::{is_production, written};
use crate::lint::{Group, Judges, Rule, View};
use crate::model::Kind;

pub(crate) static RULE: Rule = Rule {
    code: Code {
        id: "RW527",
        name: "credential-based-data-access",
    },
    group: Group::MachineLearning,
    severity: Severity::Warning,
    judges: Judges::Meaning,
    page: include_str!("credential_based_data_access.md"),
    check,
};

fn check(view: &View<'_>, found: &mut Vec<Diagnostic>) {
    for posture in written(view, ("identity-based-data-access", "off"), |id, scope| {
        scope.kind == Kind::Workspace && is_production(view, id)
    }) {
        let message = format!(
            "{} {} reads its storage with the account key, in production",
            posture.kind, posture.names
        );
        found.push(
            RULE.at(posture.span, message)
                .note("whoever may use the workspace reads all of the storage, whatever roles on it say")
                .suggest("turn it on, so that data is read with the rights of who reads it", posture.change_to("on")),
        );
    }
}
