#![doc = include_str!("separate_stages_together.md")]

use crate::diagnostic::{Code, Diagnostic, Severity};
use crate::lint::separate::{Told, Way, tell};
use crate::lint::{Group, Judges, Rule, View};

pub(crate) static RULE: Rule = Rule {
    code: Code {
        id: "RW318",
        name: "separate-stages-together",
    },
    group: Group::Assignments,
    severity: Severity::Error,
    judges: Judges::Meaning,
    page: include_str!("separate_stages_together.md"),
    check,
};

const TOLD: Told = Told {
    rule: &RULE,
    way: Way::Together,
    message: |who, [one, other], [here, _]| {
        format!("`{who}` holds both `{one}` and `{other}` on `{here}`, which are to be kept apart")
    },
    why: "one pair of hands can now do what two were meant to agree on",
};

fn check(view: &View<'_>, found: &mut Vec<Diagnostic>) {
    found.extend(tell(view, &TOLD));
}
