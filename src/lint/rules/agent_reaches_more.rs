#![doc = include_str!("agent_reaches_more.md")]

use crate::diagnostic::{Code, Diagnostic, Severity};
use crate::lint::steps::{Story, Told, tell};
use crate::lint::{Group, Judges, Rule, View};

pub(crate) static RULE: Rule = Rule {
    code: Code {
        id: "RW642",
        name: "agent-reaches-more",
    },
    group: Group::Escalation,
    severity: Severity::Warning,
    judges: Judges::Meaning,
    page: include_str!("agent_reaches_more.md"),
    check,
};

const TOLD: Told = Told {
    rule: &RULE,
    story: Story::AgentReachesMore,
    message: |words| format!("agent {} can come to {}, which is not granted to it", words.who, words.gain),
    why: "an agent does what the texts that it reads make it do, and it takes every step that works",
    remedy: "take away the grant with which the path begins",
};

fn check(view: &View<'_>, found: &mut Vec<Diagnostic>) {
    found.extend(tell(view, &TOLD));
}
