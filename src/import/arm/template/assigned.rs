//! Where the assignments of a template are.

use super::{Parent, Walk, symbolic, without};
use crate::import::arm::evaluate::Context;
use crate::import::json::Json;
use crate::import::reading::Placed;
use crate::import::{assignment, codes};
use crate::source::Span;

impl Walk<'_> {
    pub(super) fn assignment(
        &mut self,
        resource: &Json,
        kind: &str,
        parent: Option<Parent<'_>>,
        context: &Context<'_>,
    ) {
        let evaluated = self.evaluate(&without(resource, "resources"), context);
        let place = context.place.id();
        if let Some(scope) = self.scope(&evaluated, kind, parent, &place) {
            assignment::read_resource(&evaluated, scope, self.reading);
        }
    }

    /// Returns the scope that an assignment states, or that its type and name mean.
    fn scope(
        &mut self,
        evaluated: &Json,
        kind: &str,
        parent: Option<Parent<'_>>,
        place: &str,
    ) -> Option<Placed> {
        if let Some(scope) = evaluated.get("scope") {
            let scope = self.reading.id(scope)?;
            return Some(Placed::new(&absolute(&scope.text, place), scope.span));
        }
        let span = evaluated
            .entry("type")
            .map_or(evaluated.span, |entry| entry.value.span);
        let Some((above, _)) = kind.split_once("/providers/roleAssignments") else {
            return Some(Placed::new(place, span));
        };
        let own = evaluated.get("name").and_then(symbolic).unwrap_or_default();
        let names = parent.map_or(own.as_str(), |parent| parent.names);
        let id = interleaved(place, above, names);
        if id.is_none() {
            self.misnamed(span);
        }
        Some(Placed::new(&id?, span))
    }

    fn misnamed(&mut self, span: Span) {
        let message = "the name of this role assignment does not say which resource it is on";
        let help = "write a `scope`";
        self.reading.error(codes::BAD_VALUE, span, message, help);
    }
}

/// A scope may be relative to the place of the deployment; management groups lie in the tenant.
fn absolute(scope: &str, place: &str) -> String {
    if scope.starts_with('/') {
        return scope.to_owned();
    }
    let high = "microsoft.management/managementgroups/";
    if scope.to_ascii_lowercase().starts_with(high) {
        return format!("/providers/{scope}");
    }
    format!("{}/providers/{scope}", place.trim_end_matches('/'))
}

/// Builds the id of the resource that an old-style assignment names: types and names in turn.
fn interleaved(place: &str, kind: &str, names: &str) -> Option<String> {
    let (provider, types) = kind.split_once('/')?;
    let own = names
        .split_once("/Microsoft.Authorization/")
        .map_or(names, |(own, _)| own);
    let (types, names): (Vec<_>, Vec<_>) = (types.split('/').collect(), own.split('/').collect());
    if types.len() != names.len() || names.iter().any(|name| name.is_empty()) {
        return None;
    }
    let pairs = types
        .iter()
        .zip(names)
        .map(|(kind, name)| format!("/{kind}/{name}"));
    Some(format!(
        "{}/providers/{provider}{}",
        place.trim_end_matches('/'),
        pairs.collect::<String>()
    ))
}
