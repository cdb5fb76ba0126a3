#![doc = include_str!("separate_stages_across_instances.md")]

use crate::diagnostic::{Code, Diagnostic, Severity};
use crate::lint::separate::{Told, Way, tell};
use crate::lint::{Group, Judges, Rule, View};

pub(crate) static RULE: Rule = Rule {
    code: Code {
        id: "RW705",
        name: "separate-stages-across-instances",
    },
    group: Group::Environments,
    severity: Severity::Error,
    judges: Judges::Meaning,
    page: include_str!("separate_stages_across_instances.md"),
    check,
};

const TOLD: Told = Told {
    rule: &RULE,
    way: Way::Instances,
    message: |who, [one, other], [here, there]| {
        format!("`{who}` holds `{one}` on `{here}` and `{other}` on `{there}`, which are to be kept apart")
    },
    why: "both are instances of one declaration, and one of them is production",
};

fn check(view: &View<'_>, found: &mut Vec<Diagnostic>) {
    found.extend(tell(view, &TOLD));
}
