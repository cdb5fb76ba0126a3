#![doc = include_str!("grave_rights_at_subscription.md")]

use crate::diagnostic::{Code, Diagnostic, Severity};
use crate::lint::grave::{Told, tell};
use crate::lint::height::is_high;
use crate::lint::{Group, Judges, Rule, View};

pub(crate) static RULE: Rule = Rule {
    code: Code {
        id: "RW326",
        name: "grave-rights-at-subscription",
    },
    group: Group::Assignments,
    severity: Severity::Warning,
    judges: Judges::Meaning,
    page: include_str!("grave_rights_at_subscription.md"),
    check,
};

const TOLD: Told = Told {
    rule: &RULE,
    message: |who, does, place| format!("{who} may {does} in all of {place}"),
    why: "it covers every environment and resource that is there now and all that comes later",
    remedy: "remove it, and grant it on the resource that the task needs",
};

fn check(view: &View<'_>, found: &mut Vec<Diagnostic>) {
    // Of owners, contributors and administrators of access other rules tell.
    found.extend(tell(view, &TOLD, |one| {
        is_high(view, one.scope) && !view.is_general(one.role)
    }));
}
