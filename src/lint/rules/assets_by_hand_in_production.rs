#![doc = include_str!("assets_by_hand_in_production.md")]

use crate::diagnostic::{Code, Diagnostic, Severity};
use crate::lint::host::linked_from_production;
use crate::lint::power::{Power, Targets, causes};
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

fn check(view: &View<'_>, found: &mut Vec<Diagnostic>) {
    let linked = Targets::of(view, linked_from_production(view, Kind::Registry));
    if linked.is_empty() {
        return;
    }
    let writing = view.giving(Power::PublishAssets, &linked).into_iter();
    let people =
        writing.filter(|(one, _)| view.is_human(one.principal) && !view.is_general(one.role));
    for cause in causes(view, people) {
        let place = view.scope_name(cause.target);
        let message = format!(
            "{} may publish in `{place}`, which production uses",
            cause.who(view)
        );
        found.push(
            RULE.at(cause.span(view), message)
                .note("a model, component or environment of the registry is code that production runs at the next use")
                .note(cause.path(view))
                .suggest("let the identity of a pipeline do it, behind a review", cause.edits(view)),
        );
    }
}
