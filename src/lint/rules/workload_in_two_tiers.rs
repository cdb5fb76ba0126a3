#![doc = include_str!("workload_in_two_tiers.md")]

use crate::diagnostic::{Code, Diagnostic, Severity};
use crate::lint::tiers::{Told, tell};
use crate::lint::{Group, Judges, Rule, View};

pub(crate) static RULE: Rule = Rule {
    code: Code {
        id: "RW702",
        name: "workload-in-two-tiers",
    },
    group: Group::Environments,
    severity: Severity::Warning,
    judges: Judges::Meaning,
    page: include_str!("workload_in_two_tiers.md"),
    check,
};

const TOLD: Told = Told {
    rule: &RULE,
    workload: true,
    message: |who, low, high| format!("workload `{who}` may change both `{low}` and `{high}`"),
    why: "whoever may change what the workload does in development acts in production",
    remedy: "give each tier an identity of its own",
};

fn check(view: &View<'_>, found: &mut Vec<Diagnostic>) {
    found.extend(tell(view, &TOLD));
}
