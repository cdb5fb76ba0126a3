#![doc = include_str!("assets_by_hand_in_production.md")]

use crate::diagnostic::{Code, Diagnostic, Severity};
use crate::lint::given::{Told, tell_power};
use crate::lint::host::linked_from_production;
use crate::lint::power::{Power, Targets};
use crate::lint::{Group, Judges, Rule, View};
use crate::model::Kind;

pub(crate) static RULE: Rule = Rule {
    code: Code {
        id: "RW508",
        name: "assets-by-hand-in-production",
    },
    group: Group::MachineLearning,
    severity: Severity::Warning,
    judges: Judges::Meaning,
    page: include_str!("assets_by_hand_in_production.md"),
    check,
};

const TOLD: Told = Told {
    rule: &RULE,
    message: |who, place| format!("{who} may publish in {place}, which production uses"),
    why: "a model, component or environment of the registry is code that production runs at the next use",
    names_operations: false,
    remedy: "let the identity of a pipeline do it, behind a review",
};

fn check(view: &View<'_>, found: &mut Vec<Diagnostic>) {
    let linked = Targets::of(view, linked_from_production(view, Kind::Registry));
    let publishing = (Power::PublishAssets, &linked);
    found.extend(tell_power(view, &TOLD, publishing, |one| {
        view.is_human(one.principal) && !view.is_general(one.role)
    }));
}
