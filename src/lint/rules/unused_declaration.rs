#![doc = include_str!("unused_declaration.md")]

use crate::diagnostic::{Code, Diagnostic, Edit, Severity};
use crate::lint::{Group, Judges, Rule, View};

pub(crate) static RULE: Rule = Rule {
    code: Code {
        id: "RW910",
        name: "unused-declaration",
    },
    group: Group::Language,
    severity: Severity::Warning,
    judges: Judges::Text,
    page: include_str!("unused_declaration.md"),
    check,
};

fn check(view: &View<'_>, found: &mut Vec<Diagnostic>) {
    if view.model.partial || view.model.statements.is_empty() {
        return;
    }
    for declared in &view.model.declared {
        let counts = matches!(
            declared.keyword.as_str(),
            "capability" | "stage" | "template"
        );
        if !counts || declared.standard || declared.references > 0 {
            continue;
        }
        let message = format!("nothing uses {} `{}`", declared.keyword, declared.name);
        found.push(
            RULE.at(declared.name_span, message)
                .suggest("remove it, or use it", vec![Edit::delete(declared.span)]),
        );
    }
}
