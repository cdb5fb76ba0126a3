//! Findings about steps that a line of the policy could close.

use std::collections::BTreeMap;

use super::told::{Telling, beginnings};
use super::{Journey, Prize, Worth};
use crate::diagnostic::{Diagnostic, Edit};
use crate::lint::rule::Rule;
use crate::lint::view::View;
use crate::lint::words::listed;
use crate::model::{ScopeId, StatementId, Tier};
use crate::reach::Given;

/// Tells of each place whose setting decides whether a step is open, once for each statement.
pub(in crate::lint) fn tell_unsaid(view: &View<'_>, rule: &Rule) -> Vec<Diagnostic> {
    let all = view.journeys();
    let telling = Telling { view, all };
    let mut begun: BTreeMap<(StatementId, ScopeId), Vec<&Journey>> = BTreeMap::new();
    for journey in all.unsaid.iter().filter(|one| is_told(view, one)) {
        let place = journey.steps.first().and_then(|step| step.place);
        let statements = beginnings(view, journey).into_keys();
        for key in statements.filter_map(|statement| Some((statement, place?))) {
            begun.entry(key).or_default().push(journey);
        }
    }
    let findings = begun
        .into_iter()
        .filter_map(|((statement, place), journeys)| {
            finding(&telling, rule, (statement, place), &journeys)
        });
    findings.collect()
}

/// Tells whether no other rule speaks of who begins it there.
fn is_told(view: &View<'_>, journey: &Journey) -> bool {
    let step = journey.steps.first();
    let name = step.and_then(|step| step.edge).map_or("", |edge| edge.name);
    let place = step.and_then(|step| step.place);
    let production = place.and_then(|id| view.model.tier(id)) == Some(Tier::Production);
    let starts = journey
        .starts
        .iter()
        .filter_map(|at| view.compiled.assignments.get(*at));
    let general = starts.into_iter().any(|one| view.is_general(one.role));
    let person = view.is_human(journey.who);
    let grave = journey.prizes.first().and_then(Prize::gravest) > Some(Worth::Read);
    let told = match name {
        "CanReadKeys" => true,
        "CanReadWorkspaceKeys" => !person || production,
        "CanReadEndpointKeys" => !person || production,
        _ => false,
    };
    !told && !general && (grave || name == "CanReadEndpointKeys")
}

fn finding(
    telling: &Telling<'_, '_>,
    rule: &Rule,
    (statement, place): (StatementId, ScopeId),
    journeys: &[&Journey],
) -> Option<Diagnostic> {
    let view = telling.view;
    let first = journeys.first()?;
    let step = first.steps.first()?;
    let (key, value, open) = match step.edge?.given {
        Given::Unless(key, value) => (key, value, "is not said to be"),
        Given::Only("access", _) => ("access", "roles", "is not said to be"),
        _ => return None,
    };
    let who = listed(journeys.iter().map(|one| telling.party_name(one.who)));
    let name = view.scope_name(place);
    let message = format!("{who} may come to what the keys of `{name}` open, or not");
    let message = if key == "access" {
        format!("{who} may come to all secrets of `{name}`, or not")
    } else {
        message
    };
    let declared = view.model.scope(place)?.span;
    let written = view.model.statement(statement)?;
    let finding = rule
        .at(written.what_span, message)
        .label(telling.doing(step));
    Some(
        finding
            .related(declared, format!("`{key}` {open} `{value}` here"))
            .note(telling.path(first))
            .note("a setting that is not written may be either, now or after somebody changes it in the portal")
            .suggest(format!("write `{key} {value}`"), said(view, place, key, value)),
    )
}

/// Returns the edit that says a setting of a place.
fn said(view: &View<'_>, place: ScopeId, key: &str, value: &str) -> Vec<Edit> {
    let scope = view.model.scope(place);
    let declared = scope.and_then(|scope| view.model.declaration(scope.declared?));
    let (Some(scope), Some(declared)) = (scope, declared) else {
        return Vec::new();
    };
    let properties = scope.properties.iter().map(|one| one.span);
    let links = scope.links.iter().map(|one| one.property);
    let inside = view.model.declared.iter().map(|one| one.span);
    let inside = inside.filter(|span| *span != declared.span);
    let mut members = properties.chain(links).chain(scope.runs_as).chain(inside);
    let line = format!("{key} {value}");
    vec![if members.any(|span| declared.span.contains(span)) {
        Edit::add_member(declared.span, &line)
    } else {
        Edit::insert_after(declared.span, format!(" {{ {line} }}"))
    }]
}
