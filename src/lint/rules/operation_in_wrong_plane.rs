#![doc = include_str!("operation_in_wrong_plane.md")]

use crate::diagnostic::{Code, Diagnostic, Edit, Severity};
use crate::lint::PatternFact;
use crate::lint::{Group, Judges, Rule, View};
use crate::model::permission::Plane;

pub(crate) static RULE: Rule = Rule {
    code: Code {
        id: "RW217",
        name: "operation-in-wrong-plane",
    },
    group: Group::Roles,
    severity: Severity::Error,
    judges: Judges::Meaning,
    page: include_str!("operation_in_wrong_plane.md"),
    check,
};

fn explained(fact: &PatternFact<'_>) -> String {
    let (is, stands) = match fact.plane {
        Plane::Control => ("a data operation", "actions"),
        Plane::Data => ("a control operation", "data-actions"),
    };
    format!("`{}` is {is}, and it stands in `{stands}`", fact.text())
}

fn moved(fact: &PatternFact<'_>) -> Vec<Edit> {
    let mut edits = fact.removal();
    if edits.is_empty() {
        return edits;
    }
    let list = match (fact.plane, fact.written.cut) {
        (Plane::Control, false) => "data-actions",
        (Plane::Control, true) => "except-data-actions",
        (Plane::Data, false) => "actions",
        (Plane::Data, true) => "except-actions",
    };
    let same = |other: &&crate::model::access::Written| {
        other.plane == fact.written.plane && other.cut == fact.written.cut
    };
    let last = fact
        .list
        .iter()
        .rfind(same)
        .map_or(fact.written.span, |other| other.span);
    edits.push(Edit::insert_after(
        last,
        format!("  {list} \"{}\"", fact.text()),
    ));
    edits
}

fn check(view: &View<'_>, found: &mut Vec<Diagnostic>) {
    for fact in view.patterns() {
        if fact.is_wild || fact.known.is_some() {
            continue;
        }
        let Some(other) = view.catalog.known_in_other_plane(fact.plane, fact.text()) else {
            continue;
        };
        let evidence = view.catalog.operation(other).evidence;
        if !evidence.is_sure() {
            continue;
        }
        let message = explained(fact);
        let finding = RULE.at(fact.written.span, message);
        found.push(finding
            .note("an operation of one plane grants nothing in the list of the other, and Azure refuses it")
            .suggest("move it to the other list", moved(fact)));
    }
}
