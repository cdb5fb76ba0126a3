//! Properties of resources that are written and should not be.

use std::collections::BTreeMap;

use super::host::scopes;
use super::rule::Rule;
use super::view::View;
use super::words::listed;
use crate::diagnostic::{Diagnostic, Edit};
use crate::model::{Kind, Scope, ScopeId, Tier};
use crate::source::Span;

/// What a rule says of such a property.
pub(super) struct Told {
    /// The rule.
    pub(super) rule: &'static Rule,
    /// The property and the value that it should not have.
    pub(super) setting: (&'static str, &'static str),
    /// The value that it should have.
    pub(super) better: &'static str,
    /// The kinds of resources that are meant; none is any.
    pub(super) kinds: &'static [Kind],
    /// It is meant in production only.
    pub(super) only_production: bool,
    /// The cause, of the kind of the resources and their names.
    pub(super) message: fn(&str, &str) -> String,
    /// Why it matters.
    pub(super) why: &'static str,
    /// What to do; the property gets the better value.
    pub(super) remedy: &'static str,
}

/// Tells each place where a property is written so, with the resources for which it holds.
pub(super) fn tell(view: &View<'_>, told: &Told) -> Vec<Diagnostic> {
    let (key, value) = told.setting;
    let mut written: BTreeMap<Span, (Kind, Vec<ScopeId>)> = BTreeMap::new();
    for (id, scope) in scopes(view).filter(|(id, scope)| is_meant(view, told, *id, scope)) {
        if let Some(setting) = scope.setting(key).filter(|setting| setting.value == value) {
            let known = written.entry(setting.span);
            let known = known.or_insert_with(|| (scope.kind, Vec::new()));
            known.1.push(id);
        }
    }
    let findings = written.into_iter().map(|(span, (kind, scopes))| {
        let names = listed(scopes.iter().map(|id| view.scope_name(*id)));
        let edit = Edit::replace(span, format!("{key} {}", told.better));
        told.rule
            .at(span, (told.message)(kind.keyword(), &names))
            .note(told.why)
            .suggest(told.remedy, vec![edit])
    });
    findings.collect()
}

fn is_meant(view: &View<'_>, told: &Told, id: ScopeId, scope: &Scope) -> bool {
    let is_place = !told.only_production || view.model.tier(id) == Some(Tier::Production);
    is_place && (told.kinds.is_empty() || told.kinds.contains(&scope.kind))
}
