//! Environments of different tiers that lie in one place.

use std::collections::BTreeMap;

use crate::diagnostic::{Diagnostic, Severity};
use crate::model::{Scope, ScopeId};
use crate::resolve::{Resolver, codes};

impl Resolver<'_> {
    /// Reports environments of different tiers that lie in one place.
    pub(super) fn overlaps(&mut self) {
        let mut places: BTreeMap<String, Vec<ScopeId>> = BTreeMap::new();
        for environment in &self.model.environments {
            for scope in &environment.scopes {
                let id = self
                    .model
                    .scope(*scope)
                    .map_or("", |scope| scope.id.as_str());
                let subscription = id.split('/').nth(2).unwrap_or("").to_ascii_lowercase();
                places.entry(subscription).or_default().push(*scope);
            }
        }
        let mut found = Vec::new();
        for scopes in places.values() {
            // Of many in one subscription, each is compared with the widest one and its neighbour.
            // One whose tier nobody says differs from none.
            let mut sorted: Vec<_> = scopes
                .iter()
                .filter_map(|id| Some((self.model.scope(*id)?, self.model.tier(*id)?)))
                .collect();
            sorted.sort_by_key(|(scope, _)| (scope.id.to_ascii_lowercase(), scope.span));
            for pair in sorted.windows(2) {
                if let [(wide, wide_tier), (narrow, narrow_tier)] = pair
                    && wide_tier != narrow_tier
                    && is_below(&narrow.id, &wide.id)
                {
                    found.push(overlap(wide, narrow));
                }
            }
            if let Some((wide, wide_tier)) = sorted.first() {
                let rest = sorted.iter().skip(2);
                let clashes =
                    rest.filter(|(scope, tier)| tier != wide_tier && is_below(&scope.id, &wide.id));
                found.extend(clashes.map(|(scope, _)| overlap(wide, scope)));
            }
        }
        self.diagnostics.extend(found);
    }
}

fn overlap(wide: &Scope, narrow: &Scope) -> Diagnostic {
    let message = format!(
        "environment `{}` lies inside `{}`, and their tiers differ",
        narrow.name, wide.name
    );
    Diagnostic::new(
        codes::OVERLAPPING_ENVIRONMENTS,
        Severity::Error,
        narrow.span,
        message,
    )
    .related(wide.span, "the wider one is declared here")
    .note("whatever is granted on the wider one reaches the other as well")
    .help(
        "give each tier a subscription of its own, or let each stand `within resource-group \"…\"`",
    )
}

/// Tells whether a resource id is another one or lies below it, segment by segment.
fn is_below(id: &str, above: &str) -> bool {
    let (id, above) = (id.to_ascii_lowercase(), above.to_ascii_lowercase());
    id == above
        || id
            .strip_prefix(&above)
            .is_some_and(|rest| rest.starts_with('/'))
}
