#![doc = include_str!("images_by_hand_in_production.md")]

use crate::diagnostic::{Code, Diagnostic, Severity};
use crate::lint::host::linked_from_production;
use crate::lint::power::{Power, Targets, causes};
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

fn check(view: &View<'_>, found: &mut Vec<Diagnostic>) {
    let linked = Targets::of(view, linked_from_production(view, Kind::ContainerRegistry));
    if linked.is_empty() {
        return;
    }
    let writing = view.giving(Power::PushImages, &linked).into_iter();
    let people =
        writing.filter(|(one, _)| view.is_human(one.principal) && !view.is_general(one.role));
    for cause in causes(view, people) {
        let place = view.scope_name(cause.target);
        let message = format!(
            "{} may push images to `{place}`, which production uses",
            cause.who(view)
        );
        found.push(
            RULE.at(cause.span(view), message)
                .note("whoever pushes over a tag that production pulls runs code there, as its endpoints and computes")
                .note(cause.path(view))
                .suggest("let the identity of a pipeline do it, behind a review", cause.edits(view)),
        );
    }
}
