#![doc = include_str!("external_access_without_end.md")]

use crate::diagnostic::{Code, Diagnostic, Severity};
use crate::lint::mend::with_term;
use crate::lint::words::listed;
use crate::lint::{Group, Judges, Rule, View};
use crate::model::{Grant, StatementId, Tier};

pub(crate) static RULE: Rule = Rule {
    code: Code {
        id: "RW308",
        name: "external-access-without-end",
    },
    group: Group::Assignments,
    severity: Severity::Warning,
    judges: Judges::Meaning,
    page: include_str!("external_access_without_end.md"),
    check,
};

/// How far ahead the suggested end lies.
const DAYS: i64 = 180;

fn check(view: &View<'_>, found: &mut Vec<Diagnostic>) {
    for (index, statement) in view.model.statements.iter().enumerate() {
        if statement.until.is_some() || statement.eligible {
            continue;
        }
        let id = StatementId::new(index);
        let external: Vec<&Grant> = view
            .grants_in(id)
            .filter(|grant| is_external(view, grant) && is_production(view, grant))
            .collect();
        let Some(first) = external.first() else {
            continue;
        };
        let names = external
            .iter()
            .map(|grant| view.principal_name(grant.principal));
        let message = format!("{} has access to production without an end", listed(names));
        let finding = RULE
            .at(first.to_span, message)
            .label("labelled `external`")
            .note("nobody here is told when a contract with another organisation ends");
        let today = view.settings.today;
        let end = today.and_then(|day| day.plus_days(DAYS));
        let term = end.map(|day| format!("until {day}"));
        let edit = term.as_deref().and_then(|term| with_term(view, id, term));
        found.push(finding.suggest("say when it ends", edit.into_iter().collect()));
    }
}

fn is_external(view: &View<'_>, grant: &Grant) -> bool {
    let principal = view.model.principal(grant.principal);
    principal.is_some_and(|one| one.labels.iter().any(|label| label == "external"))
}

fn is_production(view: &View<'_>, grant: &Grant) -> bool {
    let mut scopes = grant.bindings.iter().map(|binding| binding.scope);
    scopes.any(|scope| view.model.tier(scope) == Some(Tier::Production))
}
