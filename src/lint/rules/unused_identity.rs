#![doc = include_str!("unused_identity.md")]

use crate::diagnostic::Edit;
use crate::diagnostic::{Code, Diagnostic, Severity};
use crate::lint::{Group, Judges, Rule, View};
use crate::model::DeclaredId;
use std::collections::BTreeSet;

pub(crate) static RULE: Rule = Rule {
    code: Code {
        id: "RW406",
        name: "unused-identity",
    },
    group: Group::Identities,
    severity: Severity::Warning,
    judges: Judges::Meaning,
    page: include_str!("unused_identity.md"),
    check,
};

fn check(view: &View<'_>, found: &mut Vec<Diagnostic>) {
    if view.model.statements.is_empty() {
        return;
    }
    let mut told: BTreeSet<DeclaredId> = BTreeSet::new();
    for principal in &view.model.principals {
        if principal.implicit_of.is_some() || !told.insert(principal.declared) {
            continue;
        }
        let declared = view.model.declaration(principal.declared);
        let Some(declared) = declared.filter(|one| one.references == 0 && !one.standard) else {
            continue;
        };
        let message = format!(
            "nothing is granted to {} `{}`, and nothing runs as it",
            declared.keyword, declared.name
        );
        found.push(
            RULE.at(declared.name_span, message)
                .note("readers take it for somebody who has access")
                .suggest(
                    "remove it, or grant it what it needs",
                    vec![Edit::delete(declared.span)],
                ),
        );
    }
}
