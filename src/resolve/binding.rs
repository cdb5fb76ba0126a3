//! What each clause of a stage stands for in one grant.

use smol_str::SmolStr;

use super::{Resolver, codes};
use crate::diagnostic::{Diagnostic, Severity};
use crate::model::access::Clause;
use crate::model::grant::Route;
use crate::model::{Binding, Kind, Level, Scope, ScopeId, StageId};
use crate::source::Span;

/// A grant as far as binding needs it.
pub(super) struct Site<'s> {
    pub(super) stage: StageId,
    pub(super) on: ScopeId,
    pub(super) on_span: Span,
    /// `binding SLOT = TARGET`
    pub(super) said: &'s [(SmolStr, Option<ScopeId>)],
}

impl Resolver<'_> {
    /// Binds every effective clause of a stage; what cannot be bound is reported.
    pub(super) fn bind(&mut self, site: &Site<'_>) -> Vec<Binding> {
        let count = self
            .model
            .stage(site.stage)
            .map_or(0, |stage| stage.effective.len());
        let mut bindings = Vec::new();
        for position in 0..count {
            let Some(clause) = self.model.clause(site.stage, position).cloned() else {
                continue;
            };
            match self.clause_scopes(&clause, site) {
                Ok(scopes) => {
                    for (scope, route) in scopes {
                        bindings.push(Binding {
                            clause: position,
                            kind: clause.kind,
                            scope,
                            route,
                        });
                        self.foreign_parts(&clause, position, scope, (site, &mut bindings));
                    }
                }
                // What could not be read may be what it stands for.
                Err(_) if clause.if_linked || !self.names.broken.is_empty() => {}
                Err(found) => self.report(*found),
            }
        }
        bindings
    }

    /// Finds the scopes of a clause.
    fn clause_scopes(
        &self,
        clause: &Clause,
        site: &Site<'_>,
    ) -> Result<Vec<(ScopeId, Route)>, Box<Diagnostic>> {
        if clause.slots.is_empty() {
            if let Some(said) = said(site, clause.kind.keyword()) {
                return Ok(said);
            }
            return self.kind_scope(clause, site).map(|found| vec![found]);
        }
        let mut found = Vec::new();
        let mut missing = Vec::new();
        for (slot, _) in &clause.slots {
            if let Some(said) = said(site, slot) {
                found.extend(said);
                continue;
            }
            match self.slot_scopes(clause.kind, slot, site).as_slice() {
                [] => missing.push(slot.as_str()),
                [one] => found.push(*one),
                many => return Err(Box::new(self.ambiguous(clause, slot, many, site))),
            }
        }
        // A grant on one of several named containers speaks of that one alone.
        let on_kind = self.model.scope(site.on).map(|scope| scope.kind);
        let narrowed = on_kind == Some(clause.kind) && !found.is_empty();
        if missing.is_empty() || narrowed {
            return Ok(found);
        }
        Err(Box::new(self.unbound(clause, &missing.join("`, `"), site)))
    }

    fn kind_scope(
        &self,
        clause: &Clause,
        site: &Site<'_>,
    ) -> Result<(ScopeId, Route), Box<Diagnostic>> {
        if self
            .model
            .scope(site.on)
            .is_some_and(|scope| is_or_holds(scope, clause.kind))
        {
            return Ok((site.on, Route::Itself));
        }
        let linked = self.linked(site.on, |scope| scope.kind == clause.kind);
        match linked.as_slice() {
            [one] => return Ok(*one),
            [] => {}
            many => {
                return Err(Box::new(self.ambiguous(
                    clause,
                    clause.kind.keyword(),
                    many,
                    site,
                )));
            }
        }
        let mut above = self.model.ancestors(site.on).skip(1);
        let found = above.find(|(_, scope)| is_of_kind(scope, clause.kind));
        match found {
            Some((scope, _)) => Ok((scope, Route::Ancestor)),
            None => Err(Box::new(self.unbound(clause, clause.kind.keyword(), site))),
        }
    }

    /// Lists what a slot may stand for: the scope itself, below it, or behind its links.
    fn slot_scopes(&self, kind: Kind, slot: &str, site: &Site<'_>) -> Vec<(ScopeId, Route)> {
        let fits = |scope: &Scope| scope.kind == kind && is_called(scope, slot);
        let Some(on) = self.model.scope(site.on) else {
            return Vec::new();
        };
        if on.kind == kind {
            return if fits(on) {
                vec![(site.on, Route::Itself)]
            } else {
                Vec::new()
            };
        }
        if on.kind.holds(kind) {
            let below = self.below(site.on).into_iter();
            let named = below.filter(|id| self.model.scope(*id).is_some_and(fits));
            return named.map(|id| (id, Route::Itself)).collect();
        }
        let mut found = self.linked(site.on, fits);
        for (holder, _) in self.linked(site.on, |scope| scope.kind.holds(kind)) {
            let below = self.below(holder).into_iter();
            let named = below.filter(|id| self.model.scope(*id).is_some_and(fits));
            found.extend(named.map(|id| (id, Route::Linked)));
        }
        found.sort_by_key(|(id, _)| *id);
        found.dedup();
        found
    }

    fn linked(&self, on: ScopeId, fits: impl Fn(&Scope) -> bool) -> Vec<(ScopeId, Route)> {
        let links = self.model.scope(on).map_or(&[][..], |scope| &scope.links);
        let targets = links.iter().map(|link| link.target);
        let mut found: Vec<_> = targets
            .filter(|id| self.model.scope(*id).is_some_and(&fits))
            .map(|id| (id, Route::Linked))
            .collect();
        found.sort_by_key(|(id, _)| *id);
        found.dedup();
        found
    }

    /// Lists the declared scopes below a scope.
    fn below(&self, scope: ScopeId) -> Vec<ScopeId> {
        let mut found = Vec::new();
        let mut waiting = vec![scope];
        while let Some(current) = waiting.pop() {
            let children = self
                .names
                .children
                .get(&current)
                .map_or(&[][..], Vec::as_slice);
            found.extend_from_slice(children);
            waiting.extend_from_slice(children);
        }
        found.sort_unstable();
        found
    }

    /// Binds the parts of a clause's capabilities that speak of other kinds than the clause.
    fn foreign_parts(
        &mut self,
        clause: &Clause,
        position: usize,
        scope: ScopeId,
        (site, bindings): (&Site<'_>, &mut Vec<Binding>),
    ) {
        for kind in self.foreign_kinds(clause) {
            match self.foreign_target(kind, scope, site.on) {
                Some((scope, route)) => {
                    let binding = Binding {
                        clause: position,
                        kind,
                        scope,
                        route,
                    };
                    if !bindings.contains(&binding) {
                        bindings.push(binding);
                    }
                }
                None if clause.if_linked => {}
                None => {
                    let found = self.unbound(clause, kind.keyword(), site);
                    self.report(found.note(format!(
                        "a capability of the clause also needs operations on {}",
                        super::names::a(kind.keyword())
                    )));
                }
            }
        }
    }

    /// Finds where a part of another kind is granted: above the clause's scope, else behind a link.
    fn foreign_target(&self, kind: Kind, scope: ScopeId, on: ScopeId) -> Option<(ScopeId, Route)> {
        let mut above = self.model.ancestors(scope).skip(1);
        if let Some((id, _)) = above.find(|(_, one)| is_of_kind(one, kind)) {
            return Some((id, Route::Ancestor));
        }
        match self.linked(on, |one| one.kind == kind).as_slice() {
            [(id, _)] => Some((*id, Route::Linked)),
            _ => None,
        }
    }

    /// Lists the kinds of parts that the clause's own scope does not cover.
    fn foreign_kinds(&self, clause: &Clause) -> Vec<Kind> {
        let mut kinds: Vec<_> = self
            .model
            .parts_of(&clause.can)
            .into_iter()
            .filter_map(|part| self.model.part(part))
            .filter(|part| !part.patterns.is_empty())
            .map(|part| part.kind)
            .filter(|kind| *kind != clause.kind && !clause.kind.holds(*kind))
            .collect();
        kinds.sort_unstable();
        kinds.dedup();
        kinds
    }

    fn unbound(&self, clause: &Clause, what: &str, site: &Site<'_>) -> Diagnostic {
        let on = self.model.scope_name(site.on);
        let stage = self
            .model
            .stage(site.stage)
            .map(|stage| stage.name.clone())
            .unwrap_or_default();
        let kind = clause.kind.keyword();
        let wanted = if clause.slots.is_empty() {
            format!("{kind} for")
        } else {
            format!("{kind} `{what}` for")
        };
        let message = format!("`{on}` has no {wanted} stage `{stage}`");
        Diagnostic::new(
            codes::UNBOUND_CLAUSE,
            Severity::Error,
            site.on_span,
            message,
        )
        .related(clause.span, "this clause finds nothing to stand for")
        .note(format!("`{on}` is none, holds none and links to none"))
        .help(format!(
            "link one to `{on}`, say which with `binding`, or add `if-linked` to the clause"
        ))
    }

    fn ambiguous(
        &self,
        clause: &Clause,
        slot: &str,
        many: &[(ScopeId, Route)],
        site: &Site<'_>,
    ) -> Diagnostic {
        let names: Vec<_> = many
            .iter()
            .map(|(id, _)| format!("`{}`", self.model.scope_name(*id)))
            .collect();
        let message = format!("`{slot}` may stand for {}", names.join(" or "));
        let first = many
            .first()
            .map(|(id, _)| self.model.scope_name(*id))
            .unwrap_or_default();
        Diagnostic::new(
            codes::AMBIGUOUS_BINDING,
            Severity::Error,
            site.on_span,
            message,
        )
        .related(clause.span, "this clause needs exactly one")
        .help(format!(
            "say which: `grant … {{ binding {slot} = {first} }}`"
        ))
    }
}

/// Lists what the grant says that a slot stands for, if it says so; an environment is all its
/// subscriptions. Nothing is left of a target that was reported.
fn said(site: &Site<'_>, slot: &str) -> Option<Vec<(ScopeId, Route)>> {
    let named = || site.said.iter().filter(|(name, _)| name == slot);
    named().next()?;
    let targets = named().filter_map(|(_, target)| *target);
    Some(targets.map(|target| (target, Route::Said)).collect())
}

/// Tells whether a scope is of a kind; a resource group that stands for an environment is both.
fn is_of_kind(scope: &Scope, kind: Kind) -> bool {
    let both = scope.kind == Kind::Environment && scope.level == Level::ResourceGroup;
    scope.kind == kind || (both && kind == Kind::ResourceGroup)
}

/// Tells whether a scope is of a kind or holds scopes of it.
pub(super) fn is_or_holds(scope: &Scope, kind: Kind) -> bool {
    is_of_kind(scope, kind) || scope.kind.holds(kind)
}

/// Tells whether a slot names a scope: by its last name or by a label.
fn is_called(scope: &Scope, slot: &str) -> bool {
    let last = scope.name.rsplit('.').next().unwrap_or(&scope.name);
    last == slot || scope.labels.iter().any(|label| label == slot)
}
