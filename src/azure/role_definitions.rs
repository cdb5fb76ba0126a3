//! Role definitions.

use serde::{Deserialize, Serialize};
use smol_str::SmolStr;

use super::entries::{List, entry};
use super::error::Error;
use super::manager::{Manager, Target, Written};
use super::versions::AUTHORIZATION;
use super::weigh::{Weigh, weigh};

/// A role definition.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RoleDefinition {
    /// The GUID that ends its id, in lower case.
    pub name: SmolStr,
    /// The name that people see.
    pub role_name: SmolStr,
    /// The description.
    pub description: Option<String>,
    /// It is a customer's own.
    pub custom: bool,
    /// What it allows.
    pub permissions: Vec<Permission>,
    /// Where it may be assigned.
    pub assignable_scopes: Vec<SmolStr>,
    /// When it was made, as Azure writes it.
    pub created_on: Option<SmolStr>,
    /// Who made it.
    pub created_by: Option<SmolStr>,
    /// When it was last changed, as Azure writes it.
    pub updated_on: Option<SmolStr>,
    /// Who last changed it.
    pub updated_by: Option<SmolStr>,
}

/// A block of permissions.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct Permission {
    /// What it allows of the control plane.
    pub actions: Vec<SmolStr>,
    /// What it takes away again.
    pub not_actions: Vec<SmolStr>,
    /// What it allows of data.
    pub data_actions: Vec<SmolStr>,
    /// What it takes away again.
    pub not_data_actions: Vec<SmolStr>,
    /// The condition of a built-in role's block; nobody can write one.
    #[serde(skip_serializing)]
    pub condition: Option<SmolStr>,
}

/// What a role definition is to be.
#[derive(Debug, Clone, Copy, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct NewRoleDefinition<'n> {
    /// The name that people see.
    pub role_name: &'n str,
    /// The description.
    pub description: &'n str,
    /// What it allows.
    pub permissions: &'n [Permission],
    /// Where it may be assigned.
    pub assignable_scopes: &'n [SmolStr],
}

/// Which role definitions are listed.
#[derive(Debug, Clone, Copy)]
pub enum RoleFilter<'f> {
    /// Those that can be used at the scope, built-in ones included.
    Usable,
    /// Those that come with Azure.
    BuiltIn,
    /// A customer's own that can be used at the scope.
    Custom,
    /// A customer's own that can be used at the scope or below it.
    CustomBelow,
    /// Those of a display name.
    Named(&'f str),
}

#[derive(Serialize)]
struct Body<'b> {
    name: &'b str,
    properties: Properties<'b>,
}

#[derive(Serialize)]
struct Properties<'b> {
    r#type: &'static str,
    #[serde(flatten)]
    of: NewRoleDefinition<'b>,
}

weigh!(RoleDefinition: name, role_name, description, permissions, assignable_scopes, created_on, created_by, updated_on, updated_by);
weigh!(Permission: actions, not_actions, data_actions, not_data_actions, condition);

#[derive(Deserialize)]
struct Shape {
    name: SmolStr,
    properties: Found,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Found {
    role_name: SmolStr,
    r#type: Option<SmolStr>,
    description: Option<String>,
    #[serde(default)]
    permissions: Vec<Permission>,
    #[serde(default)]
    assignable_scopes: Vec<SmolStr>,
    created_on: Option<SmolStr>,
    created_by: Option<SmolStr>,
    updated_on: Option<SmolStr>,
    updated_by: Option<SmolStr>,
}

fn kept(shape: Shape) -> RoleDefinition {
    let of = shape.properties;
    RoleDefinition {
        name: SmolStr::new(shape.name.to_ascii_lowercase()),
        role_name: of.role_name,
        description: of.description.filter(|text| !text.is_empty()),
        custom: of
            .r#type
            .is_none_or(|kind| !kind.eq_ignore_ascii_case("BuiltInRole")),
        permissions: of.permissions,
        assignable_scopes: of.assignable_scopes,
        created_on: of.created_on,
        created_by: of.created_by,
        updated_on: of.updated_on,
        updated_by: of.updated_by,
    }
}

impl<'de> Deserialize<'de> for RoleDefinition {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Shape::deserialize(deserializer).map(kept)
    }
}

fn path(target: Target<'_>) -> String {
    let Target { scope, name, .. } = target;
    let scope = scope.trim_end_matches('/');
    format!("{scope}/providers/Microsoft.Authorization/roleDefinitions/{name}")
}

impl Manager {
    /// Lists role definitions, each as it is kept.
    pub async fn role_definitions<T: Weigh + Send>(
        &self,
        scope: &str,
        filter: RoleFilter<'_>,
        mut kept: impl FnMut(RoleDefinition) -> T + Send,
    ) -> Result<Vec<T>, Error> {
        let filter = match filter {
            RoleFilter::Usable => None,
            RoleFilter::BuiltIn => Some("type eq 'BuiltInRole'".to_owned()),
            RoleFilter::Custom => Some("type eq 'CustomRole'".to_owned()),
            RoleFilter::CustomBelow => {
                Some("atScopeAndBelow() and type eq 'CustomRole'".to_owned())
            }
            RoleFilter::Named(name) => Some(format!("roleName eq '{}'", name.replace('\'', "''"))),
        };
        let mut list = List::new(|text| entry(text).map(&mut kept));
        let place = (
            "role definitions",
            "Microsoft.Authorization/roleDefinitions",
        );
        let place = (place, scope, AUTHORIZATION);
        self.each_listed(place, filter.as_deref(), &mut list)
            .await?;
        Ok(list.into_found())
    }

    /// Reads a role definition; none where there is none of that name.
    pub async fn role_definition(
        &self,
        target: Target<'_>,
    ) -> Result<Option<RoleDefinition>, Error> {
        let what = format!(
            "read the role definition {} at {}",
            target.name, target.scope
        );
        self.found(&what, &path(target), AUTHORIZATION).await
    }

    /// Creates or replaces a role definition.
    pub async fn put_role_definition(
        &self,
        target: Target<'_>,
        of: NewRoleDefinition<'_>,
    ) -> Result<Written<RoleDefinition>, Error> {
        let what = format!(
            "write the role definition {} at {}",
            target.name, target.scope
        );
        let r#type = "CustomRole";
        let body = Body {
            name: target.name,
            properties: Properties { r#type, of },
        };
        let place = (&*path(target), AUTHORIZATION);
        self.put(&what, place, &body, target.request).await
    }

    /// Deletes a role definition; the value tells whether there was one.
    pub async fn delete_role_definition(&self, target: Target<'_>) -> Result<Written<bool>, Error> {
        let what = format!(
            "delete the role definition {} at {}",
            target.name, target.scope
        );
        self.delete(&what, (&*path(target), AUTHORIZATION), target.request)
            .await
    }
}
