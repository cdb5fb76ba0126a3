#![doc = include_str!("registry_write_from_development.md")]

use crate::diagnostic::{Code, Diagnostic, Severity};
use crate::lint::host::linked_from_production;
use crate::lint::power::{Power, Targets, causes};
use crate::lint::{Group, Judges, Rule, View};
use crate::model::{Kind, Tier};

pub(crate) static RULE: Rule = Rule {
    code: Code {
        id: "RW508",
        name: "registry-write-from-development",
    },
    group: Group::MachineLearning,
    severity: Severity::Error,
    judges: Judges::Meaning,
    page: include_str!("registry_write_from_development.md"),
    check,
};

fn check(view: &View<'_>, found: &mut Vec<Diagnostic>) {
    let linked = Targets::of(view, linked_from_production(view, Kind::Registry));
    if linked.is_empty() {
        return;
    }
    let develops = |id| {
        let environment = view.model.principal(id).and_then(|one| one.environment);
        let tier = environment.and_then(|id| view.model.environment(id)?.tier);
        tier == Some(Tier::Development)
    };
    let writing = view.giving(Power::PublishAssets, &linked).into_iter();
    for cause in causes(view, writing.filter(|(one, _)| develops(one.principal))) {
        let place = view.scope_name(cause.target);
        let message = format!(
            "{}, of development, may publish in `{place}`, which production uses",
            cause.who(view)
        );
        found.push(
            RULE.at(cause.span(view), message)
                .note("a model or component that development writes runs in production at the next use")
                .note(cause.path(view))
                .suggest("let an identity of production publish what has been looked at", cause.edits(view)),
        );
    }
}
