#![doc = include_str!("former_role_name.md")]

use crate::diagnostic::{Code, Diagnostic, Edit, Severity};
use crate::lint::{Group, Judges, Rule, View};
use crate::model::Granted;

pub(crate) static RULE: Rule = Rule {
    code: Code {
        id: "RW913",
        name: "former-role-name",
    },
    group: Group::Language,
    severity: Severity::Warning,
    judges: Judges::Text,
    page: include_str!("former_role_name.md"),
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
        let written = statement.written.as_str();
        if written.eq_ignore_ascii_case(role.name()) || written.eq_ignore_ascii_case(guid) {
            continue;
        }
        let name = format!("\"{}\"", role.name());
        found.push(
            RULE.at(
                statement.what_span,
                format!("the role `{written}` is called {name} today"),
            )
            .note("the portal and other tools show the new name only")
            .fix(
                "write the new name",
                vec![Edit::replace(statement.what_span, name)],
            ),
        );
    }
}
