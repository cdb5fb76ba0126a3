#![doc = include_str!("role_weakens_guard_rails.md")]

use crate::algebra::OperationSet;
use crate::catalog::Risk;
use crate::compile::Provenance;
use crate::diagnostic::{Code, Diagnostic, Severity};
use crate::lint::{Group, Judges, Rule, View};

pub(crate) static RULE: Rule = Rule {
    code: Code {
        id: "RW206",
        name: "role-weakens-guard-rails",
    },
    group: Group::Roles,
    severity: Severity::Warning,
    judges: Judges::Meaning,
    page: include_str!("role_weakens_guard_rails.md"),
    check,
};

/// What weakens a control although it is no guard rail by its risk class: it takes a deny away, or
/// runs templates as a policy's identity.
const GUARDS: [&str; 4] = [
    "microsoft.authorization/denyassignments/",
    "microsoft.authorization/policyassignments/",
    "microsoft.authorization/policydefinitions/",
    "microsoft.authorization/policysetdefinitions/",
];

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
        let message = format!(
            "role `{}` may remove what protects other resources",
            declared.name
        );
        found.push(
            RULE.at(declared.name_span, message)
                .note(format!("it reaches {}", view.witnesses(&reached)))
                .note("locks, deny assignments, policies and diagnostic settings are what stops and records a mistake")
                .suggest(
                    "cut these operations from the role",
                    view.cut_from_role(written, &reached),
                ),
        );
    }
}

fn dangerous(view: &View<'_>, reached: &OperationSet) -> OperationSet {
    let rails = view.of_risk(reached, Risk::GuardRails);
    let named = view.among(reached, |name| {
        GUARDS.iter().any(|prefix| name.starts_with(prefix)) && !name.ends_with("/read")
    });
    rails.union(&named)
}
