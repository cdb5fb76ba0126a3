//! Where a compiled thing is asked for.

use crate::compile::{Assignment, Compiled, CompiledRole, Provenance};
use crate::model::{Model, Role, Statement};
use crate::source::Span;

/// Finds the written role that a compiled one is.
pub(super) fn written<'model>(model: &'model Model, role: &CompiledRole) -> Option<&'model Role> {
    match role.provenance {
        Provenance::Written(id) | Provenance::Existing(id) => model.role(id),
        _ => None,
    }
}

/// Finds the name of the declaration that asks for a role.
pub(super) fn of_role(model: &Model, role: &CompiledRole) -> Span {
    let declared = match role.provenance {
        Provenance::Written(id) | Provenance::Existing(id) => {
            model.role(id).map(|role| role.declared)
        }
        Provenance::Composed(id) | Provenance::Reused(id) => {
            model.stage(id).map(|stage| stage.declared)
        }
        Provenance::BuiltIn => None,
    };
    let declared = declared.and_then(|id| model.declaration(id));
    let first = || role.origins.first().copied().unwrap_or_default();
    declared.map_or_else(first, |declared| declared.name_span)
}

/// Finds where a role says its display name.
pub(super) fn of_display_name(model: &Model, role: &CompiledRole) -> Span {
    let said = written(model, role).and_then(|role| role.display_name.as_ref());
    said.map_or_else(|| of_role(model, role), |(_, span)| *span)
}

/// Finds where a role says one of its assignable scopes.
pub(super) fn of_assignable(model: &Model, role: &CompiledRole, scope: &str) -> Span {
    let said = written(model, role).map_or(&[][..], |role| &role.assignable_scopes);
    let said = said.iter().find(|(id, _)| id == scope);
    said.map_or_else(|| of_role(model, role), |(_, span)| *span)
}

/// Finds the first statement that asks for an assignment.
pub(super) fn statement<'model>(
    model: &'model Model,
    compiled: &Compiled,
    assignment: &Assignment,
) -> Option<&'model Statement> {
    let source = compiled.sources.get(*assignment.sources.first()?)?;
    model.statement(model.grants.get(source.grant)?.statement)
}

/// Finds where an assignment is asked for.
pub(super) fn of_assignment(model: &Model, compiled: &Compiled, assignment: &Assignment) -> Span {
    statement(model, compiled, assignment).map_or_else(Span::default, |found| found.span)
}
