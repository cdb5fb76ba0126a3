//! Where the policy grants, and whose an assignment there is.

use crate::compile::names::scope_in_name;
use crate::model::{Guid, Model};
use crate::observed::{Index, Snapshot};
use crate::plan::{Subject, policy_of};
use crate::support::hash::{HashMap, HashSet};

/// The scopes of a policy, and the assignments of a snapshot.
pub(super) struct Places<'s> {
    declared: HashSet<String>,
    index: Index<'s>,
    /// What can be activated, by scope, object id and role.
    eligible: HashSet<(String, Guid, Guid)>,
    /// Assignments that end, by scope and name, with whom and what they are for.
    passing: HashMap<(String, Guid), (Guid, Guid)>,
    /// The policy that owns an assignment of others, by scope and name.
    owners: HashMap<(String, Guid), &'s str>,
}

impl<'s> Places<'s> {
    pub(super) fn of(model: &Model, snapshot: &'s Snapshot) -> Self {
        let declared = model.scopes.iter().map(|one| scope_in_name(&one.id));
        let owned = snapshot.role_assignments.iter().filter_map(|one| {
            let owner = policy_of(one.description.as_deref()?)?;
            Some(((scope_in_name(&one.scope), one.name), owner))
        });
        let all = || snapshot.role_assignments.iter();
        let ends = all().filter(|one| !one.is_eligible() && one.schedule().until.is_some());
        let passing = ends.map(|one| {
            let key = (scope_in_name(&one.scope), one.name);
            (key, (one.principal.id, one.role))
        });
        let eligible = all().filter(|one| one.is_eligible()).map(|one| {
            let scope = scope_in_name(&one.scope);
            (scope, one.principal.id, one.role)
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
        let key = (scope_in_name(scope), Guid::read(name.as_deref()?)?);
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
        let key = Guid::read(name).map(|name| (scope.clone(), name));
        let passing = key.and_then(|key| self.passing.get(&key).copied());
        passing.is_some_and(|(who, role)| self.eligible.contains(&(scope, who, role)))
    }
}
