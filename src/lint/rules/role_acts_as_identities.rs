#![doc = include_str!("role_acts_as_identities.md")]

use crate::algebra::OperationSet;
use crate::catalog::Risk;
use crate::diagnostic::{Code, Diagnostic, Severity};
use crate::lint::dangerous::{Told, tell};
use crate::lint::{Group, Judges, Rule, View};

pub(crate) static RULE: Rule = Rule {
    code: Code {
        id: "RW207",
        name: "role-acts-as-identities",
    },
    group: Group::Roles,
    severity: Severity::Warning,
    judges: Judges::Meaning,
    page: include_str!("role_acts_as_identities.md"),
    check,
};

const TOLD: Told = Told {
    rule: &RULE,
    may: "act as other identities",
    why: "attaching an identity or adding a federated credential gives everything that the identity may do",
};

fn check(view: &View<'_>, found: &mut Vec<Diagnostic>) {
    found.extend(tell(view, &TOLD, |reached| dangerous(view, reached)));
}

fn dangerous(view: &View<'_>, reached: &OperationSet) -> OperationSet {
    view.of_risk(reached, Risk::Identity)
}
