#![doc = include_str!("identities_become_each_other.md")]

use crate::diagnostic::{Code, Diagnostic, Severity};
use crate::lint::steps::{Story, Told, tell};
use crate::lint::{Group, Judges, Rule, View};

pub(crate) static RULE: Rule = Rule {
    code: Code {
        id: "RW643",
        name: "identities-become-each-other",
    },
    group: Group::Escalation,
    severity: Severity::Warning,
    judges: Judges::Meaning,
    page: include_str!("identities_become_each_other.md"),
    check,
};

const TOLD: Told = Told {
    rule: &RULE,
    story: Story::BecomeEachOther,
    message: |words| format!("{} and {} can become each other", words.who, words.to),
    why: "what is granted to either is granted to both, and taking it from one takes nothing away",
    remedy: "take away one of the grants between them",
};

fn check(view: &View<'_>, found: &mut Vec<Diagnostic>) {
    found.extend(tell(view, &TOLD));
}
