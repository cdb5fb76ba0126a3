//! Grants: one per principal and scope, with their terms.

use smol_str::SmolStr;

use super::binding::{Site, is_or_holds};
use super::names::a;
use super::nearest::nearest_within;
use super::properties::is_duration;
use super::templates::Placed;
use super::terms::{Terms, minutes};
use super::{Resolver, codes};
use crate::diagnostic::{Diagnostic, Edit, Severity};
use crate::model::grant::Route;
use crate::model::{
    Binding, Grant, Granted, Kind, Later, PrincipalId, PrincipalKind, ScopeId, StageId, Statement,
    StatementId,
};
use crate::source::Span;
use crate::support::hash::HashMap;
use crate::syntax::ast::{self, Declaration, GrantTerm, Text, What};

/// The `binding` terms of a statement, resolved for one scope.
type Said = Vec<(SmolStr, Option<ScopeId>)>;

/// How many grants a policy set may make: a few bytes make one for each principal on each scope,
/// and Azure takes some thousand assignments in a subscription.
const MOST_GRANTS: usize = 250_000;

impl Resolver<'_> {
    /// Reads every grant.
    pub(super) fn grants(&mut self, placed: &[Placed<'_>]) {
        for index in 0..self.model.scopes.len() {
            let id = ScopeId::new(index);
            if let Some(parent) = self.model.scope(id).and_then(|scope| scope.parent) {
                self.names.children.entry(parent).or_default().push(id);
            }
        }
        let mut terms = HashMap::default();
        for one in placed {
            if let Declaration::Grant(grant) = &one.item.declaration {
                let id = StatementId::new(self.model.statements.len());
                self.step(one, |this| this.statement(grant, one.made_by));
                terms.extend(self.terms(grant).map(|found| (id, found)));
            }
        }
        self.differing_terms(&terms);
    }

    /// Returns the terms of an eligible grant.
    fn terms(&self, grant: &ast::Grant) -> Option<Terms> {
        grant.options.iter().find_map(|option| {
            let GrantTerm::Eligible { max, approved_by } = &option.term else {
                return None;
            };
            let known = |one: &ast::Reference| self.names.principals.get(&one.path);
            let approvers = approved_by.iter().filter_map(known).flatten();
            let mut approvers: Vec<_> = approvers.map(|(_, id)| *id).collect();
            approvers.sort_unstable();
            Some(Terms {
                minutes: max.as_ref().and_then(|max| minutes(&max.text)),
                approvers,
                span: option.span,
            })
        })
    }

    fn statement(&mut self, grant: &ast::Grant, made_by: Option<Span>) {
        let what = self.granted(&grant.what);
        let mut statement = Statement {
            what: Granted::BuiltIn(SmolStr::default()),
            written: match &grant.what {
                What::Named(name) => name.text.clone(),
                What::Quoted(text) => text.as_plain().cloned().unwrap_or_default(),
            },
            what_span: grant.what.span(),
            span: grant.span,
            made_by,
            because: None,
            until: None,
            keep: false,
            eligible: false,
            conditional: false,
            terms: Vec::new(),
        };
        for (index, option) in grant.options.iter().enumerate() {
            self.once(option, grant.options.get(..index).unwrap_or_default());
            self.term(&mut statement, option);
        }
        let scopes = self.scopes(&grant.on);
        if what.is_none() || scopes.is_empty() {
            // The names are looked up all the same, so that each mistake is told.
            self.principals(&grant.to, None);
        }
        let Some(what) = what else { return };
        self.check_slots(grant, &what);
        statement.what = what;
        let id = StatementId::new(self.model.statements.len());
        self.model.statements.push(statement);
        let before = self.model.grants.len();
        for (on, on_span) in scopes {
            if !self.on_scope(grant, id, on, on_span) {
                self.model.grants.truncate(before);
                return self.too_many(grant);
            }
        }
    }

    /// Reports the statement that makes more grants than there may be.
    fn too_many(&mut self, grant: &ast::Grant) {
        let message = format!("with this, the policy set makes more than {MOST_GRANTS} grants");
        let found = Diagnostic::new(codes::GRANT_LIMIT, Severity::Error, grant.span, message)
            .note("each principal on each scope is one grant; none of this statement is read")
            .help("grant it to a group, or on the environment that holds the scopes");
        self.report(found);
    }

    /// Grants on one scope; false if there is no room for that many grants.
    fn on_scope(
        &mut self,
        grant: &ast::Grant,
        statement: StatementId,
        on: ScopeId,
        on_span: Span,
    ) -> bool {
        let ambient = self.model.scope(on).and_then(|scope| scope.environment);
        let said = self.said(grant, ambient);
        let Some(what) = self
            .model
            .statement(statement)
            .map(|found| found.what.clone())
        else {
            return true;
        };
        let bindings = match what {
            Granted::Stage(stage) => self.bind(&Site {
                stage,
                on,
                on_span,
                said: &said,
            }),
            Granted::Role(role) => self.role_binding(role, on, on_span),
            Granted::BuiltIn(_) => vec![self.own_binding(on)],
        };
        let Some(principals) = self.principals(&grant.to, ambient) else {
            let anyone = grant
                .to
                .iter()
                .find(|one| matches!(one, ast::Selector::Anyone(_)));
            let span = anyone.map_or(grant.span, ast::Selector::span);
            let message = "nothing can be granted to `anyone`";
            self.misplaced(span, message, "name who gets it, or write `every group`");
            return true;
        };
        if self.model.grants.len() + principals.len() > MOST_GRANTS {
            return false;
        }
        for (principal, to_span) in principals {
            self.check_eligible(statement, principal, to_span);
            let bindings = bindings.clone();
            self.model.grants.push(Grant {
                statement,
                principal,
                to_span,
                on,
                on_span,
                bindings,
            });
        }
        true
    }

    fn own_binding(&self, on: ScopeId) -> Binding {
        let kind = self
            .model
            .scope(on)
            .map_or(Kind::Resource, |scope| scope.kind);
        Binding {
            clause: 0,
            kind,
            scope: on,
            route: Route::Itself,
        }
    }

    fn role_binding(
        &mut self,
        role: crate::model::RoleId,
        on: ScopeId,
        on_span: Span,
    ) -> Vec<Binding> {
        let (Some(role), Some(scope)) = (self.model.role(role), self.model.scope(on)) else {
            return Vec::new();
        };
        // Where a role spells out its assignable scopes, those decide, as they do in Azure.
        if role.assignable_scopes.is_empty() && !is_or_holds(scope, role.kind) {
            let message = format!(
                "role `{}` is for {}, and `{}` is {}",
                role.name,
                a(role.kind.keyword()),
                self.model.scope_name(on),
                a(scope.kind.keyword())
            );
            let span = self
                .model
                .declaration(role.declared)
                .map(|one| one.name_span);
            let mut found = Diagnostic::new(codes::ROLE_KIND, Severity::Error, on_span, message);
            if let Some(span) = span {
                found = found.related(span, "the role is declared here");
            }
            let help = format!("grant it on {}", a(role.kind.keyword()));
            self.report(found.help(help));
            return Vec::new();
        }
        vec![self.own_binding(on)]
    }

    fn said(&mut self, grant: &ast::Grant, ambient: Option<crate::model::EnvironmentId>) -> Said {
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
    fn check_slots(&mut self, grant: &ast::Grant, what: &Granted) {
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

    /// Reports a term that an earlier one of the same grant says already; each slot of a `binding`
    /// is a term of its own.
    fn once(&mut self, option: &ast::GrantOption, before: &[ast::GrantOption]) {
        let same = |other: &&ast::GrantOption| match (&option.term, &other.term) {
            (GrantTerm::Binding { slot, .. }, GrantTerm::Binding { slot: other, .. }) => {
                slot.text == other.text
            }
            (one, other) => std::mem::discriminant(one) == std::mem::discriminant(other),
        };
        if let Some(first) = before.iter().find(same) {
            let message = "this grant says the same kind of term twice";
            let span = option.span;
            let found = Diagnostic::new(codes::DUPLICATE_PROPERTY, Severity::Error, span, message);
            let found = found.related(first.span, "first written here");
            self.report(found.suggest("remove one of the two", vec![Edit::delete(span)]));
        }
    }

    fn term(&mut self, statement: &mut Statement, option: &ast::GrantOption) {
        let mut later = |feature| {
            statement.terms.push(option.span);
            self.model.later.push(Later {
                feature,
                span: option.span,
            });
        };
        match &option.term {
            GrantTerm::Because(text) => statement.because = Some(self.text(text, None)),
            GrantTerm::Until(date) => {
                statement.until = self.day(date).map(|day| (day, option.span));
            }
            GrantTerm::Keep => statement.keep = true,
            GrantTerm::Eligible { max, approved_by } => {
                later("eligible grants (`eligible`)");
                statement.eligible = true;
                if let Some(max) = max.as_ref().filter(|max| !is_duration(&max.text)) {
                    self.wrong_value(max.span, "max", "a duration such as `4h`");
                }
                for reference in approved_by {
                    self.principal_instance(reference, None);
                }
            }
            GrantTerm::Where(_) => {
                later("conditions (`where`)");
                statement.conditional = true;
            }
            GrantTerm::Condition(_) => {
                later("conditions (`condition`)");
                statement.conditional = true;
            }
            GrantTerm::MayAssign { what, to } => {
                later("constrained delegation (`may-assign`)");
                statement.conditional = true;
                for one in what {
                    self.granted(one);
                }
                self.principals(to, None);
            }
            GrantTerm::Binding { .. } => {}
        }
    }

    /// Finds what is granted.
    pub(super) fn granted(&mut self, what: &What) -> Option<Granted> {
        let name = match what {
            What::Quoted(text) => return self.built_in(text),
            What::Named(name) => name,
        };
        self.refer(&name.text);
        if let Some(stage) = self.names.stages.get(&name.text) {
            return Some(Granted::Stage(*stage));
        }
        if let Some(role) = self.names.roles.get(&name.text) {
            return Some(Granted::Role(*role));
        }
        if self.catalog.builtin_by_name(&name.text).is_some() {
            let message = format!(
                "`{}` is a role of Azure, and such names are quoted",
                name.text
            );
            let found = Diagnostic::new(codes::UNKNOWN_NAME, Severity::Error, name.span, message);
            let quoted = format!("\"{}\"", name.text);
            self.report(found.suggest("quote it", vec![Edit::replace(name.span, quoted)]));
            return None;
        }
        self.unknown(&name.text, name.span, "stage or role");
        None
    }

    fn built_in(&mut self, text: &Text) -> Option<Granted> {
        // `${…}` in a role of Azure has been reported by `syntax`.
        let name = text.as_plain()?;
        let by_id = self.catalog.builtin_by_id(name);
        let role = by_id.or_else(|| self.catalog.builtin_by_name(name));
        let alias = || {
            let alias = self.catalog.builtin_alias(name)?;
            self.catalog.builtin_by_name(alias.role.name())
        };
        if let Some(role) = role.or_else(alias) {
            return Some(Granted::BuiltIn(role.id().to_ascii_lowercase().into()));
        }
        let stages = self.names.stages.contains_key(name);
        if stages || self.names.roles.contains_key(name) {
            let message =
                format!("`{name}` is declared in the policy, and such names have no quotes");
            let code = codes::UNKNOWN_BUILT_IN;
            let found = Diagnostic::new(code, Severity::Error, text.span, message);
            let edit = Edit::replace(text.span, name.as_str());
            self.report(found.suggest("remove the quotes", vec![edit]));
            return None;
        }
        let message = format!("Azure has no built-in role `{name}`");
        let found = Diagnostic::new(codes::UNKNOWN_BUILT_IN, Severity::Error, text.span, message);
        let known = self.catalog.builtin_roles().map(|role| role.name());
        let found = match nearest_within(&self.search, name, known) {
            Some(near) => {
                let edit = Edit::replace(text.span, format!("\"{near}\""));
                found.suggest(format!("did you mean \"{near}\"?"), vec![edit])
            }
            None => found.help("declare it with `role NAME existing on … { object-id \"…\" }`"),
        };
        let found = self.unsearched(found);
        self.report(found);
        None
    }

    /// Reports an eligible grant to something that has no hands to activate it.
    fn check_eligible(&mut self, statement: StatementId, principal: PrincipalId, span: Span) {
        let eligible = self
            .model
            .statement(statement)
            .is_some_and(|found| found.eligible);
        let Some(found) = self.model.principal(principal).filter(|_| eligible) else {
            return;
        };
        if matches!(found.kind, PrincipalKind::Group | PrincipalKind::User) {
            return;
        }
        let message = format!("`{}` cannot activate an eligible grant", found.name);
        let found = Diagnostic::new(codes::ELIGIBLE_WORKLOAD, Severity::Error, span, message)
            .note("only people and groups can be eligible")
            .help("grant it without `eligible`, or to a group of people");
        self.report(found);
    }
}
