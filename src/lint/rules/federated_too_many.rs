#![doc = include_str!("federated_too_many.md")]

use crate::diagnostic::Edit;
use crate::diagnostic::{Code, Diagnostic, Severity};
use crate::lint::{Group, Judges, Rule, View};
use crate::model::{DeclaredId, PrincipalId};
use std::collections::BTreeSet;

pub(crate) static RULE: Rule = Rule {
    code: Code {
        id: "RW430",
        name: "federated-too-many",
    },
    group: Group::Federation,
    severity: Severity::Error,
    judges: Judges::Meaning,
    page: include_str!("federated_too_many.md"),
    check,
};

/// The most that Entra keeps per identity.
const MOST: usize = 20;

fn check(view: &View<'_>, found: &mut Vec<Diagnostic>) {
    let mut told: BTreeSet<DeclaredId> = BTreeSet::new();
    for (index, principal) in view.model.principals.iter().enumerate() {
        let beyond = principal.federated.get(MOST..).unwrap_or_default();
        let Some(first) = beyond.first().filter(|_| told.insert(principal.declared)) else {
            continue;
        };
        let count = principal.federated.len();
        let name = view.principal_name(PrincipalId::new(index));
        let edits = beyond.iter().map(|one| Edit::delete(one.span)).collect();
        found.push(
            RULE.at(
                first.span,
                format!("`{name}` has {count} federated credentials, and Entra keeps {MOST}"),
            )
            .note("the identity cannot be written as it is; so many also say that too much uses it")
            .suggest(
                format!("remove what is beyond the first {MOST}, or use a second identity"),
                edits,
            ),
        );
    }
}
