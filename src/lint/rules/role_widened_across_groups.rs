#![doc = include_str!("role_widened_across_groups.md")]

use crate::diagnostic::{Code, Diagnostic, Severity};
use crate::lint::steps::{Story, Told, tell};
use crate::lint::{Group, Judges, Rule, View};

pub(crate) static RULE: Rule = Rule {
    code: Code {
        id: "RW647",
        name: "role-widened-across-groups",
    },
    group: Group::Escalation,
    severity: Severity::Error,
    judges: Judges::Meaning,
    page: include_str!("role_widened_across_groups.md"),
    check,
};

const TOLD: Told = Told {
    rule: &RULE,
    story: Story::RoleWidenedByTwo,
    message: |words| format!("{} can widen a role that another group gives them, up to {}", words.who, words.to),
    why: "neither grant is dangerous alone, and no review that looks at one group at a time sees both",
    remedy: "take away the grant with which the path begins",
};

fn check(view: &View<'_>, found: &mut Vec<Diagnostic>) {
    found.extend(tell(view, &TOLD));
}
