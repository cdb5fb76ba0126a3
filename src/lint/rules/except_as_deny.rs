#![doc = include_str!("except_as_deny.md")]

use crate::diagnostic::{Code, Diagnostic, Severity};
use crate::lint::handed::findings;
use crate::lint::{Group, Judges, Rule, View};
use crate::model::Granted;

pub(crate) static RULE: Rule = Rule {
    code: Code {
        id: "RW315",
        name: "except-as-deny",
    },
    group: Group::Assignments,
    severity: Severity::Error,
    judges: Judges::Meaning,
    page: include_str!("except_as_deny.md"),
    check,
};


fn check(view: &View<'_>, found: &mut Vec<Diagnostic>) {
    let of_a_stage = |what: &Granted| matches!(what, Granted::Stage(_));
    found.extend(findings(view, &RULE, "stage", of_a_stage));
}
