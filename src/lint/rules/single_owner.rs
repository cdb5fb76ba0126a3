#![doc = include_str!("single_owner.md")]

use crate::diagnostic::{Code, Diagnostic, Severity};
use crate::lint::height::owners;
use crate::lint::mend::without;
use crate::lint::{Group, Judges, Rule, View};
use crate::model::PrincipalKind;

pub(crate) static RULE: Rule = Rule {
    code: Code {
        id: "RW305",
        name: "single-owner",
    },
    group: Group::Assignments,
    severity: Severity::Warning,
    judges: Judges::Meaning,
    page: include_str!("single_owner.md"),
    check,
};

fn check(view: &View<'_>, found: &mut Vec<Diagnostic>) {
    if view.model.partial {
        return;
    }
    for (scope, owners) in owners(view) {
        let mut people: Vec<_> = owners.iter().flat_map(|owner| &owner.who).collect();
        people.sort_unstable();
        people.dedup();
        let ([person], [owner, ..]) = (people.as_slice(), owners.as_slice()) else {
            continue;
        };
        let is_user = view
            .model
            .principal(**person)
            .is_some_and(|one| one.kind == PrincipalKind::User);
        let Some(grant) = view.model.grants.get(owner.grant).filter(|_| is_user) else {
            continue;
        };
        let name = view.scope_name(scope);
        let person = view.principal_name(**person);
        let message = format!("`{person}` is the only owner of subscription `{name}`");
        found.push(
            RULE.at(grant.to_span, message)
                .note("if that account is lost, nobody can repair access there without Microsoft's help")
                .note(view.chain(owner.who.first().copied().unwrap_or(grant.principal), owner.assignment))
                .help("grant it to a group that holds two people, or to a second person")
                .suggest(
                    "or name no owner here, if others own it outside this policy set",
                    without(view, grant.statement, &[owner.grant]),
                ),
        );
    }
}
