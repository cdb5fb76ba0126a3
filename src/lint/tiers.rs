//! Who may change things in production and below it.

use super::grade::at_scope;
use super::mend::without;
use super::rule::Rule;
use super::view::View;
use crate::catalog::Access;
use crate::compile::Assignment;
use crate::diagnostic::{Diagnostic, Edit};
use crate::model::{PrincipalId, Tier};
use crate::support::hash::HashMap;

/// A principal that may change things in two tiers.
struct Spread<'v> {
    /// Who.
    by: PrincipalId,
    /// It is a machine and no person.
    workload: bool,
    /// An assignment in development or test.
    low: &'v Assignment,
    /// An assignment in production.
    high: &'v Assignment,
    /// What takes everything away that changes production.
    high_gone: Vec<Edit>,
}

/// How a rule tells of such principals.
pub(super) struct Told {
    /// The rule.
    pub(super) rule: &'static Rule,
    /// It tells of machines, not of people.
    pub(super) workload: bool,
    /// The cause, of who, and where below production and in it.
    pub(super) message: fn(&str, &str, &str) -> String,
    /// Why it matters.
    pub(super) why: &'static str,
    /// What to do; what changes production goes.
    pub(super) remedy: &'static str,
}

/// Tells of each machine, or of each other principal, that may change things in two tiers.
pub(super) fn tell(view: &View<'_>, told: &Told) -> Vec<Diagnostic> {
    let all = spread(view)
        .into_iter()
        .filter(|one| one.workload == told.workload);
    let findings = all.map(|one| {
        let [low, high] = [one.low, one.high].map(|one| view.scope_name(one.scope));
        let message = (told.message)(&view.principal_name(one.by), &low, &high);
        told.rule
            .at(view.place(one.high), message)
            .related(view.place(one.low), "the grant below production")
            .note(view.chain(one.by, one.low))
            .note(view.chain(one.by, one.high))
            .note(told.why)
            .suggest(told.remedy, one.high_gone)
    });
    findings.collect()
}

/// What one principal may change by its own grants.
#[derive(Default)]
struct Own<'v> {
    low: Option<&'v Assignment>,
    high: Vec<&'v Assignment>,
}

/// Lists the principals that may change things in production and below it, by standing grants.
fn spread<'v>(view: &View<'v>) -> Vec<Spread<'v>> {
    let mut tiers = view.model.environments.iter().filter_map(|one| one.tier);
    let first = tiers.next();
    if tiers.all(|tier| Some(tier) == first) {
        return Vec::new();
    }
    let owns = owns(view);
    let mut found = Vec::new();
    // Whoever has both by itself already is told once, and not again for each group.
    let alone = |id| {
        owns.get(&id)
            .is_some_and(|own| own.low.is_some() && !own.high.is_empty())
    };
    for joint in view.holdings().joints() {
        let pair = owns.get(&joint.one).zip(owns.get(&joint.other));
        let Some((low, highs)) = pair.and_then(|(one, other)| Some((one.low?, &other.high))) else {
            continue;
        };
        let repeated = joint.one != joint.other && (alone(joint.one) || alone(joint.other));
        let by = view.model.principal(joint.by);
        // Identities belong to an environment; those that stray are another rule's.
        let placed = by.is_some_and(|one| one.environment.is_some());
        if let Some(high) = highs.first().copied()
            && !repeated
            && !placed
        {
            found.push(Spread {
                by: joint.by,
                workload: by.is_some_and(|one| one.kind.is_workload()),
                low,
                high,
                high_gone: gone(view, highs),
            });
        }
    }
    found
}

fn owns<'v>(view: &View<'v>) -> HashMap<PrincipalId, Own<'v>> {
    let mut found: HashMap<PrincipalId, Own<'v>> = HashMap::default();
    for assignment in &view.compiled.assignments {
        let Some(tier) = view.model.tier(assignment.scope) else {
            continue;
        };
        let own = found.entry(assignment.principal).or_default();
        let known = tier != Tier::Production && own.low.is_some();
        if known || !changes(view, assignment) {
            continue;
        }
        if tier == Tier::Production {
            own.high.push(assignment);
        } else {
            own.low = Some(assignment);
        }
    }
    found
}

/// Tells whether an assignment changes anything at its scope, standing and not for emergencies.
fn changes<'v>(view: &View<'v>, assignment: &'v Assignment) -> bool {
    let grade = view.grade(assignment.role);
    if !grade.is_some_and(super::Grade::changes) || !view.is_plain(assignment) {
        return false;
    }
    let kept = view
        .statement_of(assignment)
        .is_some_and(|statement| statement.keep);
    let levels = [Access::Write, Access::Delete, Access::Permissions];
    !kept && !at_scope(view, (assignment.role, assignment.scope), &levels).is_empty()
}

fn gone<'v>(view: &View<'v>, assignments: &[&'v Assignment]) -> Vec<Edit> {
    let mut grants: Vec<usize> = assignments
        .iter()
        .flat_map(|one| view.grants_behind(one))
        .collect();
    grants.sort_unstable();
    grants.dedup();
    let mut statements: Vec<_> = grants
        .iter()
        .filter_map(|index| view.model.grants.get(*index))
        .map(|grant| grant.statement)
        .collect();
    statements.dedup();
    let edits = statements
        .into_iter()
        .map(|statement| without(view, statement, &grants));
    edits.flatten().collect()
}
