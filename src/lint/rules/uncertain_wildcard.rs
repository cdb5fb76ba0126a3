#![doc = include_str!("uncertain_wildcard.md")]

use crate::algebra::{Bound, covered};
use crate::diagnostic::{Code, Diagnostic, Edit, Severity};
use crate::lint::{Group, Judges, Owner, PatternFact, Rule, View};

pub(crate) static RULE: Rule = Rule {
    code: Code {
        id: "RW220",
        name: "uncertain-wildcard",
    },
    group: Group::Roles,
    severity: Severity::Warning,
    judges: Judges::Text,
    page: include_str!("uncertain_wildcard.md"),
    check,
};

/// Tells whether the same list, granted or cut, names an operation outright.
fn named(fact: &PatternFact<'_>, name: &str) -> bool {
    let same = fact
        .list
        .iter()
        .filter(|other| other.plane == fact.written.plane);
    same.into_iter()
        .any(|other| other.pattern.as_str().eq_ignore_ascii_case(name))
}

fn check(view: &View<'_>, found: &mut Vec<Diagnostic>) {
    for fact in view.patterns() {
        if !fact.is_wild || !matches!(fact.owner, Owner::Role(..)) {
            continue;
        }
        let upper = fact.covered(view.catalog);
        let unsure = upper.difference(&covered(
            view.catalog,
            fact.plane,
            &fact.written.pattern,
            Bound::Lower,
        ));
        let open = unsure.ids().find(|id| !named(fact, view.catalog.name(*id)));
        let Some(open) = open.map(|id| view.catalog.name(id)) else {
            continue;
        };
        let message = format!(
            "whether `{}` covers `{open}` is not documented",
            fact.text()
        );
        let finding = RULE.at(fact.written.span, message);
        found.push(
            finding
                .note("tools read it both ways, so the role says less than it seems to")
                .suggest(
                    format!("write `{open}` beside it"),
                    vec![Edit::insert_after(
                        fact.written.span,
                        format!(", \"{open}\""),
                    )],
                ),
        );
    }
}
