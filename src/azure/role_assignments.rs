//! Role assignments.

use std::borrow::Cow;

use serde::{Deserialize, Serialize};
use smol_str::{SmolStr, StrExt as _};

use super::entries::Each;
use super::error::Error;
use super::manager::{Manager, Target, Written};
use super::names::Names;
use super::page;
use super::versions::AUTHORIZATION;
use super::weigh::{Weigh, weigh};
use crate::net::Method;

/// A role assignment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RoleAssignment {
    /// The GUID that ends its id, in lower case.
    pub name: SmolStr,
    /// The scope, as Azure writes it.
    pub scope: SmolStr,
    /// The object id of the principal, in lower case.
    pub principal_id: SmolStr,
    /// What Azure says that the principal is.
    pub principal_type: SmolStr,
    /// The id of the role definition, as Azure writes it; its last segment alone names the role.
    pub role_definition_id: SmolStr,
    /// The condition.
    pub condition: Option<Box<str>>,
    /// The version of the condition's language.
    pub condition_version: Option<Box<str>>,
    /// The description.
    pub description: Option<Box<str>>,
    /// When it was made, as Azure writes it.
    pub created_on: Option<SmolStr>,
    /// Who made it.
    pub created_by: Option<SmolStr>,
    /// When it was last changed, as Azure writes it.
    pub updated_on: Option<SmolStr>,
    /// Who last changed it.
    pub updated_by: Option<SmolStr>,
}

/// What a role assignment is to be.
#[derive(Debug, Clone, Copy, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct NewRoleAssignment<'n> {
    /// The id of the role definition.
    pub role_definition_id: &'n str,
    /// The object id of the principal.
    pub principal_id: &'n str,
    /// What the principal is: Azure looks nothing up then, which a new principal needs.
    pub principal_type: &'n str,
    /// The description.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub description: Option<&'n str>,
    /// The condition; none removes one that is there.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub condition: Option<&'n str>,
    /// The version of the condition's language.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub condition_version: Option<&'n str>,
}

/// Which role assignments are listed.
#[derive(Debug, Clone, Copy)]
pub enum Filter<'f> {
    /// Those at the scope, above it and below it.
    Around,
    /// Those at the scope and above it.
    AtScope,
    /// Those that a principal has itself, wherever they hold.
    Of(&'f str),
    /// Those that a principal has itself or through groups.
    AssignedTo(&'f str),
}

impl Filter<'_> {
    pub(super) fn text(self) -> Option<String> {
        match self {
            Self::Around => None,
            Self::AtScope => Some("atScope()".to_owned()),
            Self::Of(id) => Some(format!("principalId eq '{}'", id.replace('\'', "''"))),
            Self::AssignedTo(id) => Some(format!("assignedTo('{}')", id.replace('\'', "''"))),
        }
    }
}

#[derive(Serialize)]
struct Body<'b> {
    properties: NewRoleAssignment<'b>,
}

weigh!(RoleAssignment: name, scope, principal_id, principal_type, role_definition_id, condition, condition_version, description, created_on, created_by, updated_on, updated_by);

#[derive(Deserialize)]
pub(super) struct Shape<'s> {
    #[serde(borrow)]
    name: Cow<'s, str>,
    #[serde(borrow)]
    properties: Properties<'s>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Properties<'p> {
    #[serde(borrow)]
    role_definition_id: Cow<'p, str>,
    #[serde(borrow)]
    principal_id: Cow<'p, str>,
    #[serde(borrow)]
    principal_type: Option<Cow<'p, str>>,
    #[serde(borrow)]
    scope: Cow<'p, str>,
    condition: Option<Box<str>>,
    #[serde(borrow)]
    condition_version: Option<Cow<'p, str>>,
    description: Option<Box<str>>,
    #[serde(borrow)]
    created_on: Option<Cow<'p, str>>,
    #[serde(borrow)]
    created_by: Option<Cow<'p, str>>,
    #[serde(borrow)]
    updated_on: Option<Cow<'p, str>>,
    #[serde(borrow)]
    updated_by: Option<Cow<'p, str>>,
}

pub(super) fn of(shape: Shape<'_>, names: &mut Names) -> RoleAssignment {
    let of = shape.properties;
    let text = |text: Option<Box<str>>| text.filter(|text| !text.is_empty());
    RoleAssignment {
        name: shape.name.to_ascii_lowercase_smolstr(),
        scope: names.keep(&of.scope),
        // Of those there may be as many as assignments.
        principal_id: of.principal_id.to_ascii_lowercase_smolstr(),
        principal_type: names.keep(&of.principal_type.unwrap_or_default()),
        role_definition_id: names.keep(&of.role_definition_id),
        condition: text(of.condition),
        condition_version: of.condition_version.map(Box::from),
        description: text(of.description),
        created_on: of.created_on.map(SmolStr::from),
        created_by: of.created_by.map(|id| names.guid(&id)),
        updated_on: of.updated_on.map(SmolStr::from),
        updated_by: of.updated_by.map(|id| names.guid(&id)),
    }
}

impl<'de> Deserialize<'de> for RoleAssignment {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Shape::deserialize(deserializer).map(|shape| of(shape, &mut Names::default()))
    }
}

fn path(target: Target<'_>) -> String {
    let Target { scope, name, .. } = target;
    let scope = scope.trim_end_matches('/');
    format!("{scope}/providers/Microsoft.Authorization/roleAssignments/{name}")
}

impl Manager {
    /// Lists role assignments.
    pub async fn role_assignments(
        &self,
        scope: &str,
        filter: Filter<'_>,
    ) -> Result<Vec<RoleAssignment>, Error> {
        let mut found = Vec::new();
        self.each_role_assignment(scope, filter, |one| one, |one| found.push(one))
            .await?;
        Ok(found)
    }

    /// Takes role assignments one after the other, page by page, each as it is kept.
    pub async fn each_role_assignment<T: Weigh + Send>(
        &self,
        scope: &str,
        filter: Filter<'_>,
        mut kept: impl FnMut(RoleAssignment) -> T + Send,
        take: impl FnMut(T) + Send,
    ) -> Result<(), Error> {
        let what = format!("list role assignments at {scope}");
        let scope = scope.trim_end_matches('/');
        let path = format!("{scope}/providers/Microsoft.Authorization/roleAssignments");
        let filter = filter.text();
        let mut query = vec![("api-version", AUTHORIZATION)];
        query.extend(filter.as_deref().map(|filter| ("$filter", filter)));
        let mut names = Names::default();
        let call = self.call(&what, Method::Get, &path, &query)?.paged();
        let _list = self.site().long_list();
        let read = |entry: &[u8]| Ok(kept(of(serde_json::from_slice(entry)?, &mut names)));
        page::all(self.lists(), &what, call, &mut Each::new(read, take)).await
    }

    /// Reads a role assignment; none where there is none of that name.
    pub async fn role_assignment(
        &self,
        target: Target<'_>,
    ) -> Result<Option<RoleAssignment>, Error> {
        let what = format!(
            "read the role assignment {} at {}",
            target.name, target.scope
        );
        self.found(&what, &path(target), AUTHORIZATION).await
    }

    /// Creates a role assignment, or changes description and condition of one.
    pub async fn put_role_assignment(
        &self,
        target: Target<'_>,
        properties: NewRoleAssignment<'_>,
    ) -> Result<Written<RoleAssignment>, Error> {
        let what = format!(
            "write the role assignment {} at {}",
            target.name, target.scope
        );
        let place = (&*path(target), AUTHORIZATION);
        self.put(&what, place, &Body { properties }, target.request)
            .await
    }

    /// Deletes a role assignment; the value tells whether there was one.
    pub async fn delete_role_assignment(&self, target: Target<'_>) -> Result<Written<bool>, Error> {
        let what = format!(
            "delete the role assignment {} at {}",
            target.name, target.scope
        );
        self.delete(&what, (&*path(target), AUTHORIZATION), target.request)
            .await
    }
}
