#![doc = include_str!("secret_expires_soon.md")]

use crate::diagnostic::Edit;
use crate::diagnostic::{Code, Diagnostic, Severity};
use crate::lint::{Group, Judges, Rule, View};
use crate::model::PrincipalId;

pub(crate) static RULE: Rule = Rule {
    code: Code {
        id: "RW404",
        name: "secret-expires-soon",
    },
    group: Group::Identities,
    severity: Severity::Warning,
    judges: Judges::Meaning,
    page: include_str!("secret_expires_soon.md"),
    check,
};

/// How many days ahead somebody should know.
const AHEAD: i64 = 30;

fn check(view: &View<'_>, found: &mut Vec<Diagnostic>) {
    let Some(today) = view.settings.today else {
        return;
    };
    for (index, principal) in view.model.principals.iter().enumerate() {
        let Some((day, span)) = principal.secret_expires else {
            continue;
        };
        let left = today.days_until(day);
        if !(0..=AHEAD).contains(&left) {
            continue;
        }
        let name = view.principal_name(PrincipalId::new(index));
        let when = match left {
            0 => "today".to_owned(),
            1 => "tomorrow".to_owned(),
            left => format!("in {left} days, on {day}"),
        };
        found.push(
            RULE.at(span, format!("the secret of `{name}` expires {when}"))
                .note("from then on nothing that signs in with it works")
                .suggest(
                    "write the date of its new secret, or remove it",
                    vec![Edit::delete(span)],
                ),
        );
    }
}
