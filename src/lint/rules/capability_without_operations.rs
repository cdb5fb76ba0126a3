#![doc = include_str!("capability_without_operations.md")]

use crate::diagnostic::{Code, Diagnostic, Edit, Severity};
use crate::lint::{Group, Judges, Rule, View};
use crate::model::{CapabilityId, Declared};

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
    for (index, capability) in view.model.capabilities.iter().enumerate() {
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
                gone(view, CapabilityId::new(index), declared),
            ),
        );
    }
}

/// Takes a capability away and out of every stage; empty where something else names it as well.
fn gone(view: &View<'_>, id: CapabilityId, declared: &Declared) -> Vec<Edit> {
    let mut edits = vec![Edit::delete(declared.span)];
    let mut named = 0;
    let clauses = view.model.stages.iter().flat_map(|stage| &stage.clauses);
    for clause in clauses {
        let all: Vec<_> = clause.can.iter().map(|(_, span)| *span).collect();
        let own = clause.can.iter().filter(|(capability, _)| *capability == id);
        let own: Vec<_> = own.map(|(_, span)| *span).collect();
        named += own.len();
        if own.len() == all.len() {
            edits.push(Edit::delete(clause.span));
        } else {
            edits.extend(Edit::delete_elements(&all, &own));
        }
    }
    let everywhere = named == declared.references as usize && declared.made_by.is_none();
    if everywhere { edits } else { Vec::new() }
}
