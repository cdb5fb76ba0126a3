#![doc = include_str!("vault_wide_secret_access.md")]

use crate::compile::Assignment;
use crate::diagnostic::{Code, Diagnostic, Edit, Severity};
use crate::lint::{Group, Judges, Rule, View};
use crate::model::Kind;

pub(crate) static RULE: Rule = Rule {
    code: Code {
        id: "RW564",
        name: "vault-wide-secret-access",
    },
    group: Group::KeyVault,
    severity: Severity::Note,
    judges: Judges::Meaning,
    page: include_str!("vault_wide_secret_access.md"),
    check,
};

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
            format!("{who} can read every secret of `{place}`"),
        );
        found.push(
            finding
                .note(format!("it reaches {evidence}"))
                .note("the secrets are declared one by one, and a workload needs few of them")
                .suggest(
                    "grant it on the secrets that are needed",
                    vec![Edit::delete(statement.span)],
                ),
        );
    }
}

/// Tells what the assignment opens, if it is made on a vault whose secrets are declared.
fn evidence<'v>(view: &View<'v>, assignment: &'v Assignment) -> Option<String> {
    let scope = view
        .model
        .scope(assignment.scope)
        .filter(|scope| scope.kind == Kind::KeyVault)?;
    let vault = view.model.declaration(scope.declared?)?;
    let prefix = format!("{}.", vault.name);
    let mut declared = view.model.declared.iter();
    let named_here = view.grant_of(assignment)?.on == assignment.scope;
    if !named_here || !declared.any(|one| one.keyword == "secret" && one.name.starts_with(&prefix))
    {
        return None;
    }
    let workload = view
        .model
        .principal(assignment.principal)?
        .kind
        .is_workload();
    let reads = view.among(
        &view.reach(assignment.role).filter(|_| workload)?.upper,
        |name| name == "microsoft.keyvault/vaults/secrets/getsecret/action",
    );
    (!reads.is_empty()).then(|| view.witnesses(&reads))
}
