//! The shapes of role assignments: what is given, what is shown, and which form is refused.

use serde::{Deserialize, Serialize};

use super::assignment::Assignment;
use super::condition::{self, Facts};
use super::definitions::prefix_of;
use super::rules::linked_id;
use crate::sandbox::refusal::Refusal;
use crate::sandbox::scope::{Scope, is_guid, last};

/// The longest description and condition.
const DESCRIPTION: usize = 2048;
const CONDITION: usize = 8 << 10;

/// The properties of the body of a PUT.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(in crate::sandbox) struct Properties {
    pub(in crate::sandbox) role_definition_id: String,
    pub(in crate::sandbox) principal_id: String,
    pub(in crate::sandbox) principal_type: Option<String>,
    pub(in crate::sandbox) description: Option<String>,
    pub(in crate::sandbox) condition: Option<String>,
    pub(in crate::sandbox) condition_version: Option<String>,
    pub(in crate::sandbox) delegated_managed_identity_resource_id: Option<String>,
}

/// An assignment as it is shown.
#[derive(Debug, Serialize)]
pub(in crate::sandbox) struct Shown<'held> {
    properties: ShownProperties<'held>,
    id: String,
    #[serde(rename = "type")]
    kind: &'static str,
    name: &'held str,
}

/// The properties of an assignment as they are shown.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct ShownProperties<'held> {
    role_definition_id: String,
    principal_id: &'held str,
    principal_type: &'held str,
    scope: &'held str,
    condition: Option<&'held str>,
    condition_version: Option<&'held str>,
    created_on: &'held str,
    updated_on: &'held str,
    created_by: &'held str,
    updated_by: &'held str,
    delegated_managed_identity_resource_id: Option<&'held str>,
    description: Option<&'held str>,
}

impl Assignment {
    /// Returns the id.
    pub(in crate::sandbox) fn id(&self) -> String {
        let scope = self.scope.trim_end_matches('/');
        format!(
            "{scope}/providers/Microsoft.Authorization/roleAssignments/{}",
            self.name
        )
    }

    /// Shows the assignment.
    pub(in crate::sandbox) fn shown(&self) -> Shown<'_> {
        let prefix = prefix_of(&Scope::new(&self.scope));
        Shown {
            properties: ShownProperties {
                role_definition_id: format!(
                    "{prefix}/providers/Microsoft.Authorization/roleDefinitions/{}",
                    self.role
                ),
                principal_id: &self.principal,
                principal_type: &self.principal_type,
                scope: &self.scope,
                condition: self.condition.as_deref(),
                condition_version: self.condition_version.as_deref(),
                created_on: &self.created_on,
                updated_on: &self.updated_on,
                created_by: &self.created_by,
                updated_by: &self.updated_by,
                delegated_managed_identity_resource_id: self.delegated_identity.as_deref(),
                description: self.description.as_deref(),
            },
            id: self.id(),
            kind: "Microsoft.Authorization/roleAssignments",
            name: &self.name,
        }
    }

    /// Returns what conditions may ask about it.
    pub(super) fn facts(&self) -> Facts {
        Facts::existing(&self.role, &self.principal, &self.principal_type)
    }
}

/// Refuses an assignment whose form is wrong, whatever the tenant holds.
pub(super) fn form(name: &str, properties: &Properties) -> Result<(), Refusal> {
    ids(name, properties)?;
    let description = properties.description.as_deref().unwrap_or_default();
    if description.chars().count() > DESCRIPTION {
        let text = format!("The description must have at most {DESCRIPTION} characters.");
        return Err(Refusal::bad("BadRequestFormat", text));
    }
    let condition = properties.condition.as_deref();
    let Some(text) = condition.filter(|text| !text.is_empty()) else {
        return Ok(());
    };
    let fits = text.len() <= CONDITION && properties.condition_version.as_deref() == Some("2.0");
    if fits && condition::is_valid(text) {
        return Ok(());
    }
    let text = "The given role assignment condition is invalid.";
    Err(Refusal::bad("InvalidRoleAssignmentCondition", text))
}

/// Refuses an assignment with an id that is none.
fn ids(name: &str, properties: &Properties) -> Result<(), Refusal> {
    if !is_guid(name) {
        let text = format!(
            "The role assignment ID '{name}' is not valid. The role assignment ID must be a GUID."
        );
        return Err(Refusal::bad("InvalidRoleAssignmentId", text));
    }
    if !is_guid(&properties.principal_id) {
        let text = format!(
            "The Principal ID '{}' is not valid. Principal ID must be a GUID.",
            properties.principal_id
        );
        return Err(Refusal::bad("InvalidPrincipalId", text));
    }
    let id = properties.role_definition_id.to_lowercase();
    if !id.starts_with("/subscriptions/") && !id.starts_with("/providers/") {
        return Err(linked_id(
            &properties.role_definition_id,
            "properties.roleDefinitionId",
        ));
    }
    if !id.contains("/providers/microsoft.authorization/roledefinitions/") || !is_guid(&last(&id)) {
        let text = format!(
            "The role definition ID '{}' is not valid.",
            properties.role_definition_id
        );
        return Err(Refusal::bad("InvalidRoleDefinitionId", text));
    }
    Ok(())
}
