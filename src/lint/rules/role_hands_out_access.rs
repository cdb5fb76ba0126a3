#![doc = include_str!("role_hands_out_access.md")]

use crate::algebra::OperationSet;
use crate::catalog::Risk;
use crate::diagnostic::{Code, Diagnostic, Severity};
use crate::lint::dangerous::{Told, tell};
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

const TOLD: Told = Told {
    rule: &RULE,
    may: "hand out access",
    why: "whoever changes who has access can give it to anybody, also to themselves",
};

fn check(view: &View<'_>, found: &mut Vec<Diagnostic>) {
    found.extend(tell(view, &TOLD, |reached| dangerous(view, reached)));
}

/// Role definitions and deny assignments have rules of their own.
fn dangerous(view: &View<'_>, reached: &OperationSet) -> OperationSet {
    let access = view.of_risk(reached, Risk::AccessControl);
    view.among(&access, |name| {
        !name.starts_with("microsoft.authorization/roledefinitions/")
            && !name.starts_with("microsoft.authorization/denyassignments/")
    })
}
