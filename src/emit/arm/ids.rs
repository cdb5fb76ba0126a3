//! The ids of roles and resources as expressions of a template, each written once.

use std::borrow::Cow;

use super::expression::{call, literal, value};
use crate::compile::place::Place;
use crate::compile::{CompiledRole, CompiledRoleId};
use crate::emit::deployment::Target;
use crate::emit::input::{Entry, Input, Spot};

pub(super) const ROLE: &str = "Microsoft.Authorization/roleDefinitions";

/// The ids that many assignments share.
pub(super) struct Ids {
    roles: Vec<String>,
    resources: Vec<Option<String>>,
}

impl Ids {
    pub(super) fn of(input: &Input<'_>) -> Self {
        let roles = input.compiled.roles.iter();
        Self {
            roles: roles.map(|role| value(&below(role))).collect(),
            resources: input.spots.iter().map(resource).collect(),
        }
    }

    /// Returns the id of the assigned role in the form that its scope wants.
    pub(super) fn role(&self, entry: &Entry<'_>) -> Cow<'_, str> {
        let place = entry.spot.place.as_ref();
        if place.is_some_and(Place::is_management_group) {
            return Cow::Owned(value(&high(entry.role)));
        }
        let known = self.roles.get(entry.assignment.role.index());
        Cow::Borrowed(known.map_or("", String::as_str))
    }

    /// Returns the `scope` of an assignment at a resource; none where the deployment's own scope
    /// is meant.
    pub(super) fn resource(&self, entry: &Entry<'_>) -> Option<&str> {
        self.resources
            .get(entry.assignment.scope.index())?
            .as_deref()
    }
}

/// A role's id at subscriptions and below.
fn below(role: &CompiledRole) -> String {
    call(
        "subscriptionResourceId",
        &[literal(ROLE), literal(&role.guid)],
    )
}

/// A role's id at management groups.
fn high(role: &CompiledRole) -> String {
    if role.is_built_in() {
        call("tenantResourceId", &[literal(ROLE), literal(&role.guid)])
    } else {
        in_management_group(&role.guid)
    }
}

fn in_management_group(guid: &str) -> String {
    let here = "managementGroup().id".to_owned();
    call("extensionResourceId", &[here, literal(ROLE), literal(guid)])
}

fn resource(spot: &Spot<'_>) -> Option<String> {
    let Some(Place::Resource { resource, .. }) = &spot.place else {
        return None;
    };
    let kind = literal(&resource.kind(resource.segments.len()));
    let names = resource.segments.iter().map(|(_, name)| literal(name));
    let arguments: Vec<_> = std::iter::once(kind).chain(names).collect();
    Some(value(&call("resourceId", &arguments)))
}

/// The names by which the roles of one template go in `dependsOn`.
pub(super) struct Own<'all> {
    roles: &'all [CompiledRoleId],
    names: Vec<String>,
}

impl<'all> Own<'all> {
    pub(super) fn of(input: &Input<'_>, target: &Target, roles: &'all [CompiledRoleId]) -> Self {
        let name = |id: &CompiledRoleId| {
            let guid = input.role(*id).map_or("", |role| &role.guid);
            let arguments = [literal(ROLE), literal(guid)];
            value(&match target {
                Target::ManagementGroup(_) => in_management_group(guid),
                Target::Subscription(_) => call("subscriptionResourceId", &arguments),
                Target::ResourceGroup(..) => call("resourceId", &arguments),
            })
        };
        Self {
            roles,
            names: roles.iter().map(name).collect(),
        }
    }

    /// Returns the name of a role; none where another template writes it.
    pub(super) fn name(&self, role: CompiledRoleId) -> Option<&str> {
        let at = self.roles.binary_search(&role).ok()?;
        self.names.get(at).map(String::as_str)
    }
}
