#![doc = include_str!("contributor_equal_role.md")]

use crate::compile::{Provenance, without_declared};
use crate::diagnostic::{Code, Diagnostic, Severity};
use crate::lint::{Group, Judges, Rule, View};
use crate::model::Granted;

pub(crate) static RULE: Rule = Rule {
    code: Code {
        id: "RW202",
        name: "contributor-equal-role",
    },
    group: Group::Roles,
    severity: Severity::Error,
    judges: Judges::Meaning,
    page: include_str!("contributor_equal_role.md"),
    check,
};

fn check(view: &View<'_>, found: &mut Vec<Diagnostic>) {
    for (id, role) in view.roles() {
        let Provenance::Written(written) = role.provenance else {
            continue;
        };
        if !view.is_contributor_equal(id) || view.is_owner_equal(id) {
            continue;
        }
        let Some(declared) = view.declared_role(written) else {
            continue;
        };
        let message = format!(
            "role `{}` may do everything that Contributor may",
            declared.name
        );
        found.push(
            RULE.at(declared.name_span, message)
                .note("it can change, read the keys of and delete every resource below its scope")
                .suggest(
                    "remove it, and list the operations that the task needs",
                    without_declared(view.model, declared, &Granted::Role(written)),
                ),
        );
    }
}
