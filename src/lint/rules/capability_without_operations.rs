#![doc = include_str!("capability_without_operations.md")]

use crate::diagnostic::{Code, Diagnostic, Edit, Severity};
use crate::lint::{Group, Judges, Rule, View};

pub(crate) static RULE: Rule = Rule {
    code: Code {
        id: "RW917",
        name: "capability-without-operations",
    },
    group: Group::Language,
    severity: Severity::Warning,
    judges: Judges::Meaning,
    page: include_str!("capability_without_operations.md"),
    check,
};

fn check(view: &View<'_>, found: &mut Vec<Diagnostic>) {
    for capability in &view.model.capabilities {
        let Some(declared) = view.model.declaration(capability.declared) else {
            continue;
        };
        let defined = capability
            .parts
            .iter()
            .any(|part| !part.patterns.is_empty());
        if defined || declared.standard || declared.references == 0 {
            continue;
        }
        found.push(
            RULE.at(
                declared.name_span,
                format!(
                    "capability `{}` names no operation of its own",
                    capability.name
                ),
            )
            .note("a test that asks for it would pass for everybody, since nothing defines it")
            .suggest(
                "name the operations that define the task, or remove it",
                vec![Edit::delete(declared.span)],
            ),
        );
    }
}
