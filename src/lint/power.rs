//! What roles let their holders do on Azure Machine Learning and around it, as named powers.

mod cause;
mod table;

use super::grade::Class;
use super::view::View;
use crate::algebra::OperationSet;
use crate::catalog::{Catalog, OperationId};
use crate::compile::{Assignment, CompiledRoleId};
use crate::model::{PrincipalId, PrincipalKind, ScopeId};
use crate::support::hash::HashMap;
pub(super) use cause::{Cause, causes};
pub(super) use table::Power;
use table::{POWERS, operations};

/// The known operations of each power.
struct Table(Vec<Vec<OperationId>>);

/// The known operations of a power.
fn ids(catalog: &Catalog, power: Power) -> &[OperationId] {
    let table = catalog.kept(|| {
        let known = |power: &Power| {
            let names = operations(*power).iter();
            names
                .filter_map(|(plane, name)| catalog.find(*plane, name))
                .collect()
        };
        Table(POWERS.iter().map(known).collect())
    });
    table.0.get(power as usize).map_or(&[], Vec::as_slice)
}

impl<'v> View<'v> {
    /// Returns what a role possibly reaches of a power; none if it has nothing of it.
    pub(super) fn part_of(&self, role: CompiledRoleId, power: Power) -> Option<OperationSet> {
        let reach = self.reach(role)?;
        let held = ids(self.catalog, power)
            .iter()
            .filter(|id| reach.upper.contains(**id));
        let mut found = OperationSet::empty();
        held.for_each(|id| found.insert(*id));
        (!found.is_empty()).then_some(found)
    }

    /// Tells whether a role possibly gives a power.
    pub(super) fn possibly(&self, role: CompiledRoleId, power: Power) -> bool {
        let reach = self.reach(role);
        let known = ids(self.catalog, power);
        reach.is_some_and(|reach| known.iter().any(|id| reach.upper.contains(*id)))
    }

    /// Tells whether a principal surely has a power over a scope, groups included.
    pub(super) fn surely_has(&self, principal: PrincipalId, power: Power, scope: ScopeId) -> bool {
        let known = ids(self.catalog, power);
        self.over(principal, scope).into_iter().any(|assignment| {
            let reach = self.reach(assignment.role);
            reach.is_some_and(|reach| known.iter().any(|id| reach.lower.contains(*id)))
        })
    }

    /// Lists the assignments that reach a scope and that a principal has, groups included.
    pub(super) fn over(&self, principal: PrincipalId, scope: ScopeId) -> Vec<&'v Assignment> {
        let holders = self.model.memberships(principal).into_iter();
        let found = holders.flat_map(|holder| {
            let own: Vec<_> = self.holdings().reaching(self, holder, scope).collect();
            own.into_iter().map(|(_, assignment)| assignment)
        });
        found.collect()
    }

    /// Tells whether a role does so much in general that rules about such roles speak of it.
    pub(super) fn is_general(&self, role: CompiledRoleId) -> bool {
        self.grade(role)
            .is_some_and(|grade| grade.class != Class::Limited)
    }

    /// Tells whether a principal is labelled as one of another organisation.
    pub(super) fn is_external(&self, principal: PrincipalId) -> bool {
        let found = self.model.principal(principal);
        found.is_some_and(|one| one.labels.iter().any(|label| label == "external"))
    }

    /// Tells whether a principal is a person, or a group that may hold some.
    pub(super) fn is_human(&self, principal: PrincipalId) -> bool {
        let kind = |id| self.model.principal(id).map(|one| one.kind);
        let Some(found) = self.model.principal(principal) else {
            return false;
        };
        match found.kind {
            PrincipalKind::User => true,
            PrincipalKind::Group => {
                let mut members = found.members.iter();
                found.members.is_empty()
                    || !members
                        .all(|one| kind(one.principal).is_some_and(PrincipalKind::is_workload))
            }
            _ => false,
        }
    }

    /// Lists the assignments that possibly give a power over one of the targets, each with the
    /// first target that it reaches.
    pub(super) fn giving(&self, power: Power, targets: &Targets) -> Vec<(&'v Assignment, ScopeId)> {
        let assignments = self.compiled.assignments.iter();
        let reaching = assignments.filter_map(|one| Some((one, targets.below(one.scope)?)));
        reaching
            .filter(|(one, _)| self.possibly(one.role, power))
            .collect()
    }
}

/// For each scope the first of some scopes that it is or covers.
#[derive(Debug, Default)]
pub(super) struct Targets(HashMap<ScopeId, ScopeId>);

impl Targets {
    /// Collects targets, the first ones first.
    pub(super) fn of(view: &View<'_>, targets: impl IntoIterator<Item = ScopeId>) -> Self {
        let mut found = HashMap::default();
        for target in targets {
            for (above, _) in view.model.ancestors(target) {
                found.entry(above).or_insert(target);
            }
        }
        Self(found)
    }

    /// Returns the first target that a scope is or covers.
    pub(super) fn below(&self, scope: ScopeId) -> Option<ScopeId> {
        self.0.get(&scope).copied()
    }

    /// Tells whether there is none.
    pub(super) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}
