#![doc = include_str!("kept_grant_to_machine.md")]

use std::collections::BTreeSet;

use crate::diagnostic::{Code, Diagnostic, Severity};
use crate::lint::mend::without;
use crate::lint::words::{listed, quoted};
use crate::lint::{Group, Judges, Rule, View};
use crate::model::StatementId;

pub(crate) static RULE: Rule = Rule {
    code: Code {
        id: "RW414",
        name: "kept-grant-to-machine",
    },
    group: Group::Identities,
    severity: Severity::Warning,
    judges: Judges::Meaning,
    page: include_str!("kept_grant_to_machine.md"),
    check,
};

fn check(view: &View<'_>, found: &mut Vec<Diagnostic>) {
    let kept = view.model.statements.iter().enumerate();
    for (index, statement) in kept.filter(|(_, one)| one.keep) {
        let id = StatementId::new(index);
        let machine = |position: &&usize| {
            let grant = view.model.grants.get(**position);
            grant.is_some_and(|one| !view.is_human(one.principal))
        };
        let positions: Vec<usize> = view.grant_positions(id).iter().filter(machine).copied().collect();
        let grants = || positions.iter().filter_map(|one| view.model.grants.get(*one));
        let spans: BTreeSet<_> = grants().map(|grant| grant.to_span).collect();
        let Some(span) = spans.first().copied() else {
            continue;
        };
        let who = listed(grants().map(|grant| view.principal_name(grant.principal)));
        let what = quoted(&view.granted_name(&statement.what));
        let message = format!("{what} is kept for emergencies and goes to {who}, which is no person");
        found.push(
            RULE.at(span, message)
                .related(statement.what_span, "no plan takes this away")
                .note("what a pipeline can use in an emergency, it and whoever runs code there can use every day")
                .suggest(
                    "keep it for an account of people, and grant the machine what it needs without `keep`",
                    without(view, id, &positions),
                ),
        );
    }
}
