#![doc = include_str!("machine_becomes_production_identity.md")]

use crate::diagnostic::{Code, Diagnostic, Severity};
use crate::lint::steps::{Story, Told, tell};
use crate::lint::{Group, Judges, Rule, View};

pub(crate) static RULE: Rule = Rule {
    code: Code {
        id: "RW723",
        name: "machine-becomes-production-identity",
    },
    group: Group::Environments,
    severity: Severity::Error,
    judges: Judges::Meaning,
    page: include_str!("machine_becomes_production_identity.md"),
    check,
};

const TOLD: Told = Told {
    rule: &RULE,
    story: Story::MachineBecomesProduction,
    message: |words| format!("{} can become {}, an identity of production", words.who, words.to),
    why: "whatever is granted to the identity later is granted to a machine below production as well",
    remedy: "take away the grant with which the path begins",
};

fn check(view: &View<'_>, found: &mut Vec<Diagnostic>) {
    found.extend(tell(view, &TOLD));
}
