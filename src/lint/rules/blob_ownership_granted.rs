#![doc = include_str!("blob_ownership_granted.md")]

use crate::compile::Assignment;
use crate::diagnostic::{Code, Diagnostic, Edit, Severity};
use crate::lint::{Group, Judges, Rule, View};

pub(crate) static RULE: Rule = Rule {
    code: Code {
        id: "RW555",
        name: "blob-ownership-granted",
    },
    group: Group::Storage,
    severity: Severity::Warning,
    judges: Judges::Meaning,
    page: include_str!("blob_ownership_granted.md"),
    check,
};

/// The verbs that change owners and permissions, or skip them.
const OWNING: [&str; 3] = [
    "/manageownership/action",
    "/modifypermissions/action",
    "/runassuperuser/action",
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
            format!("{who} can change the owner and the permissions of files in `{place}`"),
        );
        found.push(
            finding
                .note(format!("it reaches {evidence}"))
                .note("whoever changes the permissions of files decides who else reads them")
                .suggest(
                    "take the grant back, and give \"Storage Blob Data Contributor\" instead",
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

/// Tells which operations change the owners and permissions of files.
fn evidence(view: &View<'_>, assignment: &Assignment) -> Option<String> {
    let owning = view.among(narrow(view, assignment)?, |name| {
        name.starts_with("microsoft.storage/") && OWNING.iter().any(|verb| name.ends_with(verb))
    });
    (!owning.is_empty()).then(|| view.witnesses(&owning))
}
