#![doc = include_str!("write_in_two_tiers.md")]

use crate::diagnostic::{Code, Diagnostic, Severity};
use crate::lint::tiers::{Told, tell};
use crate::lint::{Group, Judges, Rule, View};

pub(crate) static RULE: Rule = Rule {
    code: Code {
        id: "RW701",
        name: "write-in-two-tiers",
    },
    group: Group::Environments,
    severity: Severity::Warning,
    judges: Judges::Meaning,
    page: include_str!("write_in_two_tiers.md"),
    check,
};

const TOLD: Told = Told {
    rule: &RULE,
    workload: false,
    message: |who, low, high| format!("`{who}` may change both `{low}` and `{high}`"),
    why: "what goes wrong where people try things out goes wrong in production with the same command",
    remedy: "let a pipeline change production; mark what is for emergencies only with `keep`",
};

fn check(view: &View<'_>, found: &mut Vec<Diagnostic>) {
    found.extend(tell(view, &TOLD));
}
