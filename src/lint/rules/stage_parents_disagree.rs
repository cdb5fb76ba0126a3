#![doc = include_str!("stage_parents_disagree.md")]

use crate::diagnostic::{Code, Diagnostic, Severity};
use crate::lint::inherit::{Regrant, disagreements};
use crate::lint::{Group, Judges, Rule, View};

pub(crate) static RULE: Rule = Rule {
    code: Code {
        id: "RW317",
        name: "stage-parents-disagree",
    },
    group: Group::Assignments,
    severity: Severity::Error,
    judges: Judges::Meaning,
    page: include_str!("stage_parents_disagree.md"),
    check,
};

fn check(view: &View<'_>, found: &mut Vec<Diagnostic>) {
    for regrant in disagreements(view) {
        found.push(finding(view, &regrant));
    }
}

fn finding(view: &View<'_>, regrant: &Regrant) -> Diagnostic {
    let (stage, excepter) = (
        view.stage_name(regrant.stage),
        view.stage_name(regrant.excepter),
    );
    let message =
        format!("stage `{stage}` extends `{excepter}` and a stage that grants what it excepts");
    let place = regrant.extends.unwrap_or(regrant.grants);
    let finding = RULE
        .at(place, message)
        .related(regrant.excepts, format!("`{excepter}` excepts it here"))
        .related(regrant.grants, "it is granted here all the same")
        .note(format!("both speak of {}", regrant.operations))
        .note(regrant.path.clone())
        .note("what one parent excepts, the other hands back: the stage has it");
    finding
        .suggest("extend one of the two", regrant.parent_gone.clone())
        .suggest(
            "or, if the stage shall have it, remove the exception",
            regrant.exception_gone.clone(),
        )
}
