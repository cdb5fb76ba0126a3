//! What a snapshot has, by what it means.

use smol_str::SmolStr;

use super::marker::Marker;
use crate::access::ObjectIds;
use crate::compile::names::{assignment_name, guid, scope_in_name};
use crate::model::{Guid, Model};
use crate::observed::{RoleAssignment, RoleDefinition, Schedule, Snapshot};
use crate::support::hash::{HashMap, HashSet};

/// A scope, an object id and the GUID of a role, as they are compared.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(super) struct Tuple {
    pub(super) scope: String,
    pub(super) who: SmolStr,
    pub(super) role: SmolStr,
}

impl Tuple {
    pub(super) fn new(scope: &str, who: &SmolStr, role: &SmolStr) -> Self {
        Self {
            scope: scope_in_name(scope),
            who: who.clone(),
            role: role.clone(),
        }
    }

    pub(super) fn of(one: &RoleAssignment) -> Self {
        Self {
            scope: scope_in_name(&one.scope),
            who: one.principal.id.into(),
            role: one.role.into(),
        }
    }
}

/// Whose something is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Owner<'s> {
    /// Nobody says.
    Nobody,
    /// This policy's, made for a declaration.
    Ours(&'s str),
    /// Another policy's.
    Other(&'s str),
}

/// What a snapshot has, by what it means.
pub(super) struct Found<'s> {
    snapshot: &'s Snapshot,
    policy: SmolStr,
    tenant: SmolStr,
    /// Those of principals that the policy declares: nobody asks for others, and there may be very many.
    tuples: HashMap<Tuple, usize>,
    /// The positions of those in force by their names, of which few are asked for.
    names: Vec<usize>,
    roles: HashMap<&'s str, usize>,
}

impl<'s> Found<'s> {
    pub(super) fn of(model: &Model, snapshot: &'s Snapshot, ids: &ObjectIds) -> Self {
        let policy = &model.policy;
        let declared: HashSet<_> = ids.all_known().filter_map(|id| Guid::read(id)).collect();
        let mut found = Self {
            snapshot,
            policy: policy.name.clone(),
            tenant: policy.tenant.clone().unwrap_or_default(),
            tuples: HashMap::default(),
            names: Vec::new(),
            roles: HashMap::default(),
        };
        for (at, one) in snapshot.role_assignments.iter().enumerate() {
            if !found.is_in_force(one) {
                continue;
            }
            found.names.push(at);
            if declared.contains(&one.principal.id) {
                found.tuples.entry(Tuple::of(one)).or_insert(at);
            }
        }
        found
            .names
            .sort_unstable_by_key(|at| (name_at(snapshot, *at), *at));
        let roles = snapshot.role_definitions.iter().enumerate();
        found.roles = roles.map(|(at, one)| (one.id.as_str(), at)).collect();
        found
    }

    /// Tells whether an assignment takes up its name and its tuple: an eligible one, one that has
    /// not begun and one that has ended do not.
    pub(super) fn is_in_force(&self, one: &RoleAssignment) -> bool {
        let Schedule {
            eligible,
            from,
            until,
        } = one.schedule();
        let taken = self.snapshot.taken;
        let begun = from.is_none_or(|from| taken.seconds_until(from) <= 0);
        let ended = until.is_some_and(|until| until.seconds_until(taken) > 0);
        !eligible && begun && !ended
    }

    /// Finds the assignment of a tuple whose principal the policy declares.
    pub(super) fn tuple(&self, tuple: &Tuple) -> Option<(usize, &'s RoleAssignment)> {
        let at = *self.tuples.get(tuple)?;
        Some((at, self.snapshot.role_assignments.get(at)?))
    }

    /// Finds the assignment of a name.
    pub(super) fn named(&self, name: &str) -> Option<&'s RoleAssignment> {
        let name = Some(Guid::read(name)?);
        let before = |at: &usize| name_at(self.snapshot, *at) < name;
        let at = self.names.get(self.names.partition_point(before))?;
        let found = self.snapshot.role_assignments.get(*at);
        found.filter(|one| Some(one.name) == name)
    }

    /// Finds a role definition by its GUID.
    pub(super) fn role(&self, id: &str) -> Option<&'s RoleDefinition> {
        self.snapshot.role_definitions.get(*self.roles.get(id)?)
    }

    /// Lists the customer's own role definitions.
    pub(super) fn custom(&self) -> impl Iterator<Item = &'s RoleDefinition> {
        let roles = self.snapshot.role_definitions.iter();
        roles.filter(|one| one.custom)
    }

    /// Lists the assignments with their positions.
    pub(super) fn assignments(&self) -> impl Iterator<Item = (usize, &'s RoleAssignment)> {
        self.snapshot.role_assignments.iter().enumerate()
    }

    /// Tells whose a description says that something is.
    pub(super) fn owner<'text>(&self, description: Option<&'text str>) -> Owner<'text> {
        match Marker::of(description) {
            None => Owner::Nobody,
            Some(marker) if marker.policy == self.policy => Owner::Ours(marker.declaration),
            Some(marker) => Owner::Other(marker.policy),
        }
    }

    /// Tells whether an assignment has the name that we give.
    pub(super) fn has_our_name(one: &RoleAssignment) -> bool {
        let (who, role) = (one.principal.id.text(), one.role.text());
        one.name == assignment_name(&one.scope, &who, &role)
    }

    /// Tells whether a role definition made for a key has the GUID that we give.
    pub(super) fn has_our_id(&self, role: &RoleDefinition, key: &str) -> bool {
        role.id == guid(&[self.tenant.as_str(), self.policy.as_str(), key])
    }
}

fn name_at(snapshot: &Snapshot, at: usize) -> Option<Guid> {
    Some(snapshot.role_assignments.get(at)?.name)
}
