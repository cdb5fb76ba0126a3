#![doc = include_str!("empty_stage.md")]

use crate::compile::without_declared;
use crate::diagnostic::{Code, Diagnostic, Severity};
use crate::lint::{Group, Judges, Rule, View};
use crate::model::{Granted, StageId};

pub(crate) static RULE: Rule = Rule {
    code: Code {
        id: "RW916",
        name: "empty-stage",
    },
    group: Group::Language,
    severity: Severity::Warning,
    judges: Judges::Meaning,
    page: include_str!("empty_stage.md"),
    check,
};

fn check(view: &View<'_>, found: &mut Vec<Diagnostic>) {
    let stages = view.model.stages.iter().enumerate();
    for (index, stage) in stages.filter(|(_, stage)| stage.effective.is_empty()) {
        let Some(declared) = view
            .model
            .declaration(stage.declared)
            .filter(|one| one.references > 0)
        else {
            continue;
        };
        found.push(
            RULE.at(
                declared.name_span,
                format!("stage `{}` grants nothing", stage.name),
            )
            .note("whoever gets it is believed to have access, and has none")
            .suggest(
                "add a clause `on … can …`, or remove it",
                without_declared(view.model, declared, &Granted::Stage(StageId::new(index))),
            ),
        );
    }
}
