#![doc = include_str!("redundant_beside_group.md")]

use crate::diagnostic::{Code, Diagnostic, Severity};
use crate::lint::idle::{idle, path};
use crate::lint::{Group, How, Judges, Rule, View};

pub(crate) static RULE: Rule = Rule {
    code: Code {
        id: "RW312",
        name: "redundant-beside-group",
    },
    group: Group::Assignments,
    severity: Severity::Warning,
    judges: Judges::Meaning,
    page: include_str!("redundant_beside_group.md"),
    check,
};

fn check(view: &View<'_>, found: &mut Vec<Diagnostic>) {
    for idle in idle(view, How::Group) {
        let group = view.principal_name(idle.wide.principal);
        let message = format!(
            "{} has {} on {} by group `{group}` already",
            idle.who, idle.what, idle.place
        );
        found.push(
            RULE.at(idle.span, message)
                .related(
                    view.place(idle.wide),
                    "this grant to the group gives all of it",
                )
                .note(path(view, &idle))
                .suggest("remove it, and let the group give it", idle.edits),
        );
    }
}
