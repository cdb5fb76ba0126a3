#![doc = include_str!("federated_environment_mismatch.md")]

use crate::diagnostic::Edit;
use crate::diagnostic::{Code, Diagnostic, Severity};
use crate::lint::trust::{Trust, trusts};
use crate::lint::{Group, Judges, Rule, View};

pub(crate) static RULE: Rule = Rule {
    code: Code {
        id: "RW429",
        name: "federated-environment-mismatch",
    },
    group: Group::Federation,
    severity: Severity::Error,
    judges: Judges::Meaning,
    page: include_str!("federated_environment_mismatch.md"),
    check,
};

fn check(view: &View<'_>, found: &mut Vec<Diagnostic>) {
    for trust in trusts(view).into_iter().filter(Trust::is_from_github) {
        let own = trust
            .principal
            .environment
            .and_then(|id| view.model.environment(id));
        let subject = trust.subject();
        let Some((_, wanted)) = subject.split_once(":environment:") else {
            continue;
        };
        let named = view
            .model
            .environments
            .iter()
            .find(|one| one.name == wanted);
        let Some((own, named)) = own.zip(named).filter(|(own, named)| own.tier != named.tier)
        else {
            continue;
        };
        let name = view.principal_name(trust.id);
        let message = format!("`{name}` trusts the environment `{wanted}` of GitHub");
        let span = trust.span("environment");
        let finding = RULE.at(span, message).note(format!(
            "workflows that deploy to `{wanted}` then hold what is meant for `{}`, or the reverse",
            own.name
        ));
        let edits = if trust.is_github() {
            vec![Edit::replace(span, "environment \"${env}\"")]
        } else {
            trust.removal()
        };
        found.push(
            finding
                .label(format!("the identity is one of `{}`", own.name))
                .related(
                    view.model
                        .declaration(named.declared)
                        .map_or(span, |one| one.name_span),
                    format!("`{wanted}` is another environment"),
                )
                .suggest("trust the environment of its own name", edits),
        );
    }
}
