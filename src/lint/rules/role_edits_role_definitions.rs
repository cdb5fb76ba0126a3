#![doc = include_str!("role_edits_role_definitions.md")]

use crate::algebra::OperationSet;
use crate::compile::Provenance;
use crate::diagnostic::{Code, Diagnostic, Severity};
use crate::lint::{Group, Judges, Rule, View};

pub(crate) static RULE: Rule = Rule {
    code: Code {
        id: "RW204",
        name: "role-edits-role-definitions",
    },
    group: Group::Roles,
    severity: Severity::Error,
    judges: Judges::Meaning,
    page: include_str!("role_edits_role_definitions.md"),
    check,
};

fn check(view: &View<'_>, found: &mut Vec<Diagnostic>) {
    for (id, role) in view.roles() {
        let Provenance::Written(written) = role.provenance else {
            continue;
        };
        let Some(reach) = view.reach(id) else {
            continue;
        };
        let reached = view.untold(id, dangerous(view, &reach.upper));
        if reached.is_empty() {
            continue;
        }
        let Some(declared) = view.declared_role(written) else {
            continue;
        };
        let message = format!("role `{}` may change role definitions", declared.name);
        found.push(
            RULE.at(declared.name_span, message)
                .note(format!("it reaches {}", view.witnesses(&reached)))
                .note("whoever changes a role that somebody holds changes what that person may do, and no assignment shows it")
                .suggest(
                    "cut these operations from the role",
                    view.cut_from_role(written, &reached),
                ),
        );
    }
}

fn dangerous(view: &View<'_>, reached: &OperationSet) -> OperationSet {
    view.among(reached, |name| {
        name.starts_with("microsoft.authorization/roledefinitions/") && !name.ends_with("/read")
    })
}
