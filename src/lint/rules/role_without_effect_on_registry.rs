#![doc = include_str!("role_without_effect_on_registry.md")]

use crate::compile::Assignment;
use crate::diagnostic::{Code, Diagnostic, Edit, Severity};
use crate::lint::{Group, Judges, Rule, View};
use crate::model::Kind;

pub(crate) static RULE: Rule = Rule {
    code: Code {
        id: "RW573",
        name: "role-without-effect-on-registry",
    },
    group: Group::Storage,
    severity: Severity::Error,
    judges: Judges::Meaning,
    page: include_str!("role_without_effect_on_registry.md"),
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
            format!("{who} gets a role on `{place}` that the registry ignores"),
        );
        found.push(finding
            .note(evidence)
            .note("in this mode only the roles \"Container Registry Repository …\" count").suggest("take the grant back, and give \"Container Registry Repository Reader\" or \"… Writer\"", vec![Edit::delete(statement.span)]));
    }
}

/// The roles that a registry with repository permissions does not look at: AcrPull and AcrPush.
const IGNORED: [&str; 2] = [
    "7f951dda-4ed3-4680-a7ca-43fe172d538d",
    "8311e382-0749-4cb8-b61a-304f252e45ec",
];

/// Tells which role is ignored.
fn evidence(view: &View<'_>, assignment: &Assignment) -> Option<String> {
    let scope = view.model.scope(assignment.scope)?;
    let setting = scope
        .setting("permissions")
        .filter(|setting| setting.value == "repositories")?;
    let role = view.role(assignment.role)?;
    let ignored = scope.kind == Kind::ContainerRegistry && IGNORED.contains(&role.guid.as_str());
    ignored.then(|| format!("`{}` decides by {}", scope.name, setting.value))
}
