#![doc = include_str!("images_by_hand_in_production.md")]

use crate::diagnostic::{Code, Diagnostic, Severity};
use crate::lint::given::{Told, tell_power};
use crate::lint::host::linked_from_production;
use crate::lint::power::{Power, Targets};
use crate::lint::{Group, Judges, Rule, View};
use crate::model::Kind;

pub(crate) static RULE: Rule = Rule {
    code: Code {
        id: "RW509",
        name: "images-by-hand-in-production",
    },
    group: Group::MachineLearning,
    severity: Severity::Warning,
    judges: Judges::Meaning,
    page: include_str!("images_by_hand_in_production.md"),
    check,
};

const TOLD: Told = Told {
    rule: &RULE,
    message: |who, place| format!("{who} may push images to {place}, which production uses"),
    why: "whoever pushes over a tag that production pulls runs code there, as its endpoints and computes",
    names_operations: false,
    remedy: "let the identity of a pipeline do it, behind a review",
};

fn check(view: &View<'_>, found: &mut Vec<Diagnostic>) {
    let linked = Targets::of(view, linked_from_production(view, Kind::ContainerRegistry));
    let pushing = (Power::PushImages, &linked);
    found.extend(tell_power(view, &TOLD, pushing, |one| {
        view.is_human(one.principal) && !view.is_general(one.role)
    }));
}
