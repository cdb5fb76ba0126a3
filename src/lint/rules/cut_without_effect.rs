#![doc = include_str!("cut_without_effect.md")]

use crate::algebra::{Bound, OperationSet, covered};
use crate::diagnostic::{Code, Diagnostic, Severity};
use crate::lint::PatternFact;
use crate::lint::{Group, Judges, Rule, View};

pub(crate) static RULE: Rule = Rule {
    code: Code {
        id: "RW223",
        name: "cut-without-effect",
    },
    group: Group::Roles,
    severity: Severity::Warning,
    judges: Judges::Text,
    page: include_str!("cut_without_effect.md"),
    check,
};

/// Returns what the list beside the exception grants.
fn granted(view: &View<'_>, fact: &PatternFact<'_>) -> OperationSet {
    let beside = fact
        .list
        .iter()
        .filter(|other| other.plane == fact.written.plane && !other.cut);
    let mut set = OperationSet::empty();
    for other in beside {
        set.union_with(&covered(
            view.catalog,
            fact.plane,
            &other.pattern,
            Bound::Upper,
        ));
    }
    set
}
fn check(view: &View<'_>, found: &mut Vec<Diagnostic>) {
    let mut list: Option<&[crate::model::access::Written]> = None;
    let mut beside = OperationSet::empty();
    for fact in view.patterns() {
        if !fact.written.cut || fact.text() == "*" {
            continue;
        }
        let cut = fact.covered(view.catalog);
        if !list.is_some_and(|known| std::ptr::eq(known, fact.list)) {
            (list, beside) = (Some(fact.list), granted(view, fact));
        }
        if cut.is_empty() || cut.overlaps(&beside) {
            continue;
        }
        let message = format!("`{}` cuts nothing that is granted here", fact.text());
        let finding = RULE.at(fact.written.span, message);
        found.push(finding
            .note("an exception cuts from the list beside it and from nothing else; it is no deny")
            .suggest("remove it", fact.removal()));
    }
}
