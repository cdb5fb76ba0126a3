#![doc = include_str!("owner_at_subscription.md")]

use crate::diagnostic::{Code, Diagnostic, Severity};
use crate::lint::grade::Class;
use crate::lint::height::high;
use crate::lint::{Group, Judges, Rule, View};

pub(crate) static RULE: Rule = Rule {
    code: Code {
        id: "RW301",
        name: "owner-at-subscription",
    },
    group: Group::Assignments,
    severity: Severity::Error,
    judges: Judges::Meaning,
    page: include_str!("owner_at_subscription.md"),
    check,
};

fn check(view: &View<'_>, found: &mut Vec<Diagnostic>) {
    for high in high(view, Class::Owner) {
        let message = format!(
            "{} may do everything, and hand that out, in all of {}",
            high.who, high.place
        );
        found.push(
            RULE.at(high.span, message)
                .note("it is inherited by everything that is there now and by all that comes later")
                .note("a stolen session of one holder is enough to read every key and to lock everybody else out")
                .suggest("remove it, and grant what the task needs on the workspace or the resource group", high.edits),
        );
    }
}
