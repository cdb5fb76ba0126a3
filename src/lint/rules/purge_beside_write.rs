#![doc = include_str!("purge_beside_write.md")]

use crate::compile::Assignment;
use crate::diagnostic::{Code, Diagnostic, Edit, Severity};
use crate::lint::{Group, Judges, Rule, View};

pub(crate) static RULE: Rule = Rule {
    code: Code {
        id: "RW562",
        name: "purge-beside-write",
    },
    group: Group::KeyVault,
    severity: Severity::Warning,
    judges: Judges::Meaning,
    page: include_str!("purge_beside_write.md"),
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
            format!("{who} can write secrets in `{place}` and remove them for good"),
        );
        found.push(
            finding
                .note(format!("it reaches {evidence}"))
                .note("who replaces a secret and purges the old one leaves nothing to go back to")
                .suggest(
                    "take the grant back, and leave purging to an operator of its own",
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

/// Tells which operations remove secrets or keys past recovery, if the holder may also write them.
fn evidence(view: &View<'_>, assignment: &Assignment) -> Option<String> {
    let reached = narrow(view, assignment)?;
    let purges = view.among(reached, |name| {
        name.starts_with("microsoft.keyvault/") && name.ends_with("/purge/action")
    });
    let writes = view.among(reached, |name| {
        name == "microsoft.keyvault/vaults/secrets/setsecret/action"
    });
    (!purges.is_empty() && !writes.is_empty()).then(|| view.witnesses(&purges))
}
