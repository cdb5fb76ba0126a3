//! Edits that take part of a grant away, or add a term to it.

use std::collections::BTreeSet;

use super::view::View;
use crate::diagnostic::Edit;
use crate::model::scope::Link;
use crate::model::{Grant, ScopeId, StageId, StatementId};
use crate::source::Span;
use crate::verdict::Way;

/// Takes grants (by position) out of their statement: all of it, some of whom it names, or some
/// of where it holds. Empty where no such edit leaves the rest as it is.
pub(super) fn without(view: &View<'_>, statement: StatementId, gone: &[usize]) -> Vec<Edit> {
    let Some(written) = view.model.statement(statement) else {
        return Vec::new();
    };
    let all = view.grant_positions(statement);
    let mut gone = gone.to_vec();
    gone.retain(|position| all.contains(position));
    let gone = gone.as_slice();
    if all.iter().all(|position| gone.contains(position)) {
        return vec![Edit::delete(written.span)];
    }
    let lists: [fn(&Grant) -> Span; 2] = [|grant| grant.to_span, |grant| grant.on_span];
    let edits = lists.map(|element| elements(view, all, gone, element));
    // What a template fills in stands elsewhere, and is not this statement's to change.
    let inside = |edits: &Vec<Edit>| edits.iter().all(|edit| written.span.contains(edit.span));
    let found = edits
        .into_iter()
        .find(|edits| !edits.is_empty() && inside(edits));
    found.unwrap_or_default()
}

/// Deletes the elements of a list that stand for exactly the grants that go.
fn elements(
    view: &View<'_>,
    all: &[usize],
    gone: &[usize],
    element: impl Fn(&Grant) -> Span,
) -> Vec<Edit> {
    let named = |position: &usize| view.model.grants.get(*position).map(&element);
    let spans: BTreeSet<Span> = all.iter().filter_map(named).collect();
    let doomed: BTreeSet<Span> = gone.iter().filter_map(named).collect();
    let stays = |position: &&usize| !gone.contains(position);
    let kept: BTreeSet<Span> = all.iter().filter(stays).filter_map(named).collect();
    if doomed.is_empty() || doomed.iter().any(|span| kept.contains(span)) {
        return Vec::new();
    }
    let spans: Vec<Span> = spans.into_iter().collect();
    let doomed: Vec<Span> = doomed.into_iter().collect();
    Edit::delete_elements(&spans, &doomed)
}

/// Takes an exception out of a stage, and `except` with it where it lists nothing else.
pub(super) fn without_except(view: &View<'_>, stage: StageId, index: usize) -> Vec<Edit> {
    let excepts = view
        .model
        .stage(stage)
        .map_or(&[][..], |stage| &stage.excepts);
    let Some(except) = excepts.get(index) else {
        return Vec::new();
    };
    let list = excepts.iter().filter(|other| other.line == except.line);
    let list: Vec<Span> = list.map(|other| other.span).collect();
    match list.as_slice() {
        [_] => vec![Edit::delete(except.line)],
        list => Edit::delete_elements(list, &[except.span]),
    }
}

/// Takes a link out of a scope, and its property where it links to nothing else.
pub(super) fn without_link(view: &View<'_>, scope: ScopeId, link: &Link) -> Vec<Edit> {
    let links = view
        .model
        .scope(scope)
        .map_or(&[][..], |scope| &scope.links);
    let list = links.iter().filter(|other| other.property == link.property);
    let list: Vec<Span> = list.map(|other| other.span).collect();
    match list.as_slice() {
        [_] => vec![Edit::delete(link.property)],
        list => Edit::delete_elements(list, &[link.span]),
    }
}

/// Adds a term such as `keep` to the braces of a statement, or braces with it.
pub(super) fn with_term(view: &View<'_>, statement: StatementId, term: &str) -> Option<Edit> {
    let written = view.model.statement(statement)?;
    let positions = view.grant_positions(statement).iter();
    let grants = positions.filter_map(|position| view.model.grants.get(*position));
    let last = grants.map(|grant| grant.on_span.end).max()?;
    Some(if last >= written.span.end {
        Edit::insert_after(written.span, format!(" {{ {term} }}"))
    } else {
        Edit::add_member(written.span, term)
    })
}

/// Takes every grant behind ways to some access out of its statement; none where there is no such
/// grant, where steps are taken, or where a statement cannot be mended without touching others.
pub(super) fn without_ways(view: &View<'_>, ways: &[Way]) -> Option<Vec<Edit>> {
    // Which of the steps should go nobody but its owner can say.
    if ways.iter().any(|way| way.by_steps) {
        return None;
    }
    let gone: Vec<usize> = ways.iter().filter_map(Way::assignment).collect();
    without_assignments(view, &gone).filter(|edits| !edits.is_empty())
}

/// As [`without_ways`], for assignments.
pub(super) fn without_assignments(view: &View<'_>, gone: &[usize]) -> Option<Vec<Edit>> {
    let assignments = gone
        .iter()
        .filter_map(|index| view.compiled.assignments.get(*index));
    let grants: BTreeSet<usize> = assignments
        .flat_map(|assignment| view.grants_behind(assignment))
        .collect();
    let grants: Vec<usize> = grants.into_iter().collect();
    let statement = |grant: &usize| view.model.grants.get(*grant).map(|one| one.statement);
    let statements: BTreeSet<StatementId> = grants.iter().filter_map(statement).collect();
    let mut all = Vec::new();
    for statement in statements {
        let written = view.model.statement(statement)?;
        let edits = without(view, statement, &grants);
        if edits.is_empty() || written.made_by.is_some() {
            return None;
        }
        all.extend(edits);
    }
    Some(all)
}
