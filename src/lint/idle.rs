//! Grants that change nothing, put together by statement for the findings about them.

use std::collections::BTreeMap;

use rayon::prelude::*;

use super::coverage::{Covered, How};
use super::mend::without;
use super::view::View;
use super::words::{listed, quoted};
use crate::compile::Assignment;
use crate::diagnostic::Edit;
use crate::model::{ScopeId, StatementId};
use crate::source::Span;

/// Grants of one statement that change nothing for one reason.
pub(super) struct Idle<'v> {
    /// Where the first principal is named.
    pub(super) span: Span,
    /// What is granted, in words.
    pub(super) what: String,
    /// To whom, in words.
    pub(super) who: String,
    /// Where, in words.
    pub(super) place: String,
    /// One of the assignments.
    pub(super) narrow: &'v Assignment,
    /// What gives all that it gives.
    pub(super) wide: &'v Assignment,
    /// What takes the idle grants away.
    pub(super) edits: Vec<Edit>,
    /// What takes the wider grant away.
    pub(super) wider_gone: Vec<Edit>,
}

/// Lists the grants that change nothing for a reason.
pub(super) fn idle<'v>(view: &View<'v>, how: How) -> Vec<Idle<'v>> {
    let mut causes: BTreeMap<(StatementId, Span), Vec<Covered>> = BTreeMap::new();
    for covered in view.coverage().iter().filter(|covered| covered.how == how) {
        let statement = view
            .model
            .grants
            .get(covered.grant)
            .map(|grant| grant.statement);
        let wide = view
            .compiled
            .assignments
            .get(covered.wide)
            .map(|wide| view.place(wide));
        if let Some(cause) = statement.zip(wide) {
            causes.entry(cause).or_default().push(*covered);
        }
    }
    // A policy set may repeat itself by the thousand.
    let causes: Vec<_> = causes.into_iter().collect();
    let together = causes.into_par_iter();
    together
        .filter_map(|((statement, _), covered)| of_statement(view, statement, &covered))
        .collect()
}

/// Puts the idle grants of one statement together.
fn of_statement<'v>(
    view: &View<'v>,
    statement: StatementId,
    covered: &[Covered],
) -> Option<Idle<'v>> {
    let written = view.model.statement(statement)?;
    let first = covered.first()?;
    let positions: Vec<usize> = covered.iter().map(|one| one.grant).collect();
    let grants = || {
        positions
            .iter()
            .filter_map(|index| view.model.grants.get(*index))
    };
    let wide = view.compiled.assignments.get(first.wide)?;
    let what = view.granted_name(&written.what);
    Some(Idle {
        span: view.model.grants.get(first.grant)?.to_span,
        what: quoted(&what),
        who: listed(grants().map(|grant| view.principal_name(grant.principal))),
        place: listed(grants().map(|grant| view.scope_name(grant.on))),
        narrow: view.compiled.assignments.get(first.narrow)?,
        wide,
        edits: without(view, statement, &positions),
        wider_gone: view
            .grant_of(wide)
            .map(|grant| without(view, grant.statement, &view.grants_behind(wide)))
            .unwrap_or_default(),
    })
}

/// Writes the path by which what is wider arrives: groups, then scopes.
pub(super) fn path<'v>(view: &View<'v>, idle: &Idle<'v>) -> String {
    let chain = view.chain(idle.narrow.principal, idle.wide);
    let inherited = inherited(view, idle.wide.scope, idle.narrow.scope);
    format!("{chain}{inherited}")
}

/// Writes by which scopes access comes down from one scope to another; empty where it does not.
pub(super) fn inherited(view: &View<'_>, above: ScopeId, below: ScopeId) -> String {
    let scopes = view.model.ancestors(below).map(|(id, _)| id);
    let mut names: Vec<_> = scopes
        .take_while(|id| *id != above)
        .map(|id| view.scope_name(id))
        .collect();
    names.reverse();
    if names.is_empty() || !view.model.covers(above, below) {
        return String::new();
    }
    format!(", inherited by {}", names.join(" -> "))
}
