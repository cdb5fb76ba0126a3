//! The `binding` terms of a grant, and what a slot stands for.

use smol_str::SmolStr;

use crate::diagnostic::{Diagnostic, Edit, Severity};
use crate::model::{EnvironmentId, Granted, Kind, ScopeId, StageId};
use crate::resolve::binding::is_or_holds;
use crate::resolve::names::a;
use crate::resolve::{Resolver, codes};
use crate::source::Span;
use crate::syntax::ast::{self, GrantTerm, What};

/// The `binding` terms of a statement, resolved for one scope.
type Said = Vec<(SmolStr, Option<ScopeId>)>;

impl Resolver<'_> {
    pub(super) fn said(&mut self, grant: &ast::Grant, ambient: Option<EnvironmentId>) -> Said {
        let mut said = Vec::new();
        for option in &grant.options {
            if let GrantTerm::Binding { slot, target } = &option.term {
                let scopes = self.scope_instances(target, ambient);
                for scope in &scopes {
                    self.check_target(&grant.what, slot, (*scope, target.span));
                    said.push((slot.text.clone(), Some(*scope)));
                }
                if scopes.is_empty() {
                    said.push((slot.text.clone(), None));
                }
            }
        }
        said
    }

    /// Lists the kinds of the clauses that a slot's name stands in: as one of their names, or as
    /// the kind of a clause without any.
    fn slot_kinds(&self, stage: StageId, slot: &str) -> Vec<Kind> {
        let count = self.model.stage(stage).map_or(0, |one| one.effective.len());
        let clauses = (0..count).filter_map(|position| self.model.clause(stage, position));
        let named = clauses.filter(|clause| {
            let by_kind = clause.slots.is_empty() && clause.kind.keyword() == slot;
            by_kind || clause.slots.iter().any(|(name, _)| name == slot)
        });
        named.map(|clause| clause.kind).collect()
    }

    /// Reports each `binding` of something that no clause of what is granted speaks of.
    pub(super) fn check_slots(&mut self, grant: &ast::Grant, what: &Granted) {
        for option in &grant.options {
            let GrantTerm::Binding { slot, .. } = &option.term else {
                continue;
            };
            let (problem, help) = match what {
                Granted::Stage(stage) if self.slot_kinds(*stage, &slot.text).is_empty() => (
                    format!("no clause of the stage speaks of `{}`", slot.text),
                    "name what a clause names, or its kind",
                ),
                Granted::Stage(_) => continue,
                _ => (
                    format!("a role has no clauses, so `{}` binds nothing", slot.text),
                    "grant the role on the scope itself",
                ),
            };
            let found = Diagnostic::new(codes::UNKNOWN_NAME, Severity::Error, slot.span, problem);
            let found = found.suggest("remove this binding", vec![Edit::delete(option.span)]);
            self.report(found.help(help));
        }
    }

    /// Reports a `binding` to something of another kind than its clause is for.
    fn check_target(&mut self, what: &What, slot: &ast::Name, (target, span): (ScopeId, Span)) {
        let What::Named(name) = what else { return };
        let Some(stage) = self.names.stages.get(&name.text) else {
            return;
        };
        let kinds = self.slot_kinds(*stage, &slot.text);
        let Some(scope) = self.model.scope(target) else {
            return;
        };
        // A grant on several scopes comes here once for each.
        let told =
            |found: &Diagnostic| found.code == codes::WRONG_KIND && found.primary.span == span;
        if let Some(kind) = kinds.iter().find(|kind| !is_or_holds(scope, **kind))
            && !self.diagnostics.kept().iter().any(told)
        {
            let message = format!(
                "`{}` is {}, and `{}` stands for {}",
                self.model.scope_name(target),
                a(scope.kind.keyword()),
                slot.text,
                a(kind.keyword())
            );
            let found = Diagnostic::new(codes::WRONG_KIND, Severity::Error, span, message);
            self.report(found.help(format!("name {} instead", a(kind.keyword()))));
        }
    }
}
