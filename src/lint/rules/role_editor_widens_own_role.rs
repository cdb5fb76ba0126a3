#![doc = include_str!("role_editor_widens_own_role.md")]

use crate::diagnostic::{Code, Diagnostic, Severity};
use crate::lint::steps::{Story, Told, tell};
use crate::lint::{Group, Judges, Rule, View};

pub(crate) static RULE: Rule = Rule {
    code: Code {
        id: "RW646",
        name: "role-editor-widens-own-role",
    },
    group: Group::Escalation,
    severity: Severity::Error,
    judges: Judges::Meaning,
    page: include_str!("role_editor_widens_own_role.md"),
    check,
};

const TOLD: Told = Told {
    rule: &RULE,
    story: Story::OwnRoleWidened,
    message: |words| format!("{} can widen a role that they hold, up to {}", words.who, words.to),
    why: "a role is what its definition says: whoever writes the definition and holds the role has all that they write",
    remedy: "take away the grant with which the path begins",
};

fn check(view: &View<'_>, found: &mut Vec<Diagnostic>) {
    found.extend(tell(view, &TOLD));
}
