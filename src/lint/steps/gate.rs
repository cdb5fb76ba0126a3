//! Whether any step may lead anywhere: a cheap look before anything is built.

use crate::lint::view::View;
use crate::model::{Kind, Scope};
use crate::reach::{self, Edge, Gains, Given, Site};

/// Tells whether a role may enable a step at a declared place that gains somebody.
pub(super) fn leads_anywhere(view: &View<'_>) -> bool {
    let kinds: Vec<bool> = Kind::ALL
        .iter()
        .map(|kind| view.model.scopes.iter().any(|scope| is(scope, *kind)))
        .collect();
    let has = |kind: Kind| kinds.get(kind as usize).copied().unwrap_or(false);
    reach::all().any(|edge| is_sited(edge, has) && is_enabled(view, edge))
}

fn is(scope: &Scope, kind: Kind) -> bool {
    scope.kind == kind
}

/// Tells whether there is a place for a step, and somebody whom it gains there.
fn is_sited(edge: &Edge, has: impl Fn(Kind) -> bool) -> bool {
    // What no policy says keeps a step unsure, and only sure ones are told.
    if matches!(edge.given, Given::Unsaid(_)) {
        return false;
    }
    let place = match edge.at {
        Site::Kind(kind) => has(kind),
        Site::Type(_) => has(Kind::Resource),
        // Whoever hands out access holds it already; only who edits a role gains something new.
        Site::Anywhere => edge.given == Given::OwnRole,
    };
    let gained = match edge.gains {
        Gains::Computes | Gains::CodeOfStorage => has(Kind::Compute),
        Gains::Endpoints => has(Kind::Endpoint),
        Gains::PullersOfImages | Gains::UsersOfAssets => has(Kind::Compute) || has(Kind::Endpoint),
        Gains::LinkedData => has(Kind::Storage) || has(Kind::ContainerRegistry),
        _ => true,
    };
    place && gained
}

fn is_enabled(view: &View<'_>, edge: &Edge) -> bool {
    let known = edge
        .operations
        .iter()
        .filter_map(|(plane, name)| view.catalog.find(*plane, name));
    known.into_iter().any(|id| view.reached().contains(id))
}
