#![doc = include_str!("assignable_beyond_use.md")]

use crate::compile::Provenance;
use crate::diagnostic::{Code, Diagnostic, Severity};
use crate::lint::{Group, Judges, Rule, View};

pub(crate) static RULE: Rule = Rule {
    code: Code {
        id: "RW214",
        name: "assignable-beyond-use",
    },
    group: Group::Roles,
    severity: Severity::Warning,
    judges: Judges::Meaning,
    page: include_str!("assignable_beyond_use.md"),
    check,
};

fn check(view: &View<'_>, found: &mut Vec<Diagnostic>) {
    for (id, role) in view.roles() {
        let Provenance::Written(written) = role.provenance else {
            continue;
        };
        let Some(model) = view.model.role(written) else {
            continue;
        };
        let uses: Vec<String> = view
            .assignments_of(id)
            .filter_map(|assignment| view.model.scope(assignment.scope))
            .map(|scope| scope.id.to_ascii_lowercase())
            .collect();
        if uses.is_empty() {
            continue;
        }
        for (scope, span) in &model.assignable_scopes {
            let lower = scope.trim_end_matches('/').to_ascii_lowercase();
            let holds = |used: &String| {
                *used == lower
                    || used
                        .strip_prefix(&lower)
                        .is_some_and(|rest| rest.starts_with('/'))
            };
            if uses.iter().any(holds)
                || model.assignable_scopes.len() < 2
                || lower.contains("/managementgroups/")
            {
                continue;
            }
            let message = format!(
                "role `{}` is assignable at `{scope}` and assigned nowhere there",
                model.name
            );
            found.push(
                RULE.at(*span, message)
                    .note("whoever assigns roles there can hand it out")
                    .suggest(
                        "remove this scope",
                        view.element_removal(&model.assignable_scopes, *span),
                    ),
            );
        }
    }
}
