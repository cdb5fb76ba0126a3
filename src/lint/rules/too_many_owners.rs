#![doc = include_str!("too_many_owners.md")]

use std::collections::{BTreeMap, BTreeSet};

use crate::diagnostic::{Code, Diagnostic, Edit, Severity};
use crate::lint::height::{Owner, owners};
use crate::lint::mend::without;
use crate::lint::{Group, Judges, Rule, View};
use crate::model::{PrincipalId, StatementId};

/// How many owners a subscription should have at most.
const MOST: usize = 3;

pub(crate) static RULE: Rule = Rule {
    code: Code {
        id: "RW304",
        name: "too-many-owners",
    },
    group: Group::Assignments,
    severity: Severity::Warning,
    judges: Judges::Meaning,
    page: include_str!("too_many_owners.md"),
    check,
};

fn check(view: &View<'_>, found: &mut Vec<Diagnostic>) {
    for (scope, owners) in owners(view) {
        let mut people: BTreeSet<PrincipalId> = BTreeSet::new();
        let mut kept: BTreeSet<PrincipalId> = BTreeSet::new();
        let mut doomed: Vec<&Owner<'_>> = Vec::new();
        for owner in &owners {
            people.extend(&owner.who);
            let with: BTreeSet<PrincipalId> = kept.iter().chain(&owner.who).copied().collect();
            if with.len() > MOST {
                doomed.push(owner);
            } else {
                kept = with;
            }
        }
        let Some(first) = doomed.first() else {
            continue;
        };
        let name = view.scope_name(scope);
        let message = format!("subscription `{name}` has {} owners", people.len());
        let mut finding = RULE
            .at(view.place(first.assignment), message)
            .label("more than three with this grant")
            .note("each owner can undo what the others decide, and is one more account to steal");
        for owner in owners.iter().take(MOST + 2) {
            for who in owner.who.iter().take(MOST + 2) {
                finding = finding.note(view.chain(*who, owner.assignment));
            }
        }
        found.push(finding.suggest("let at most three principals own it", edits(view, &doomed)));
    }
}

fn edits<'v>(view: &View<'v>, doomed: &[&Owner<'v>]) -> Vec<Edit> {
    let mut by_statement: BTreeMap<StatementId, Vec<usize>> = BTreeMap::new();
    for owner in doomed {
        if let Some(grant) = view.model.grants.get(owner.grant) {
            by_statement
                .entry(grant.statement)
                .or_default()
                .push(owner.grant);
        }
    }
    let statements = by_statement.into_iter();
    statements
        .flat_map(|(statement, grants)| without(view, statement, &grants))
        .collect()
}
