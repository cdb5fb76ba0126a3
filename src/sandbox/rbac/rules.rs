//! What Azure asks of a custom role.

use super::built_in;
use super::definitions::Properties;
use super::role::Permission;
use crate::catalog::{Catalog, Plane};
use crate::sandbox::refusal::Refusal;
use crate::sandbox::scope::{MANAGEMENT_GROUPS, is_guid, subscription_of};

/// The longest display name, description and list of scopes.
const NAME: usize = 512;
const DESCRIPTION: usize = 2048;
const SCOPES: usize = 2000;

/// Refuses a role whose form is wrong, whatever the rest of the tenant holds.
pub(super) fn form(name: &str, role: &Properties) -> Result<(), Refusal> {
    if built_in::find(name).is_some() {
        let text = "Built-in role definitions cannot be changed.";
        return Err(Refusal::new(403, "RoleDefinitionUpdateNotPermitted", text));
    }
    let length = role.role_name.chars().count();
    if length == 0 || length > NAME {
        let text = format!("The role name must have between 1 and {NAME} characters.");
        return Err(Refusal::bad("BadRequestFormat", text));
    }
    let description = role.description.as_deref().unwrap_or_default();
    if description.chars().count() > DESCRIPTION {
        let text = format!("The description must have at most {DESCRIPTION} characters.");
        return Err(Refusal::bad("BadRequestFormat", text));
    }
    scopes(&role.assignable_scopes)?;
    let [block] = role.permissions.as_slice() else {
        let text = "A custom role definition must have exactly one permission.";
        return Err(Refusal::bad("BadRequestFormat", text));
    };
    permission(block)
}

fn scopes(scopes: &[String]) -> Result<(), Refusal> {
    if scopes.is_empty() || scopes.len() > SCOPES {
        let text =
            format!("The role definition must have between 1 and {SCOPES} assignable scopes.");
        return Err(Refusal::bad("BadRequestFormat", text));
    }
    let keys: Vec<_> = scopes.iter().map(|scope| scope.to_lowercase()).collect();
    for (scope, key) in scopes.iter().zip(&keys) {
        let known = key.starts_with(MANAGEMENT_GROUPS) || subscription_of(key).is_some_and(is_guid);
        if !known || key.contains('*') {
            return Err(linked_id(scope, "properties.assignableScopes"));
        }
    }
    let groups = keys.iter().filter(|key| key.starts_with(MANAGEMENT_GROUPS));
    if groups.count() > 1 {
        let text = "The role definition cannot have more than one management group as an assignable scope.";
        return Err(Refusal::bad(
            "RoleDefinitionWithMultipleManagementGroups",
            text,
        ));
    }
    Ok(())
}

/// Refuses an id that begins as no id of Resource Manager does.
pub(super) fn linked_id(id: &str, place: &str) -> Refusal {
    let text = format!(
        "Property id '{id}' at path '{place}' is invalid. Expect fully qualified resource Id that start \
         with '/subscriptions/{{subscriptionId}}' or '/providers/{{resourceProviderNamespace}}/'."
    );
    Refusal::bad("LinkedInvalidPropertyId", text)
}

fn permission(block: &Permission) -> Result<(), Refusal> {
    let control = block.actions.iter().chain(&block.not_actions);
    let data = block.data_actions.iter().chain(&block.not_data_actions);
    let planes = control
        .map(|one| (one, Plane::Control))
        .chain(data.map(|one| (one, Plane::Data)));
    for (pattern, plane) in planes {
        if let Some(problem) = problem(pattern, plane) {
            let code = match plane {
                Plane::Control => "InvalidActionOrNotAction",
                Plane::Data => "InvalidDataActionOrNotDataAction",
            };
            return Err(Refusal::bad(code, problem));
        }
    }
    Ok(())
}

/// Says what is wrong with an entry of a permission list.
fn problem(pattern: &str, plane: Plane) -> Option<String> {
    let catalog = Catalog::embedded();
    if pattern.matches('*').count() > 1 {
        return Some(format!(
            "The action '{pattern}' contains multiple wildcards; only one is allowed."
        ));
    }
    let (provider, rest) = pattern.split_once('/').unwrap_or((pattern, ""));
    let wild = pattern.contains('*');
    if provider.contains('*') {
        return None;
    }
    if catalog.prefix(&format!("{provider}/")).is_empty() || rest.is_empty() {
        return Some(format!(
            "The resource provider referenced in the action '{pattern}' is not in the list of available \
             resource providers."
        ));
    }
    // Whether a wildcard that matches nothing is refused is not known, so it is taken.
    let unknown = !wild && catalog.find(plane, pattern).is_none();
    unknown.then(|| {
        format!("'{pattern}' does not match any of the actions supported by the providers.")
    })
}
