#![doc = include_str!("role_grants_nothing.md")]

use crate::compile::{Provenance, without_declared};
use crate::diagnostic::{Code, Diagnostic, Severity};
use crate::lint::{Group, Judges, Rule, View};
use crate::model::Granted;

pub(crate) static RULE: Rule = Rule {
    code: Code {
        id: "RW211",
        name: "role-grants-nothing",
    },
    group: Group::Roles,
    severity: Severity::Warning,
    judges: Judges::Meaning,
    page: include_str!("role_grants_nothing.md"),
    check,
};

fn check(view: &View<'_>, found: &mut Vec<Diagnostic>) {
    for (id, role) in view.roles() {
        let Provenance::Written(written) = role.provenance else {
            continue;
        };
        let cuts = role
            .blocks
            .iter()
            .any(|block| !block.not_actions.is_empty() || !block.not_data_actions.is_empty());
        let bare = role
            .blocks
            .iter()
            .all(crate::model::permission::Block::is_empty);
        if !(bare || cuts && view.grants_nothing(id)) {
            continue;
        }
        let Some(declared) = view.declared_role(written) else {
            continue;
        };
        let message = format!("role `{}` grants nothing", declared.name);
        found.push(
            RULE.at(declared.name_span, message)
                .note("everything that it names is cut again, or it names nothing")
                .suggest("remove it", without_declared(view.model, declared, &Granted::Role(written))),
        );
    }
}
