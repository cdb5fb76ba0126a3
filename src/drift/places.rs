//! Where the policy grants, and whose an assignment there is.

use crate::compile::names::scope_in_name;
use crate::model::Model;
use crate::observed::{Index, Snapshot};
use crate::plan::{Subject, policy_of};
use crate::support::hash::{HashMap, HashSet};

/// The scopes of a policy, and the assignments of a snapshot.
pub(super) struct Places<'s> {
    declared: HashSet<String>,
    index: Index<'s>,
    /// What can be activated, by scope, object id and role.
    eligible: HashSet<(String, &'s str, &'s str)>,
    /// Assignments that end, by scope and name, with whom and what they are for.
    passing: HashMap<(String, &'s str), (&'s str, &'s str)>,
    /// The policy that owns an assignment of others, by scope and name.
    owners: HashMap<(String, &'s str), &'s str>,
}

impl<'s> Places<'s> {
    pub(super) fn of(model: &Model, snapshot: &'s Snapshot) -> Self {
        let declared = model.scopes.iter().map(|one| scope_in_name(&one.id));
        let owned = snapshot.role_assignments.iter().filter_map(|one| {
            let owner = policy_of(one.description.as_deref()?)?;
            Some(((scope_in_name(&one.scope), one.name.as_str()), owner))
        });
        let all = || snapshot.role_assignments.iter();
        let ends = all().filter(|one| !one.schedule.eligible && one.schedule.until.is_some());
        let passing = ends.map(|one| {
            let key = (scope_in_name(&one.scope), one.name.as_str());
            (key, (one.principal.id.as_str(), one.role.as_str()))
        });
        let eligible = all().filter(|one| one.schedule.eligible).map(|one| {
            let scope = scope_in_name(&one.scope);
            (scope, one.principal.id.as_str(), one.role.as_str())
        });
        Self {
            eligible: eligible.collect(),
            passing: passing.collect(),
            declared: declared.filter(|id| !id.is_empty()).collect(),
            index: snapshot.index(),
            owners: owned.collect(),
        }
    }

    /// Tells whether something holds at a scope of the policy, or below one.
    pub(super) fn is_of_policy(&self, subject: &Subject) -> bool {
        let Subject::Assignment { scope, .. } = subject else {
            return false;
        };
        let above = self.index.above(scope).scopes;
        above.iter().any(|id| self.declared.contains(id.as_str()))
    }

    /// Tells whether an assignment that no plan owns says that it is some policy's.
    pub(super) fn is_of_another(&self, subject: &Subject) -> bool {
        self.owner(subject).is_some()
    }

    /// Tells whether something is an assignment that says of no policy that it is its.
    pub(super) fn is_unowned(&self, subject: &Subject) -> bool {
        matches!(subject, Subject::Assignment { .. }) && self.owner(subject).is_none()
    }

    fn owner(&self, subject: &Subject) -> Option<&'s str> {
        let Subject::Assignment { scope, name, .. } = subject else {
            return None;
        };
        let key = (scope_in_name(scope), name.as_deref()?);
        self.owners.get(&key).copied()
    }

    /// Tells whether somebody has activated for a time what they may: that they may is what counts.
    pub(super) fn is_activation(&self, subject: &Subject) -> bool {
        let Subject::Assignment {
            scope,
            name: Some(name),
            ..
        } = subject
        else {
            return false;
        };
        let scope = scope_in_name(scope);
        let passing = self.passing.get(&(scope.clone(), name.as_str()));
        passing.is_some_and(|(who, role)| self.eligible.contains(&(scope, who, role)))
    }
}
