#![doc = include_str!("endpoint_keys_to_people.md")]

use crate::diagnostic::{Code, Diagnostic, Severity};
use crate::lint::host::in_production;
use crate::lint::power::{Power, Targets, causes};
use crate::lint::{Group, Judges, Rule, View};
use crate::model::Kind;

pub(crate) static RULE: Rule = Rule {
    code: Code {
        id: "RW504",
        name: "endpoint-keys-to-people",
    },
    group: Group::MachineLearning,
    severity: Severity::Warning,
    judges: Judges::Meaning,
    page: include_str!("endpoint_keys_to_people.md"),
    check,
};

fn check(view: &View<'_>, found: &mut Vec<Diagnostic>) {
    let production = Targets::of(view, in_production(view, Kind::Endpoint));
    if production.is_empty() {
        return;
    }
    let holding = view.giving(Power::EndpointKeys, &production).into_iter();
    let people = holding.filter(|(one, _)| {
        view.is_human(one.principal) && !view.possibly(one.role, Power::WorkspaceKeys)
    });
    for cause in causes(view, people) {
        let place = view.scope_name(cause.target);
        let keys = view.part_of(cause.assignment.role, Power::EndpointKeys);
        let message = format!(
            "{} may read or renew the keys of `{place}`, in production",
            cause.who(view)
        );
        found.push(
            RULE.at(cause.span(view), message)
                .note("with a key one asks the endpoint as nobody in particular, and after one's access has ended")
                .note(format!("{}, by {}", cause.path(view), keys.map(|keys| view.witnesses(&keys)).unwrap_or_default()))
                .suggest("remove it, and let people ask the endpoint as themselves", cause.edits(view)),
        );
    }
}
