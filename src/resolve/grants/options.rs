//! The terms behind what a grant gives: `until`, `eligible`, `where` and the like.

use smol_str::SmolStr;

use crate::diagnostic::{Diagnostic, Edit, Severity};
use crate::model::{Later, PrincipalId, PrincipalKind, Statement, StatementId};
use crate::resolve::properties::is_duration;
use crate::resolve::terms::minutes;
use crate::resolve::{Resolver, codes};
use crate::source::Span;
use crate::syntax::ast::{self, GrantTerm};

mod words;

pub(in crate::resolve) use words::value as value_text;

/// Adds to what has to hold where a grant counts.
fn restrict(statement: &mut Statement, more: SmolStr) {
    statement.condition = Some(match &statement.condition {
        Some(before) => format!("{before} and {more}").into(),
        None => more,
    });
}

impl Resolver<'_> {
    /// Reports a term that an earlier one of the same grant says already; each slot of a `binding`
    /// is a term of its own.
    pub(super) fn once(&mut self, option: &ast::GrantOption, before: &[ast::GrantOption]) {
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

    pub(super) fn term(&mut self, statement: &mut Statement, option: &ast::GrantOption) {
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
                statement.longest = max.as_ref().and_then(|max| minutes(&max.text));
                let approvers = approved_by.iter();
                let approvers = approvers.filter_map(|one| self.principal_instance(one, None));
                statement.approvers = approvers.collect();
                statement.approvers.sort_unstable();
            }
            GrantTerm::Where(comparisons) => {
                later("conditions (`where`)");
                restrict(statement, words::comparisons(comparisons));
            }
            GrantTerm::Condition(text) => {
                later("conditions (`condition`)");
                restrict(statement, self.text(text, None));
            }
            GrantTerm::MayAssign { what, to } => {
                later("constrained delegation (`may-assign`)");
                restrict(statement, words::may_assign(what, to));
                for one in what {
                    self.granted(one);
                }
                self.principals(to, None);
            }
            GrantTerm::Binding { .. } => {}
        }
    }

    /// Reports an eligible grant to something that has no hands to activate it.
    pub(super) fn check_eligible(
        &mut self,
        statement: StatementId,
        principal: PrincipalId,
        span: Span,
    ) {
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
