#![doc = include_str!("secret_expired.md")]

use crate::diagnostic::Edit;
use crate::diagnostic::{Code, Diagnostic, Severity};
use crate::lint::{Group, Judges, Rule, View};
use crate::model::PrincipalId;

pub(crate) static RULE: Rule = Rule {
    code: Code {
        id: "RW403",
        name: "secret-expired",
    },
    group: Group::Identities,
    severity: Severity::Error,
    judges: Judges::Meaning,
    page: include_str!("secret_expired.md"),
    check,
};

fn check(view: &View<'_>, found: &mut Vec<Diagnostic>) {
    let Some(today) = view.settings.today else {
        return;
    };
    for (index, principal) in view.model.principals.iter().enumerate() {
        let Some((day, span)) = principal.secret_expires else {
            continue;
        };
        if day >= today {
            continue;
        }
        let name = view.principal_name(PrincipalId::new(index));
        let message = format!("the secret of `{name}` expired on {day}");
        found.push(
            RULE.at(span, message)
                .note("nothing that signs in with it works any more, or the date is no longer true")
                .suggest(
                    "write the date of its new secret, or remove it",
                    vec![Edit::delete(span)],
                ),
        );
    }
}
