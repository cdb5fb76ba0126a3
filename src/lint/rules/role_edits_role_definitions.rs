#![doc = include_str!("role_edits_role_definitions.md")]

use crate::algebra::OperationSet;
use crate::diagnostic::{Code, Diagnostic, Severity};
use crate::lint::dangerous::{Told, tell};
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

const TOLD: Told = Told {
    rule: &RULE,
    may: "change role definitions",
    why: "whoever changes a role that somebody holds changes what that person may do, and no assignment shows it",
};

fn check(view: &View<'_>, found: &mut Vec<Diagnostic>) {
    found.extend(tell(view, &TOLD, |reached| dangerous(view, reached)));
}

fn dangerous(view: &View<'_>, reached: &OperationSet) -> OperationSet {
    view.among(reached, |name| {
        name.starts_with("microsoft.authorization/roledefinitions/") && !name.ends_with("/read")
    })
}
