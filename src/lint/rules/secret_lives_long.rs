#![doc = include_str!("secret_lives_long.md")]

use crate::diagnostic::{Code, Diagnostic, Edit, Severity};
use crate::lint::{Group, Judges, Rule, View};
use crate::model::PrincipalId;

pub(crate) static RULE: Rule = Rule {
    code: Code {
        id: "RW413",
        name: "secret-lives-long",
    },
    group: Group::Identities,
    severity: Severity::Warning,
    judges: Judges::Meaning,
    page: include_str!("secret_lives_long.md"),
    check,
};

/// After so many days a secret should have been renewed.
const LONG: i64 = 730;

fn check(view: &View<'_>, found: &mut Vec<Diagnostic>) {
    let Some(today) = view.settings.today else {
        return;
    };
    for (index, principal) in view.model.principals.iter().enumerate() {
        let secret = principal.secret_expires;
        let Some((day, span)) = secret.filter(|(day, _)| today.days_until(*day) > LONG) else {
            continue;
        };
        let name = view.principal_name(PrincipalId::new(index));
        let message = format!("the secret of `{name}` lives until {day}, for more than two years");
        found.push(
            RULE.at(span, message)
                .note("whoever copied it once can sign in for all that time, and nobody will notice")
                .suggest(
                    "renew it with an earlier end and write that, or remove it and trust tokens with `federated`",
                    vec![Edit::delete(span)],
                ),
        );
    }
}
