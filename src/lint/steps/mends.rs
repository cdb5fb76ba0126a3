//! How a path is broken.

use std::collections::BTreeSet;

use super::Journey;
use crate::diagnostic::Edit;
use crate::lint::host::own_identity;
use crate::lint::mend::without;
use crate::lint::view::View;
use crate::model::{Granted, Kind, ScopeId, StatementId};
use crate::reach::Gains;

/// Advice with edits.
pub(super) type Mend = (String, Vec<Edit>);

/// Lists what breaks the path that begins with a statement: the narrowest first, what the rule
/// advises after it.
pub(super) fn mends(
    view: &View<'_>,
    journeys: &[&Journey],
    (statement, grants): (StatementId, &[usize]),
    advice: &str,
) -> Vec<Mend> {
    let narrow = narrower(view, journeys, statement);
    let own = own_host_identity(view, journeys);
    let taken = (advice.to_owned(), without(view, statement, grants));
    narrow.into_iter().chain([taken]).chain(own).collect()
}

/// Grants it on the one container that holds data and no code, where that ends every journey.
fn narrower(view: &View<'_>, journeys: &[&Journey], statement: StatementId) -> Option<Mend> {
    let by_code = journeys.iter().all(|journey| {
        let first = journey.steps.first().and_then(|step| step.edge);
        first.is_some_and(|edge| edge.gains == Gains::CodeOfStorage)
    });
    let written = view.model.statement(statement)?;
    if !by_code || matches!(written.what, Granted::Stage(_)) {
        return None;
    }
    let scopes: BTreeSet<_> = view
        .grants_in(statement)
        .map(|one| (one.on, one.on_span))
        .collect();
    let mut edits = Vec::new();
    let mut names = Vec::new();
    for (on, span) in scopes {
        let container = only_data_container(view, on)?;
        let inside = written.span.contains(span);
        let name = inside.then(|| view.scope_name(container))?;
        edits.push(Edit::replace(span, name.clone()));
        names.push(format!("`{name}`"));
    }
    Some((
        format!(
            "grant it on {} instead, where no code is",
            names.join(" and ")
        ),
        edits,
    ))
}

/// Returns the only container of a storage that Azure Machine Learning did not make for itself.
fn only_data_container(view: &View<'_>, storage: ScopeId) -> Option<ScopeId> {
    let scopes = view.model.scopes.iter().enumerate();
    let mut containers = scopes.filter(|(_, scope)| {
        let name = scope.id.rsplit('/').next().unwrap_or_default();
        let held = scope.parent == Some(storage) && scope.kind == Kind::Container;
        held && !name.starts_with("azureml")
    });
    let only = containers.next().filter(|_| containers.next().is_none());
    only.map(|(index, _)| ScopeId::new(index))
}

/// Lets the hosts of the first identity run as one of their own, which holds nothing.
fn own_host_identity(view: &View<'_>, journeys: &[&Journey]) -> Option<Mend> {
    let first = journeys.first()?;
    let edge = first.steps.first()?.edge?;
    let by_host = matches!(
        edge.gains,
        Gains::Computes | Gains::CodeOfStorage | Gains::Identity | Gains::PullersOfImages
    );
    let identity = first
        .steps
        .first()
        .map(|step| step.to)
        .filter(|_| by_host)?;
    let same = |one: &Journey| one.steps.first().is_some_and(|step| step.to == identity);
    if !journeys.iter().all(|one| same(one)) {
        return None;
    }
    let scopes = view.model.scopes.iter().enumerate();
    let hosts = scopes.filter(|(_, one)| one.identity == Some(identity) && one.runs_as.is_some());
    let hosts: Vec<_> = hosts.map(|(index, _)| ScopeId::new(index)).collect();
    let principal = view.model.principal(identity)?;
    if hosts.is_empty() || principal.implicit_of.is_some() {
        return None;
    }
    let edits = own_identity(view, &hosts, identity, &format!("{}-host", principal.name));
    let advice = format!(
        "or let what runs as `{}` run as an identity of its own that holds less",
        view.principal_name(identity)
    );
    Some((advice, edits))
}
