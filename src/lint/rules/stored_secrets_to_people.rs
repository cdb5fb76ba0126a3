#![doc = include_str!("stored_secrets_to_people.md")]

use crate::diagnostic::{Code, Diagnostic, Severity};
use crate::lint::host::in_production;
use crate::lint::power::{Power, Targets, causes};
use crate::lint::{Group, Judges, Rule, View};
use crate::model::Kind;

pub(crate) static RULE: Rule = Rule {
    code: Code {
        id: "RW506",
        name: "stored-secrets-to-people",
    },
    group: Group::MachineLearning,
    severity: Severity::Warning,
    judges: Judges::Meaning,
    page: include_str!("stored_secrets_to_people.md"),
    check,
};

fn check(view: &View<'_>, found: &mut Vec<Diagnostic>) {
    let production = Targets::of(view, in_production(view, Kind::Workspace));
    if production.is_empty() {
        return;
    }
    let holding = view.giving(Power::StoredSecrets, &production).into_iter();
    let people = holding.filter(|(one, _)| {
        view.is_human(one.principal) && !view.possibly(one.role, Power::WorkspaceKeys)
    });
    for cause in causes(view, people) {
        let place = view.scope_name(cause.target);
        let keys = view.part_of(cause.assignment.role, Power::StoredSecrets);
        let message = format!(
            "{} may read the credentials that `{place}` keeps, in production",
            cause.who(view)
        );
        found.push(
            RULE.at(cause.span(view), message)
                .note("they open the data itself, past every role on it, for whoever has copied them once")
                .note(format!("{}, by {}", cause.path(view), keys.map(|keys| view.witnesses(&keys)).unwrap_or_default()))
                .suggest("remove it, and let the data be read with the rights of who reads it", cause.edits(view)),
        );
    }
}
