//! The terms of eligible grants, which Azure keeps once for a role and a scope.

use super::{Resolver, codes};
use crate::diagnostic::{Diagnostic, Severity};
use crate::model::{Granted, ScopeId, Statement, StatementId};
use crate::source::Span;
use crate::support::hash::HashMap;

impl Resolver<'_> {
    /// Reports eligible grants of one role at one scope with different terms; `terms` says where
    /// those of each statement are written.
    pub(super) fn differing_terms(&mut self, terms: &HashMap<StatementId, Span>) {
        let mut first: HashMap<(&Granted, ScopeId), (&Statement, Span)> = HashMap::default();
        let mut found = Vec::new();
        for grant in &self.model.grants {
            let statement = self.model.statement(grant.statement);
            let (Some(statement), Some(own)) = (statement, terms.get(&grant.statement)) else {
                continue;
            };
            let key = (&statement.what, grant.on);
            let (known, written) = *first.entry(key).or_insert((statement, *own));
            if (known.longest, &known.approvers) == (statement.longest, &statement.approvers) {
                continue;
            }
            let place = self.model.scope_name(grant.on);
            let message = format!(
                "`{}` is eligible on `{place}` by different terms",
                statement.written
            );
            let code = codes::DIFFERING_TERMS;
            let differs = Diagnostic::new(code, Severity::Error, *own, message)
                .related(written, "the other terms are these")
                .note("Azure keeps the terms of a role and a scope, and not of who is granted it")
                .help("give both grants the same `max` and the same approvers");
            found.push(differs);
        }
        self.diagnostics.extend(found);
    }
}

/// Returns the minutes of a duration such as `4h`.
pub(super) fn minutes(text: &str) -> Option<u64> {
    let (number, unit) = text.split_at_checked(text.len().checked_sub(1)?)?;
    let number: u64 = number.parse().ok()?;
    let factor = match unit {
        "m" => 1,
        "h" => 60,
        "d" => 24 * 60,
        _ => return None,
    };
    number.checked_mul(factor)
}
