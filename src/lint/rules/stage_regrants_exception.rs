#![doc = include_str!("stage_regrants_exception.md")]

use crate::diagnostic::{Code, Diagnostic, Edit, Severity};
use crate::lint::inherit::{Regrant, own_regrants};
use crate::lint::{Group, Judges, Rule, View};

pub(crate) static RULE: Rule = Rule {
    code: Code {
        id: "RW316",
        name: "stage-regrants-exception",
    },
    group: Group::Assignments,
    severity: Severity::Error,
    judges: Judges::Meaning,
    page: include_str!("stage_regrants_exception.md"),
    check,
};

fn check(view: &View<'_>, found: &mut Vec<Diagnostic>) {
    for regrant in own_regrants(view) {
        found.push(finding(view, &regrant));
    }
}

fn finding(view: &View<'_>, regrant: &Regrant) -> Diagnostic {
    let (stage, excepter) = (
        view.stage_name(regrant.stage),
        view.stage_name(regrant.excepter),
    );
    let message =
        format!("stage `{stage}` grants again what `{excepter}`, which it extends, excepts");
    RULE.at(regrant.grants, message)
        .label("granted again here")
        .related(regrant.excepts, format!("excepted here, in `{excepter}`"))
        .note(format!("both speak of {}", regrant.operations))
        .note(regrant.path.clone())
        .note("an exception of a parent cuts what the parent gave, and not what the child adds")
        .suggest(
            "remove the clause, and grant the rest of it by capabilities that leave this out",
            vec![Edit::delete(regrant.grants)],
        )
        .suggest(
            "or, if the child is right, remove the exception",
            regrant.exception_gone.clone(),
        )
}
