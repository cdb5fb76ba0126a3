#![doc = include_str!("contributor_at_subscription.md")]

use crate::diagnostic::{Code, Diagnostic, Severity};
use crate::lint::grade::Class;
use crate::lint::height::high;
use crate::lint::{Group, Judges, Rule, View};

pub(crate) static RULE: Rule = Rule {
    code: Code {
        id: "RW303",
        name: "contributor-at-subscription",
    },
    group: Group::Assignments,
    severity: Severity::Warning,
    judges: Judges::Meaning,
    page: include_str!("contributor_at_subscription.md"),
    check,
};

fn check(view: &View<'_>, found: &mut Vec<Diagnostic>) {
    for high in high(view, Class::Contributor) {
        let message = format!(
            "{} may change and delete nearly everything in all of {}",
            high.who, high.place
        );
        found.push(
            RULE.at(high.span, message)
                .note("it covers every environment and resource that is there now and all that comes later")
                .note("changing a resource includes running code as the identity that the resource acts as")
                .suggest("remove it, and grant what the task needs on the workspace or the resource group", high.edits),
        );
    }
}
