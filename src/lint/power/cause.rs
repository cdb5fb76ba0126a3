//! The statements behind assignments of which a rule speaks.

use std::collections::BTreeMap;

use crate::compile::Assignment;
use crate::diagnostic::Edit;
use crate::lint::idle::inherited;
use crate::lint::mend::without;
use crate::lint::view::View;
use crate::lint::words::listed;
use crate::model::{PrincipalId, ScopeId, StatementId};
use crate::source::Span;

/// A statement with what it does that a rule speaks of.
#[derive(Debug)]
pub(in crate::lint) struct Cause<'v> {
    /// The statement.
    pub(in crate::lint) statement: StatementId,
    /// The first assignment.
    pub(in crate::lint) assignment: &'v Assignment,
    /// What the first assignment reaches.
    pub(in crate::lint) target: ScopeId,
    grants: Vec<usize>,
    principals: Vec<PrincipalId>,
}

/// Sorts assignments by the statements that ask for them; what is eligible, under a condition or
/// kept for emergencies is left out.
pub(in crate::lint) fn causes<'v>(
    view: &View<'v>,
    given: impl IntoIterator<Item = (&'v Assignment, ScopeId)>,
) -> Vec<Cause<'v>> {
    let mut found: BTreeMap<StatementId, Cause<'v>> = BTreeMap::new();
    for (assignment, target) in given {
        let sources = assignment.sources.iter();
        for source in sources.filter_map(|index| view.compiled.sources.get(*index)) {
            let Some(grant) = view.model.grants.get(source.grant) else {
                continue;
            };
            let standing = view
                .model
                .statement(grant.statement)
                .is_some_and(|one| !one.eligible && one.condition.is_none() && !one.keep);
            if !standing {
                continue;
            }
            let cause = found.entry(grant.statement).or_insert_with(|| Cause {
                statement: grant.statement,
                assignment,
                target,
                grants: Vec::new(),
                principals: Vec::new(),
            });
            if !cause.grants.contains(&source.grant) {
                cause.grants.push(source.grant);
            }
            if !cause.principals.contains(&assignment.principal) {
                cause.principals.push(assignment.principal);
            }
        }
    }
    found.into_values().collect()
}

impl<'v> Cause<'v> {
    /// Returns where the statement names what it grants.
    pub(in crate::lint) fn span(&self, view: &View<'_>) -> Span {
        view.model
            .statement(self.statement)
            .map_or(Span::default(), |one| one.what_span)
    }

    /// Writes who has it.
    pub(in crate::lint) fn who(&self, view: &View<'_>) -> String {
        listed(self.principals.iter().map(|id| view.principal_name(*id)))
    }

    /// Writes how the first of them comes to it.
    pub(in crate::lint) fn path(&self, view: &View<'v>) -> String {
        let chain = view.chain(self.assignment.principal, self.assignment);
        let inherited = inherited(view, self.assignment.scope, self.target);
        format!("{chain}{inherited}")
    }

    /// Returns the edits that take it away.
    pub(in crate::lint) fn edits(&self, view: &View<'_>) -> Vec<Edit> {
        without(view, self.statement, &self.grants)
    }
}
