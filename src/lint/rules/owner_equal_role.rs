#![doc = include_str!("owner_equal_role.md")]

use crate::compile::{Provenance, without_declared};
use crate::diagnostic::{Code, Diagnostic, Severity};
use crate::lint::{Group, Judges, Rule, View};
use crate::model::Granted;

pub(crate) static RULE: Rule = Rule {
    code: Code {
        id: "RW201",
        name: "owner-equal-role",
    },
    group: Group::Roles,
    severity: Severity::Error,
    judges: Judges::Meaning,
    page: include_str!("owner_equal_role.md"),
    check,
};

fn check(view: &View<'_>, found: &mut Vec<Diagnostic>) {
    for (id, role) in view.roles() {
        let Provenance::Written(written) = role.provenance else {
            continue;
        };
        if !view.is_owner_equal(id) {
            continue;
        }
        let declared = view
            .model
            .role(written)
            .and_then(|role| view.model.declaration(role.declared));
        let Some(declared) = declared else { continue };
        let message = format!("role `{}` may do everything that Owner may", declared.name);
        found.push(
            RULE.at(declared.name_span, message)
                .note(
                    "it can hand out access, read every key and delete everything below its scope",
                )
                .suggest(
                    "remove it, and list the operations that the task needs",
                    without_declared(view.model, declared, &Granted::Role(written)),
                ),
        );
    }
}
