#![doc = include_str!("identity_attached_across_groups.md")]

use crate::diagnostic::{Code, Diagnostic, Severity};
use crate::lint::steps::{Story, Told, tell};
use crate::lint::{Group, Judges, Rule, View};

pub(crate) static RULE: Rule = Rule {
    code: Code {
        id: "RW648",
        name: "identity-attached-across-groups",
    },
    group: Group::Escalation,
    severity: Severity::Warning,
    judges: Judges::Meaning,
    page: include_str!("identity_attached_across_groups.md"),
    check,
};

const TOLD: Told = Told {
    rule: &RULE,
    story: Story::AttachedByTwo,
    message: |words| format!("{} can run code as {} and {}, by the rights of two groups", words.who, words.to, words.gain),
    why: "one group lends the identity and the other makes what runs code; whoever is in both acts as the identity",
    remedy: "take away the grant with which the path begins",
};

fn check(view: &View<'_>, found: &mut Vec<Diagnostic>) {
    found.extend(tell(view, &TOLD));
}
