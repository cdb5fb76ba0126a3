#![doc = include_str!("role_weakens_guard_rails.md")]

use crate::algebra::OperationSet;
use crate::catalog::Risk;
use crate::diagnostic::{Code, Diagnostic, Severity};
use crate::lint::dangerous::{Told, tell};
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

const TOLD: Told = Told {
    rule: &RULE,
    may: "remove what protects other resources",
    why: "locks, deny assignments, policies and diagnostic settings are what stops and records a mistake",
};

fn check(view: &View<'_>, found: &mut Vec<Diagnostic>) {
    found.extend(tell(view, &TOLD, |reached| dangerous(view, reached)));
}

fn dangerous(view: &View<'_>, reached: &OperationSet) -> OperationSet {
    let rails = view.of_risk(reached, Risk::GuardRails);
    let named = view.among(reached, |name| {
        GUARDS.iter().any(|prefix| name.starts_with(prefix)) && !name.ends_with("/read")
    });
    rails.union(&named)
}
