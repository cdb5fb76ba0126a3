//! `every` and `tier`: all things of a kind, with a label, in an environment or of a tier.

use smol_str::SmolStr;

use crate::diagnostic::{Diagnostic, Edit, Severity};
use crate::model::{EnvironmentId, Kind, PrincipalId, PrincipalKind, ScopeId, Tier};
use crate::resolve::nearest::nearest;
use crate::resolve::{Resolver, codes};
use crate::syntax::ast::{Every, Name};

impl Resolver<'_> {
    pub(super) fn tier_scopes(&mut self, name: &Name) -> Vec<ScopeId> {
        let Some(tier) = self.tier(name) else {
            return Vec::new();
        };
        let environments = self.model.environments.iter();
        let fitting = environments.filter(|environment| environment.tier == Some(tier));
        fitting
            .flat_map(|environment| environment.scopes.iter().copied())
            .collect()
    }

    fn tier(&mut self, name: &Name) -> Option<Tier> {
        let tier = Tier::of(&name.text);
        if tier.is_none() {
            let message = format!("`{}` is not a tier", name.text);
            let words = Tier::ALL.map(Tier::keyword);
            let found = Diagnostic::new(codes::WRONG_VALUE, Severity::Error, name.span, message);
            let near = nearest(&name.text, words).unwrap_or_else(|| words.join(" or "));
            let edit = Edit::replace(name.span, near.split(' ').next().unwrap_or("test"));
            self.report(found.suggest(format!("write `{near}`"), vec![edit]));
        }
        tier
    }

    pub(super) fn every_scope(&mut self, every: &Every) -> Vec<ScopeId> {
        let Some(kind) = Kind::of(&every.kind.text) else {
            let words: Vec<_> = Kind::ALL.iter().map(|kind| kind.keyword()).collect();
            self.unknown_kind(&every.kind, &words);
            return Vec::new();
        };
        let Some(within) = self.every_filter(every) else {
            return Vec::new();
        };
        let scopes = self.model.scopes.iter().enumerate();
        let found: Vec<_> = scopes
            .filter(|(_, scope)| scope.kind == kind && scope.declared.is_some())
            .filter(|(_, scope)| is_labelled(every, &scope.labels))
            .filter(|(_, scope)| within.admits(self, scope.environment))
            .map(|(index, _)| ScopeId::new(index))
            .collect();
        self.check_selection(every, found.is_empty());
        found
    }

    fn every_filter(&mut self, every: &Every) -> Option<Within> {
        let mut environments = Vec::new();
        for name in &every.environments {
            environments.push(self.find_environment(name)?);
        }
        let tier = match &every.tier {
            Some(name) => Some(self.tier(name)?),
            None => None,
        };
        Some(Within { environments, tier })
    }

    fn check_selection(&mut self, every: &Every, empty: bool) {
        if empty && self.names.broken.is_empty() {
            let message = format!("no {} is declared that this selects", every.kind.text);
            let found = Diagnostic::new(
                codes::EMPTY_SELECTION,
                Severity::Warning,
                every.span,
                message,
            );
            self.report(found.help("correct the label or the environment, or remove this line"));
        }
    }

    fn unknown_kind(&mut self, name: &Name, words: &[&str]) {
        let message = format!("`{}` is not a kind of thing", name.text);
        let found = Diagnostic::new(codes::UNKNOWN_NAME, Severity::Error, name.span, message);
        self.report(match nearest(&name.text, words.iter().copied()) {
            Some(near) => found.suggest(
                format!("did you mean `{near}`?"),
                vec![Edit::replace(name.span, near)],
            ),
            None => found.help(format!("write one of {}", words.join(", "))),
        });
    }

    pub(super) fn every_principal(&mut self, every: &Every) -> Vec<PrincipalId> {
        let Some(kind) = PrincipalKind::of(&every.kind.text) else {
            self.unknown_kind(&every.kind, &PrincipalKind::ALL.map(PrincipalKind::keyword));
            return Vec::new();
        };
        let Some(within) = self.every_filter(every) else {
            return Vec::new();
        };
        let principals = self.model.principals.iter().enumerate();
        let found: Vec<_> = principals
            .filter(|(_, one)| one.kind == kind && one.implicit_of.is_none())
            .filter(|(_, one)| is_labelled(every, &one.labels))
            .filter(|(_, one)| within.admits(self, one.environment))
            .map(|(index, _)| PrincipalId::new(index))
            .collect();
        self.check_selection(every, found.is_empty());
        found
    }
}

/// The `in` and `tier` of an `every`.
struct Within {
    environments: Vec<EnvironmentId>,
    tier: Option<Tier>,
}

impl Within {
    fn admits(&self, resolver: &Resolver<'_>, environment: Option<EnvironmentId>) -> bool {
        let listed = self.environments.is_empty()
            || environment.is_some_and(|id| self.environments.contains(&id));
        let tier = environment.and_then(|id| resolver.model.environment(id)?.tier);
        listed && (self.tier.is_none() || self.tier == tier)
    }
}

/// Tells whether labels have the one that is asked for, if any is.
fn is_labelled(every: &Every, labels: &[SmolStr]) -> bool {
    let asked = every.label.as_ref();
    asked.is_none_or(|label| labels.contains(&label.text))
}
