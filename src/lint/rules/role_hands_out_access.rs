#![doc = include_str!("role_hands_out_access.md")]

use crate::algebra::OperationSet;
use crate::catalog::Risk;
use crate::compile::Provenance;
use crate::diagnostic::{Code, Diagnostic, Severity};
use crate::lint::{Group, Judges, Rule, View};

pub(crate) static RULE: Rule = Rule {
    code: Code {
        id: "RW205",
        name: "role-hands-out-access",
    },
    group: Group::Roles,
    severity: Severity::Error,
    judges: Judges::Meaning,
    page: include_str!("role_hands_out_access.md"),
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
        let message = format!("role `{}` may hand out access", declared.name);
        found.push(
            RULE.at(declared.name_span, message)
                .note(format!("it reaches {}", view.witnesses(&reached)))
                .note("whoever changes who has access can give it to anybody, also to themselves")
                .suggest(
                    "cut these operations from the role",
                    view.cut_from_role(written, &reached),
                ),
        );
    }
}

/// Role definitions and deny assignments have rules of their own.
fn dangerous(view: &View<'_>, reached: &OperationSet) -> OperationSet {
    let access = view.of_risk(reached, Risk::AccessControl);
    view.among(&access, |name| {
        !name.starts_with("microsoft.authorization/roledefinitions/")
            && !name.starts_with("microsoft.authorization/denyassignments/")
    })
}
