#![doc = include_str!("secret_instead_of_federation.md")]

use crate::diagnostic::Edit;
use crate::diagnostic::{Code, Diagnostic, Severity};
use crate::lint::{Group, Judges, Rule, View};
use crate::model::PrincipalId;

pub(crate) static RULE: Rule = Rule {
    code: Code {
        id: "RW405",
        name: "secret-instead-of-federation",
    },
    group: Group::Identities,
    severity: Severity::Warning,
    judges: Judges::Meaning,
    page: include_str!("secret_instead_of_federation.md"),
    check,
};

fn check(view: &View<'_>, found: &mut Vec<Diagnostic>) {
    for (index, principal) in view.model.principals.iter().enumerate() {
        let Some((day, span)) = principal.secret_expires else {
            continue;
        };
        let id = PrincipalId::new(index);
        let held = view.held(id);
        let Some((_, first)) = held.first() else {
            continue;
        };
        let over = view.settings.today.is_some_and(|today| day < today);
        if over {
            continue;
        }
        let kind = principal.kind.keyword();
        let message = format!(
            "{kind} `{}` signs in with a secret",
            view.principal_name(id)
        );
        found.push(
            RULE.at(span, message)
                .label("whoever reads it is this identity")
                .note(view.chain(id, first))
                .suggest(
                    "trust the tokens of where it runs with `federated`, and remove the secret",
                    vec![Edit::delete(span)],
                ),
        );
    }
}
