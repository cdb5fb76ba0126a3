//! Findings about what a role lets its holder do, one per statement that grants it.

use super::power::{Cause, Power, Targets, causes};
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
        let role = view.twin(cause.assignment.role);
        finding(
            view,
            told,
            &cause,
            by_role.get(&role).and_then(Option::as_ref),
        )
    });
    findings.collect()
}

/// Tells each statement behind assignments that fit and give a power over some of the targets.
pub(super) fn tell_power<'v>(
    view: &View<'v>,
    told: &Told,
    (power, targets): (Power, &Targets),
    fits: impl Fn(&'v Assignment) -> bool,
) -> Vec<Diagnostic> {
    if targets.is_empty() {
        return Vec::new();
    }
    let given = view.giving(power, targets).into_iter();
    let findings = causes(view, given.filter(|(one, _)| fits(one))).into_iter();
    let findings = findings.map(|cause| {
        let operations = view.part_of(cause.assignment.role, power);
        finding(view, told, &cause, operations.as_ref())
    });
    findings.collect()
}

fn finding<'v>(
    view: &View<'v>,
    told: &Told,
    cause: &Cause<'v>,
    operations: Option<&OperationSet>,
) -> Diagnostic {
    let evidence = operations.filter(|_| told.names_operations);
    let evidence = evidence.map_or_else(String::new, |set| format!(", by {}", view.witnesses(set)));
    let place = format!("`{}`", view.scope_name(cause.target));
    let message = (told.message)(&cause.who(view), &place);
    told.rule
        .at(cause.span(view), message)
        .note(format!("{}{evidence}", cause.path(view)))
        .note(told.why)
        .suggest(told.remedy, cause.edits(view))
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
