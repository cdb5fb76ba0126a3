//! Properties of resources that are written and should not be.

use std::collections::BTreeMap;

use super::host::scopes;
use super::view::View;
use super::words::listed;
use crate::diagnostic::Edit;
use crate::model::{Kind, Scope, ScopeId, Tier};
use crate::source::Span;

/// One written property and every instance for which it holds.
pub(super) struct Posture {
    /// Where it is written.
    pub(super) span: Span,
    /// The kind of the resource as a word.
    pub(super) kind: &'static str,
    /// The resources, in words.
    pub(super) names: String,
    key: &'static str,
}

impl Posture {
    /// Returns the edit that gives the property another value.
    pub(super) fn change_to(&self, value: &str) -> Vec<Edit> {
        vec![Edit::replace(self.span, format!("{} {value}", self.key))]
    }
}

/// Lists where a property has a value on resources that fit, in the order of the text.
pub(super) fn written(
    view: &View<'_>,
    (key, value): (&'static str, &str),
    fits: impl Fn(ScopeId, &Scope) -> bool,
) -> Vec<Posture> {
    let mut found: BTreeMap<Span, (Kind, Vec<ScopeId>)> = BTreeMap::new();
    for (id, scope) in scopes(view) {
        let setting = scope.setting(key).filter(|setting| setting.value == value);
        if let Some(setting) = setting.filter(|_| fits(id, scope)) {
            let entry = found
                .entry(setting.span)
                .or_insert_with(|| (scope.kind, Vec::new()));
            entry.1.push(id);
        }
    }
    let described = found.into_iter().map(|(span, (kind, scopes))| Posture {
        span,
        kind: kind.keyword(),
        names: listed(scopes.iter().map(|id| view.scope_name(*id))),
        key,
    });
    described.collect()
}

/// Tells whether a scope is in production.
pub(super) fn is_production(view: &View<'_>, scope: ScopeId) -> bool {
    view.model.tier(scope) == Some(Tier::Production)
}
