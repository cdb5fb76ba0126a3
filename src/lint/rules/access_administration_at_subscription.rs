#![doc = include_str!("access_administration_at_subscription.md")]

use crate::diagnostic::{Code, Diagnostic, Severity};
use crate::lint::grade::Class;
use crate::lint::height::high;
use crate::lint::{Group, Judges, Rule, View};

pub(crate) static RULE: Rule = Rule {
    code: Code {
        id: "RW302",
        name: "access-administration-at-subscription",
    },
    group: Group::Assignments,
    severity: Severity::Error,
    judges: Judges::Meaning,
    page: include_str!("access_administration_at_subscription.md"),
    check,
};

fn check(view: &View<'_>, found: &mut Vec<Diagnostic>) {
    for high in high(view, Class::AccessAdministrator) {
        let message = format!(
            "{} may hand out any access in all of {}",
            high.who, high.place
        );
        found.push(
            RULE.at(high.span, message)
                .note("whoever may write role assignments can make themselves owner of everything below")
                .suggest("remove it, or hand it out on the resource group where access has to be given", high.edits),
        );
    }
}
