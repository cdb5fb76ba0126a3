#![doc = include_str!("account_wide_data_access.md")]

use crate::compile::Assignment;
use crate::diagnostic::{Code, Diagnostic, Edit, Severity};
use crate::lint::{Group, Judges, Rule, View};
use crate::model::Kind;

pub(crate) static RULE: Rule = Rule {
    code: Code {
        id: "RW553",
        name: "account-wide-data-access",
    },
    group: Group::Storage,
    severity: Severity::Warning,
    judges: Judges::Meaning,
    page: include_str!("account_wide_data_access.md"),
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
            format!("{who} gets the data of every container of `{place}`"),
        );
        found.push(finding
            .note(format!("it reaches {evidence}"))
            .note("the containers are declared one by one, and those that come later are open as well").suggest("grant it on the containers that are needed", vec![Edit::delete(statement.span)]));
    }
}

/// Tells what data the assignment opens, if it is made on an account whose containers are declared.
fn evidence<'v>(view: &View<'v>, assignment: &'v Assignment) -> Option<String> {
    let scope = view
        .model
        .scope(assignment.scope)
        .filter(|scope| scope.kind == Kind::Storage)?;
    let grant = view.grant_of(assignment)?;
    let named_here = grant.on == assignment.scope;
    let role = view.role(assignment.role)?;
    if !named_here
        || role
            .blocks
            .iter()
            .all(|block| block.data_actions.is_empty())
        || !has_containers(view, scope.declared)
    {
        return None;
    }
    let reached = &view.reach(assignment.role)?.upper;
    let blobs = view.among(reached, |name| name.contains("/containers/blobs/"));
    (!blobs.is_empty()).then(|| view.witnesses(&blobs))
}

/// Tells whether the policy declares containers of an account.
fn has_containers(view: &View<'_>, account: Option<crate::model::DeclaredId>) -> bool {
    let Some(account) = account.and_then(|id| view.model.declaration(id)) else {
        return false;
    };
    let prefix = format!("{}.", account.name);
    let mut children = view.model.declared.iter();
    children.any(|one| one.keyword == "container" && one.name.starts_with(&prefix))
}
