//! Grants: one per principal and scope, with their terms.

mod granted;
mod options;
mod slots;

pub(super) use options::value_text;

use smol_str::SmolStr;

use super::binding::{Site, is_or_holds};
use super::names::a;
use super::templates::Placed;
use super::{Resolver, codes};
use crate::diagnostic::{Diagnostic, Severity};
use crate::model::grant::Route;
use crate::model::{Binding, Grant, Granted, Kind, RoleId, ScopeId, Statement, StatementId};
use crate::source::Span;
use crate::support::hash::HashMap;
use crate::syntax::ast::{self, Declaration, What};

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
                let mut options = grant.options.iter();
                let eligible =
                    options.find(|one| matches!(one.term, ast::GrantTerm::Eligible { .. }));
                terms.extend(eligible.map(|option| (id, option.span)));
            }
        }
        self.differing_terms(&terms);
    }

    fn statement(&mut self, grant: &ast::Grant, made_by: Option<Span>) {
        let what = self.granted(&grant.what);
        let mut statement = without_terms(grant, made_by);
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
        let Some(found) = self.model.statement(statement) else {
            return true;
        };
        let what = found.what.clone();
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
            self.granted_to_anyone(grant);
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

    /// Reports a grant to `anyone`.
    fn granted_to_anyone(&mut self, grant: &ast::Grant) {
        let mut all = grant.to.iter();
        let anyone = all.find(|one| matches!(one, ast::Selector::Anyone(_)));
        let span = anyone.map_or(grant.span, ast::Selector::span);
        let message = "nothing can be granted to `anyone`";
        self.misplaced(span, message, "name who gets it, or write `every group`");
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

    fn role_binding(&mut self, role: RoleId, on: ScopeId, on_span: Span) -> Vec<Binding> {
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
}

/// Makes the statement of a grant, as it is before its terms and what it grants are read.
fn without_terms(grant: &ast::Grant, made_by: Option<Span>) -> Statement {
    Statement {
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
        longest: None,
        approvers: Vec::new(),
        condition: None,
        terms: Vec::new(),
    }
}
