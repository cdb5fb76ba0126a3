//! Findings about what a role lets its holder do, one per statement that grants it.

use super::power::causes;
use super::rule::Rule;
use super::view::View;
use crate::algebra::OperationSet;
use crate::catalog::OperationId;
use crate::compile::{Assignment, CompiledRoleId};
use crate::diagnostic::Diagnostic;
use crate::support::hash::HashMap;

/// What a rule says of such a statement.
pub(super) struct Told {
    /// The rule.
    pub(super) rule: &'static Rule,
    /// The cause, of who and where.
    pub(super) message: fn(&str, &str) -> String,
    /// Why it matters.
    pub(super) why: &'static str,
    /// Whether the operations that were looked for are evidence.
    pub(super) names_operations: bool,
    /// What to do; the statement loses those grants.
    pub(super) remedy: &'static str,
}

/// Tells each statement behind assignments that fit and whose role has what a rule looks for.
pub(super) fn tell<'v>(
    view: &View<'v>,
    told: &Told,
    fits: impl Fn(&'v Assignment) -> bool,
    looked_for: impl Fn(CompiledRoleId) -> Option<OperationSet>,
) -> Vec<Diagnostic> {
    let mut by_role: HashMap<CompiledRoleId, Option<OperationSet>> = HashMap::default();
    let mut given = Vec::new();
    for assignment in view.compiled.assignments.iter().filter(|one| fits(one)) {
        let role = view.twin(assignment.role);
        let has = by_role.entry(role).or_insert_with(|| looked_for(role));
        if has.as_ref().is_some_and(|set| !set.is_empty()) {
            given.push((assignment, assignment.scope));
        }
    }
    let findings = causes(view, given).into_iter().map(|cause| {
        let operations = by_role
            .get(&view.twin(cause.assignment.role))
            .and_then(Option::as_ref);
        let evidence = operations.filter(|_| told.names_operations);
        let evidence =
            evidence.map_or_else(String::new, |set| format!(", by {}", view.witnesses(set)));
        let place = format!("`{}`", view.scope_name(cause.target));
        let message = (told.message)(&cause.who(view), &place);
        let path = cause.path(view);
        told.rule
            .at(cause.span(view), message)
            .note(format!("{path}{evidence}"))
            .note(told.why)
            .suggest(told.remedy, cause.edits(view))
    });
    findings.collect()
}

impl View<'_> {
    /// Keeps what a role possibly reaches and that fits, unless it is so wide that other rules
    /// speak of it; names come in lower case.
    pub(super) fn narrowly(
        &self,
        role: CompiledRoleId,
        fits: impl Fn(&str) -> bool,
    ) -> Option<OperationSet> {
        let reach = self.reach(role).filter(|_| !self.is_told_by_size(role))?;
        Some(self.among(&reach.upper, fits))
    }

    /// Keeps what a role possibly reaches of some operations.
    pub(super) fn named(&self, role: CompiledRoleId, names: &[&str]) -> Option<OperationSet> {
        let reach = self.reach(role)?;
        let known = names.iter().flat_map(|name| self.catalog.named(name));
        let mut found = OperationSet::empty();
        for id in known
            .map(OperationId)
            .filter(|id| reach.upper.contains(*id))
        {
            found.insert(id);
        }
        Some(found)
    }
}
