#![doc = include_str!("widened_binding.md")]

use std::collections::BTreeSet;

use crate::diagnostic::{Code, Diagnostic, Edit, Severity};
use crate::lint::mend::with_term;
use crate::lint::{Group, Judges, Rule, View};
use crate::model::grant::Route;
use crate::model::{Binding, Grant, Granted};

pub(crate) static RULE: Rule = Rule {
    code: Code {
        id: "RW321",
        name: "widened-binding",
    },
    group: Group::Assignments,
    severity: Severity::Warning,
    judges: Judges::Meaning,
    page: include_str!("widened_binding.md"),
    check,
};

fn check(view: &View<'_>, found: &mut Vec<Diagnostic>) {
    let mut told = BTreeSet::new();
    for grant in &view.model.grants {
        let Some(statement) = view.model.statement(grant.statement) else {
            continue;
        };
        let Granted::Stage(stage) = &statement.what else {
            continue;
        };
        let wide = grant
            .bindings
            .iter()
            .filter(|one| one.route == Route::Ancestor);
        for binding in wide {
            let clause = view.model.clause(*stage, binding.clause);
            // What a capability brings along for another kind is how it is defined.
            let Some(clause) = clause.filter(|clause| clause.kind == binding.kind) else {
                continue;
            };
            if told.insert((grant.statement, grant.on, clause.span)) {
                found.push(finding(view, grant, binding, clause.span));
            }
        }
    }
}

fn finding(
    view: &View<'_>,
    grant: &Grant,
    binding: &Binding,
    clause: crate::source::Span,
) -> Diagnostic {
    let on = view.scope_name(grant.on);
    let wide = view.scope_name(binding.scope);
    let kind = binding.kind.keyword();
    let message = format!("a grant on `{on}` reaches all of {kind} `{wide}`");
    let mut steps: Vec<_> = view
        .model
        .ancestors(grant.on)
        .map(|(id, _)| (id, view.scope_name(id)))
        .take_while(|(id, _)| *id != binding.scope)
        .map(|(_, name)| name)
        .collect();
    steps.push(wide.clone());
    let finding = RULE
        .at(grant.on_span, message)
        .related(clause, format!("this clause speaks of a {kind}"))
        .note(format!(
            "`{on}` holds no {kind} and links to none, so that the one above it is taken"
        ))
        .note(steps.join(" -> "))
        .suggest(
            "move the clause to a stage of its own, and grant that where it is meant",
            vec![Edit::delete(clause)],
        );
    let declared = view
        .model
        .scope(binding.scope)
        .is_some_and(|scope| scope.declared.is_some());
    let term = format!("binding {kind} = {wide}");
    match with_term(view, grant.statement, &term).filter(|_| declared) {
        Some(edit) => finding.suggest("or say that it is meant", vec![edit]),
        None => finding,
    }
}
