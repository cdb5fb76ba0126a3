//! Role assignments that are none of the policy's. There may be very many, so that a plan says
//! where each stands in the snapshot and no more.

use smol_str::SmolStr;

use super::change::{Change, Kind, Plan, Subject, Who};
use crate::access::ObjectIds;
use crate::catalog::Catalog;
use crate::compile::names::scope_in_name;
use crate::model::{Model, PrincipalId};
use crate::observed::{Index, RoleAssignment, Snapshot};
use crate::support::hash::HashMap;

/// The positions in a snapshot of the role assignments that no plan touches.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Others {
    /// Those of others.
    pub foreign: Vec<usize>,
    /// Those that Azure made by itself.
    pub given: Vec<usize>,
}

impl Others {
    /// Lists them with their kinds.
    fn all(&self) -> impl Iterator<Item = (Kind, usize)> {
        let foreign = self.foreign.iter().map(|at| (Kind::Foreign, *at));
        foreign.chain(self.given.iter().map(|at| (Kind::Given, *at)))
    }
}

/// Tells of each of them what other changes tell, in the order of the snapshot.
pub fn others(model: &Model, snapshot: &Snapshot, plan: &Plan) -> impl Iterator<Item = Change> {
    let index = snapshot.index();
    let ids = ObjectIds::of(model, snapshot, &index);
    let names = Names::of(model, (snapshot, &ids), plan.catalog);
    plan.others.all().filter_map(move |(kind, at)| {
        let one = snapshot.role_assignments.get(at)?;
        Some(Change::new(kind, names.subject(&index, one), Vec::new()))
    })
}

/// What people call what an assignment points to.
pub(super) struct Names<'s> {
    /// The names of declared principals by their object ids.
    principals: HashMap<SmolStr, String>,
    /// The ids of declared scopes as the policy spells them.
    scopes: HashMap<String, SmolStr>,
    /// The display names of the roles that were read by their GUIDs.
    roles: HashMap<&'s str, &'s SmolStr>,
    /// The names of built-in roles that were not read.
    catalog: &'static Catalog,
}

impl<'s> Names<'s> {
    pub(super) fn of(
        model: &Model,
        (snapshot, ids): (&'s Snapshot, &ObjectIds),
        catalog: &'static Catalog,
    ) -> Self {
        let principals = (0..model.principals.len()).rev().map(PrincipalId::new);
        let principals =
            principals.filter_map(|id| Some((ids.known(id)?.clone(), model.principal_name(id))));
        let scopes = model.scopes.iter();
        let scopes = scopes.map(|one| (scope_in_name(&one.id), one.id.clone()));
        let roles = snapshot.role_definitions.iter();
        Self {
            principals: principals.collect(),
            scopes: scopes.collect(),
            roles: roles.map(|one| (one.id.as_str(), &one.name)).collect(),
            catalog,
        }
    }

    /// Says what an assignment of a snapshot is about.
    pub(super) fn subject(&self, index: &Index<'_>, one: &RoleAssignment) -> Subject {
        let id = SmolStr::from(one.principal.id);
        let declared = self.principals.get(&id).map(SmolStr::new);
        let known = || index.principal(&id)?.name.clone();
        let scope = self.scopes.get(&scope_in_name(&one.scope));
        Subject::Assignment {
            scope: scope.unwrap_or(&one.scope).clone(),
            who: Who {
                name: declared.or_else(known).unwrap_or_else(|| id.clone()),
                kind: one.principal.kind.azure_type(),
                id: Some(id),
            },
            role: self.role(&one.role.text()),
            role_id: one.role.into(),
            name: Some(one.name.into()),
        }
    }

    fn role(&self, id: &str) -> SmolStr {
        let built_in = || Some(SmolStr::new(self.catalog.builtin_by_id(id)?.name()));
        let read = self.roles.get(id).map(|name| (*name).clone());
        read.or_else(built_in).unwrap_or_else(|| id.into())
    }
}
