#![doc = include_str!("workspace_keys_to_people.md")]

use crate::diagnostic::{Code, Diagnostic, Severity};
use crate::lint::host::in_production;
use crate::lint::power::{Power, Targets, causes};
use crate::lint::{Group, Judges, Rule, View};
use crate::model::Kind;

pub(crate) static RULE: Rule = Rule {
    code: Code {
        id: "RW505",
        name: "workspace-keys-to-people",
    },
    group: Group::MachineLearning,
    severity: Severity::Error,
    judges: Judges::Meaning,
    page: include_str!("workspace_keys_to_people.md"),
    check,
};

fn check(view: &View<'_>, found: &mut Vec<Diagnostic>) {
    let production = Targets::of(view, in_production(view, Kind::Workspace));
    if production.is_empty() {
        return;
    }
    let holding = view.giving(Power::WorkspaceKeys, &production).into_iter();
    let people = holding.filter(|(one, _)| view.is_human(one.principal));
    for cause in causes(view, people) {
        let place = view.scope_name(cause.target);
        let keys = view.part_of(cause.assignment.role, Power::WorkspaceKeys);
        let message = format!(
            "{} may read the keys of `{place}`, in production",
            cause.who(view)
        );
        found.push(
            RULE.at(cause.span(view), message)
                .note("the keys open its storage and registry past every role, and whoever writes there runs code")
                .note(format!("{}, by {}", cause.path(view), keys.map(|keys| view.witnesses(&keys)).unwrap_or_default()))
                .suggest("remove it, and grant the stage that the task needs", cause.edits(view)),
        );
    }
}
