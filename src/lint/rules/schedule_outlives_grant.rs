#![doc = include_str!("schedule_outlives_grant.md")]

use crate::diagnostic::{Code, Diagnostic, Severity};
use crate::lint::steps::{Story, Told, tell};
use crate::lint::{Group, Judges, Rule, View};

pub(crate) static RULE: Rule = Rule {
    code: Code {
        id: "RW653",
        name: "schedule-outlives-grant",
    },
    group: Group::Escalation,
    severity: Severity::Warning,
    judges: Judges::Meaning,
    page: include_str!("schedule_outlives_grant.md"),
    check,
};

const TOLD: Told = Told {
    rule: &RULE,
    story: Story::ScheduleOutlives,
    message: |words| format!("what {} schedule at {} goes on as {} when their grant ends", words.who, words.place, words.to),
    why: "a schedule runs as the identity of its compute, whether or not whoever made it may still do anything",
    remedy: "take it away, or grant a stage that makes no schedules",
};

fn check(view: &View<'_>, found: &mut Vec<Diagnostic>) {
    found.extend(tell(view, &TOLD));
}
