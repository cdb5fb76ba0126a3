#![doc = include_str!("development_identity_in_production.md")]

use std::collections::BTreeSet;

use crate::diagnostic::{Code, Diagnostic, Severity};
use crate::lint::mend::without;
use crate::lint::{Group, Judges, Rule, View};
use crate::model::{PrincipalId, Tier};

pub(crate) static RULE: Rule = Rule {
    code: Code {
        id: "RW708",
        name: "development-identity-in-production",
    },
    group: Group::Environments,
    severity: Severity::Error,
    judges: Judges::Meaning,
    page: include_str!("development_identity_in_production.md"),
    check,
};

fn check(view: &View<'_>, found: &mut Vec<Diagnostic>) {
    let mut told = BTreeSet::new();
    for (index, principal) in view.model.principals.iter().enumerate() {
        let environment = principal
            .environment
            .and_then(|id| view.model.environment(id));
        let Some(tier) = environment.and_then(|one| one.tier) else {
            continue;
        };
        if tier == Tier::Production {
            continue;
        }
        let id = PrincipalId::new(index);
        for (_, assignment) in view.held(id) {
            if view.model.tier(assignment.scope) != Some(Tier::Production) {
                continue;
            }
            let Some(grant) = view.grant_of(assignment) else {
                continue;
            };
            if !told.insert((grant.statement, id)) {
                continue;
            }
            let (who, place) = (view.principal_name(id), view.scope_name(assignment.scope));
            let message = format!(
                "identity `{who}` is of {} and has access to `{place}` in production",
                tier.keyword()
            );
            let gone = view.grants_behind(assignment);
            found.push(
                RULE.at(view.place(assignment), message)
                    .note(format!(
                        "whoever may run code as `{who}` reaches production"
                    ))
                    .note(view.chain(id, assignment))
                    .suggest(
                        "grant it to an identity of production",
                        without(view, grant.statement, &gone),
                    ),
            );
        }
    }
}
