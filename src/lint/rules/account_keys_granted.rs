#![doc = include_str!("account_keys_granted.md")]

use crate::compile::Assignment;
use crate::diagnostic::{Code, Diagnostic, Edit, Severity};
use crate::lint::{Group, Judges, Rule, View};

pub(crate) static RULE: Rule = Rule {
    code: Code {
        id: "RW554",
        name: "account-keys-granted",
    },
    group: Group::Storage,
    severity: Severity::Warning,
    judges: Judges::Meaning,
    page: include_str!("account_keys_granted.md"),
    check,
};

/// What returns or renews account keys, or signs with them.
const KEYS: [&str; 4] = [
    "microsoft.storage/storageaccounts/listkeys/action",
    "microsoft.storage/storageaccounts/regeneratekey/action",
    "microsoft.storage/storageaccounts/listaccountsas/action",
    "microsoft.storage/storageaccounts/listservicesas/action",
];

fn check(view: &View<'_>, found: &mut Vec<Diagnostic>) {
    let mut told = std::collections::BTreeSet::new();
    for assignment in &view.compiled.assignments {
        let Some(evidence) = evidence(view, assignment) else {
            continue;
        };
        let (Some(grant), Some(statement)) =
            (view.grant_of(assignment), view.statement_of(assignment))
        else {
            continue;
        };
        if !told.insert(grant.statement) {
            continue;
        }
        let who = view.principal_name(assignment.principal);
        let place = view.scope_name(assignment.scope);
        let finding = RULE.at(
            statement.what_span,
            format!("{who} can get the account keys of storage in `{place}`"),
        );
        found.push(
            finding
                .note(format!("it reaches {evidence}"))
                .note("a key opens all data of an account and skips every data role and condition")
                .suggest(
                    "take the grant back, and give a data role on a container",
                    vec![Edit::delete(statement.span)],
                ),
        );
    }
}

/// Returns what a role reaches, unless it is so wide that another rule speaks of it.
fn narrow<'v>(
    view: &'v View<'_>,
    assignment: &Assignment,
) -> Option<&'v crate::algebra::OperationSet> {
    if view.is_sweeping(assignment.role) {
        return None;
    }
    view.reach(assignment.role).map(|reach| &reach.upper)
}

/// Tells which operations give the keys of storage accounts.
fn evidence(view: &View<'_>, assignment: &Assignment) -> Option<String> {
    let keys = view.among(narrow(view, assignment)?, |name| KEYS.contains(&name));
    (!keys.is_empty()).then(|| view.witnesses(&keys))
}
