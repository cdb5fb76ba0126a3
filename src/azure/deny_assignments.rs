//! Deny assignments.

use serde::Deserialize;
use smol_str::SmolStr;

use super::error::Error;
use super::manager::Manager;
use super::role_assignments::Filter;
use super::role_definitions::Permission;
use super::versions::AUTHORIZATION;
use super::weigh::weigh;

/// A deny assignment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DenyAssignment {
    /// The GUID that ends its id, in lower case.
    pub id: SmolStr,
    /// The name that people see.
    pub name: SmolStr,
    /// The scope, as Azure writes it.
    pub scope: SmolStr,
    /// It holds at that scope alone.
    pub only_here: bool,
    /// It denies; one that only audits denies nothing.
    pub enforced: bool,
    /// What it denies.
    pub permissions: Vec<Permission>,
    /// Whom it is about.
    pub principals: Vec<Party>,
    /// Whom it is not about.
    pub except: Vec<Party>,
    /// The condition.
    pub condition: Option<String>,
    /// The version of the condition's language.
    pub condition_version: Option<SmolStr>,
}

/// Somebody whom a deny assignment is about.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct Party {
    /// The object id.
    pub id: SmolStr,
    /// What Azure says that it is.
    #[serde(default)]
    pub r#type: SmolStr,
}

weigh!(DenyAssignment: id, name, scope, permissions, principals, except, condition, condition_version);
weigh!(Party: id, r#type);

#[derive(Deserialize)]
struct Shape {
    name: SmolStr,
    properties: Properties,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Properties {
    deny_assignment_name: Option<SmolStr>,
    scope: SmolStr,
    #[serde(default)]
    do_not_apply_to_child_scopes: bool,
    deny_assignment_effect: Option<SmolStr>,
    #[serde(default)]
    permissions: Vec<Permission>,
    #[serde(default)]
    principals: Vec<Party>,
    #[serde(default)]
    exclude_principals: Vec<Party>,
    condition: Option<String>,
    condition_version: Option<SmolStr>,
}

impl<'de> Deserialize<'de> for DenyAssignment {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let Shape { name, properties } = Shape::deserialize(deserializer)?;
        let effect = properties.deny_assignment_effect;
        Ok(Self {
            id: SmolStr::new(name.to_ascii_lowercase()),
            name: properties.deny_assignment_name.unwrap_or(name),
            scope: properties.scope,
            only_here: properties.do_not_apply_to_child_scopes,
            // A word that is not known may deny.
            enforced: effect.is_none_or(|effect| !effect.eq_ignore_ascii_case("audit")),
            permissions: properties.permissions,
            principals: properties.principals,
            except: properties.exclude_principals,
            condition: properties.condition.filter(|text| !text.is_empty()),
            condition_version: properties.condition_version,
        })
    }
}

impl Manager {
    /// Lists deny assignments.
    pub async fn deny_assignments(
        &self,
        scope: &str,
        filter: Filter<'_>,
    ) -> Result<Vec<DenyAssignment>, Error> {
        let place = (
            "deny assignments",
            "Microsoft.Authorization/denyAssignments",
        );
        let filter = filter.text();
        self.listed(place, scope, AUTHORIZATION, filter.as_deref())
            .await
    }
}
