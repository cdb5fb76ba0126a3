#![doc = include_str!("not_actions_as_deny.md")]

use crate::diagnostic::{Code, Diagnostic, Severity};
use crate::lint::handed::findings;
use crate::lint::{Group, Judges, Rule, View};
use crate::model::Granted;

pub(crate) static RULE: Rule = Rule {
    code: Code {
        id: "RW314",
        name: "not-actions-as-deny",
    },
    group: Group::Assignments,
    severity: Severity::Error,
    judges: Judges::Meaning,
    page: include_str!("not_actions_as_deny.md"),
    check,
};


fn check(view: &View<'_>, found: &mut Vec<Diagnostic>) {
    let of_a_role = |what: &Granted| matches!(what, Granted::Role(_));
    found.extend(findings(view, &RULE, "role", of_a_role));
}
