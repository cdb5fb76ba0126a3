#![doc = include_str!("role_named_by_guid.md")]

use crate::diagnostic::{Code, Diagnostic, Edit, Severity};
use crate::lint::{Group, Judges, Rule, View};
use crate::model::Granted;

pub(crate) static RULE: Rule = Rule {
    code: Code {
        id: "RW912",
        name: "role-named-by-guid",
    },
    group: Group::Language,
    severity: Severity::Warning,
    judges: Judges::Text,
    page: include_str!("role_named_by_guid.md"),
    check,
};

fn check(view: &View<'_>, found: &mut Vec<Diagnostic>) {
    for statement in &view.model.statements {
        let Granted::BuiltIn(guid) = &statement.what else {
            continue;
        };
        let Some(role) = view.catalog.builtin_by_id(guid) else {
            continue;
        };
        if !statement.written.eq_ignore_ascii_case(guid) {
            continue;
        }
        let name = format!("\"{}\"", role.name());
        found.push(
            RULE.at(statement.what_span, format!("`{guid}` is the role {name}"))
                .note("nobody can review a GUID; wrong ones have been approved")
                .fix(
                    "write its name",
                    vec![Edit::replace(statement.what_span, name)],
                ),
        );
    }
}
