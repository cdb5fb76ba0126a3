#![doc = include_str!("workload_writes_secrets.md")]

use crate::compile::Assignment;
use crate::diagnostic::{Code, Diagnostic, Edit, Severity};
use crate::lint::{Group, Judges, Rule, View};

pub(crate) static RULE: Rule = Rule {
    code: Code {
        id: "RW563",
        name: "workload-writes-secrets",
    },
    group: Group::KeyVault,
    severity: Severity::Warning,
    judges: Judges::Meaning,
    page: include_str!("workload_writes_secrets.md"),
    check,
};

/// What writes, restores or deletes secrets.
const WRITES: [&str; 2] = [
    "microsoft.keyvault/vaults/secrets/setsecret/action",
    "microsoft.keyvault/vaults/secrets/delete",
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
            format!("{who}, which is a machine, can change secrets in `{place}`"),
        );
        found.push(finding
            .note(format!("it reaches {evidence}"))
            .note("a workload reads the secrets that it uses; whoever takes it over could plant others").suggest("take the grant back, and give \"Key Vault Secrets User\" instead", vec![Edit::delete(statement.span)]));
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

/// Tells which operations write secrets, if the holder is a machine.
fn evidence(view: &View<'_>, assignment: &Assignment) -> Option<String> {
    let workload = view
        .model
        .principal(assignment.principal)?
        .kind
        .is_workload();
    let writes = view.among(narrow(view, assignment).filter(|_| workload)?, |name| {
        WRITES.contains(&name)
    });
    (!writes.is_empty()).then(|| view.witnesses(&writes))
}
