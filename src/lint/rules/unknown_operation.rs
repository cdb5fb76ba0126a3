#![doc = include_str!("unknown_operation.md")]

use crate::diagnostic::{Code, Diagnostic, Edit, Severity};
use crate::lint::PatternFact;
use crate::lint::{Group, Judges, Rule, View};

pub(crate) static RULE: Rule = Rule {
    code: Code {
        id: "RW215",
        name: "unknown-operation",
    },
    group: Group::Roles,
    severity: Severity::Error,
    judges: Judges::Meaning,
    page: include_str!("unknown_operation.md"),
    check,
};

fn mend(view: &View<'_>, fact: &PatternFact<'_>, finding: Diagnostic) -> Diagnostic {
    let near = view.catalog.nearest(fact.text(), 1);
    let finding = finding.note("every provider lists its operations; this name is not among them");
    match near.first() {
        Some(near) => finding.suggest(
            format!("did you mean `{near}`?"),
            vec![Edit::replace(fact.written.span, format!("\"{near}\""))],
        ),
        None => finding.suggest("remove it", fact.removal()),
    }
}

fn check(view: &View<'_>, found: &mut Vec<Diagnostic>) {
    for fact in view.patterns() {
        if fact.is_wild || fact.known.is_some() || fact.text() == "*" {
            continue;
        }
        let elsewhere = view
            .catalog
            .known_in_other_plane(fact.plane, fact.text())
            .is_some();
        if elsewhere || view.catalog.retired(fact.text()).is_some() {
            continue;
        }
        let message = format!("Azure has no operation `{}`", fact.text());
        let finding = RULE.at(fact.written.span, message);
        found.push(mend(view, fact, finding));
    }
}
