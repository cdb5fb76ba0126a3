//! References and selectors: which scopes and which principals are meant.

mod every;
mod instances;

use super::{Resolver, codes};
use crate::diagnostic::{Diagnostic, Severity};
use crate::model::{EnvironmentId, PrincipalId, ScopeId};
use crate::source::Span;
use crate::syntax::ast::{Reference, Selector};

impl Resolver<'_> {
    /// Lists the scopes that selectors mean, in their order, each with its place.
    pub(super) fn scopes(&mut self, selectors: &[Selector]) -> Vec<(ScopeId, Span)> {
        let mut found = Vec::new();
        for selector in selectors {
            match selector {
                Selector::Reference(reference) => {
                    let scopes = self.scope_instances(reference, None);
                    found.extend(scopes.into_iter().map(|id| (id, reference.span)));
                }
                Selector::Every(every) => {
                    let scopes = self.every_scope(every);
                    found.extend(scopes.into_iter().map(|id| (id, every.span)));
                }
                Selector::Tier(name, span) => {
                    let scopes = self.tier_scopes(name);
                    found.extend(scopes.into_iter().map(|id| (id, *span)));
                }
                Selector::Anyone(span) => {
                    let message = "`anyone` is somebody, and a place is needed here";
                    self.misplaced(*span, message, "name where, or write `every workspace`");
                }
                Selector::Hole(name) => self.unknown(&name.text, name.span, "scope"),
            }
        }
        found
    }

    /// Reports a selector of the wrong sort.
    pub(super) fn misplaced(&mut self, span: Span, message: &str, help: &str) {
        let found = Diagnostic::new(codes::WRONG_KIND, Severity::Error, span, message);
        self.report(found.help(help));
    }

    /// Lists the principals that selectors mean; none if one of them is `anyone`.
    pub(super) fn principals(
        &mut self,
        selectors: &[Selector],
        ambient: Option<EnvironmentId>,
    ) -> Option<Vec<(PrincipalId, Span)>> {
        let mut found = Vec::new();
        for selector in selectors {
            match selector {
                Selector::Reference(reference) => {
                    let principals = self.principal_instances(reference, ambient);
                    found.extend(principals.into_iter().map(|id| (id, reference.span)));
                }
                Selector::Every(every) => {
                    let principals = self.every_principal(every);
                    found.extend(principals.into_iter().map(|id| (id, every.span)));
                }
                Selector::Anyone(_) => return None,
                Selector::Tier(_, span) => {
                    let message = "`tier` is a place, and an identity is needed here";
                    self.misplaced(*span, message, "name who, or write `every group`");
                }
                Selector::Hole(name) => self.unknown(&name.text, name.span, "identity"),
            }
        }
        Some(found)
    }
}

/// Returns where the part of a reference before `@` stands.
pub(super) fn path_span(reference: &Reference) -> Span {
    let span = reference.span;
    let length = u32::try_from(reference.path.len()).unwrap_or(0);
    let end = span.start.saturating_add(length);
    let environment = reference.environment.as_ref();
    // What a template filled in has another length than what is written.
    match environment.filter(|name| name.span.start == end + 1) {
        Some(_) => Span::new(span.file, span.start, end),
        None => span,
    }
}
