#![doc = include_str!("reach_not_followed.md")]

use crate::diagnostic::{Code, Diagnostic, Edit, Severity};
use crate::lint::{Group, Judges, Rule, View};
use crate::model::guarantee::Modality;

pub(crate) static RULE: Rule = Rule {
    code: Code {
        id: "RW603",
        name: "reach-not-followed",
    },
    group: Group::Guarantees,
    severity: Severity::Warning,
    judges: Judges::Meaning,
    page: include_str!("reach_not_followed.md"),
    check,
};

fn check(view: &View<'_>, found: &mut Vec<Diagnostic>) {
    let nevers = view.model.nevers.iter();
    let nevers = nevers.filter(|never| never.modality == Modality::Reach);
    let lines = view.model.tests.iter().flat_map(|test| &test.expectations);
    let lines = lines.filter(|line| line.reach).map(|line| line.span);
    for span in nevers.map(|never| never.span).chain(lines) {
        let message = "only what is granted is judged here, and no step of escalation";
        found.push(
            RULE.at(span, message)
                .note("this version follows no `reach`: who may run code as another is not counted")
                .suggest(
                    "remove it until `reach` is followed",
                    vec![Edit::delete(span)],
                ),
        );
    }
}
