#![doc = include_str!("separate_stages_by_membership.md")]

use crate::diagnostic::{Code, Diagnostic, Severity};
use crate::lint::separate::{Told, Way, tell};
use crate::lint::{Group, Judges, Rule, View};

pub(crate) static RULE: Rule = Rule {
    code: Code {
        id: "RW319",
        name: "separate-stages-by-membership",
    },
    group: Group::Assignments,
    severity: Severity::Error,
    judges: Judges::Meaning,
    page: include_str!("separate_stages_by_membership.md"),
    check,
};

const TOLD: Told = Told {
    rule: &RULE,
    way: Way::Membership,
    message: |who, [one, other], [here, _]| {
        format!("`{who}` comes to hold both `{one}` and `{other}` on `{here}` by its groups")
    },
    why: "the stages are to be kept apart, and each grant by itself looks right",
};

fn check(view: &View<'_>, found: &mut Vec<Diagnostic>) {
    found.extend(tell(view, &TOLD));
}
