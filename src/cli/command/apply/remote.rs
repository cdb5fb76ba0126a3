//! Resource Manager as what a plan is carried out on.

use smol_str::SmolStr;

use crate::apply::{Answer, Key, Meaning, Remote, Thing, Trouble};
use crate::azure::{
    self, Filter, Manager, NewRoleAssignment, NewRoleDefinition, Permission, Target, Written,
};
use crate::compile::names::scope_in_name;
use crate::compile::place::Place;
use crate::model::Guid;
use crate::model::permission::{Block, Pattern};
use crate::observed::{Party, PartyKind, RoleAssignment, RoleDefinition};

impl Remote for Manager {
    async fn read(&self, key: &Key) -> Result<Option<Thing>, Trouble> {
        match key {
            Key::Role { id, scopes } => {
                for scope in scopes {
                    let found = self.role_definition(Target::new(scope, id)).await;
                    if let Some(role) = found.map_err(trouble)? {
                        return Ok(Some(Thing::Role(role_of(role))));
                    }
                }
                Ok(None)
            }
            Key::Assignment { scope, name } => {
                let found = self.role_assignment(Target::new(scope, name)).await;
                let found = found.map_err(trouble)?;
                let found = found.map(|one| assignment_of(one).ok_or_else(odd));
                Ok(found.transpose()?.map(Thing::Assignment))
            }
        }
    }

    async fn put(&self, thing: &Thing, request: &str) -> Result<Answer, Trouble> {
        match thing {
            Thing::Role(role) => put_role(self, role, request).await,
            Thing::Assignment(one) => put_assignment(self, one, request).await,
        }
    }

    async fn delete(&self, key: &Key, request: &str) -> Result<Answer, Trouble> {
        let written = match key {
            Key::Role { id, scopes } => {
                let scope = scopes.first().map_or("", SmolStr::as_str);
                self.delete_role_definition(under(request, scope, id)).await
            }
            Key::Assignment { scope, name } => {
                self.delete_role_assignment(under(request, scope, name))
                    .await
            }
        };
        answer(written)
    }

    async fn twin(&self, one: &RoleAssignment) -> Result<Option<RoleAssignment>, Trouble> {
        let who = one.principal.id.text();
        let held = self.role_assignments(&one.scope, Filter::Of(&who)).await;
        let held = held.map_err(trouble)?.into_iter();
        let mut held = held.filter_map(assignment_of);
        let (scope, role) = (scope_in_name(&one.scope), one.role);
        Ok(held.find(|other| scope_in_name(&other.scope) == scope && other.role == role))
    }
}

fn under<'t>(request: &'t str, scope: &'t str, name: &'t str) -> Target<'t> {
    Target {
        request: Some(request),
        ..Target::new(scope, name)
    }
}

async fn put_role(
    manager: &Manager,
    role: &RoleDefinition,
    request: &str,
) -> Result<Answer, Trouble> {
    let scope = role.assignable_scopes.first().map_or("", SmolStr::as_str);
    let permissions: Vec<_> = role.permissions.iter().map(permission).collect();
    let new = NewRoleDefinition {
        role_name: &role.name,
        description: role.description.as_deref().unwrap_or_default(),
        permissions: &permissions,
        assignable_scopes: &role.assignable_scopes,
    };
    let target = under(request, scope, &role.id);
    answer(manager.put_role_definition(target, new).await)
}

async fn put_assignment(
    manager: &Manager,
    one: &RoleAssignment,
    request: &str,
) -> Result<Answer, Trouble> {
    let role = role_id(&one.scope, &one.role.text());
    let new = NewRoleAssignment {
        role_definition_id: &role,
        principal_id: &one.principal.id.text(),
        principal_type: one.principal.kind.azure_type(),
        description: one.description.as_deref(),
        condition: one.condition.as_deref(),
        condition_version: one.condition_version.as_deref(),
    };
    let name = one.name.text();
    let target = under(request, &one.scope, &name);
    answer(manager.put_role_assignment(target, new).await)
}

/// Returns the whole id of a role as assignments at a scope refer to it.
fn role_id(scope: &str, guid: &str) -> String {
    let place = Place::of(scope);
    let subscription = place.as_ref().and_then(Place::subscription);
    let prefix = subscription.map(|id| format!("/subscriptions/{id}"));
    format!(
        "{}/providers/Microsoft.Authorization/roleDefinitions/{guid}",
        prefix.unwrap_or_default()
    )
}

fn answer<T>(written: Result<Written<T>, azure::Error>) -> Result<Answer, Trouble> {
    let written = written.map_err(trouble)?;
    Ok(Answer {
        correlation: written.correlation,
    })
}

/// Says what an error means for a step. The client has tried again already what it tries again.
pub(super) fn trouble(error: azure::Error) -> Trouble {
    Trouble {
        meaning: meaning(error.meaning),
        words: error.meaning.words(),
        help: error.meaning.help(),
        code: Some(error.code).filter(|code| !code.is_empty()),
        message: error.message,
        correlation: error.correlation,
    }
}

/// Says what a meaning of Azure's means for a step.
pub(super) fn meaning(meaning: azure::Meaning) -> Meaning {
    use azure::Meaning as Azure;
    match meaning {
        Azure::AssignmentExists => Meaning::Exists,
        Azure::RoleInUse => Meaning::Held,
        Azure::PrincipalMissing => Meaning::NoPrincipal,
        Azure::RoleMissing => Meaning::NoRole,
        Azure::ScopeMissing => Meaning::NoScope,
        Azure::Race => Meaning::Busy,
        Azure::Throttled => Meaning::Throttled,
        Azure::Trouble | Azure::Unreachable => Meaning::Unclear,
        _ => Meaning::Final,
    }
}

fn permission(block: &Block) -> Permission {
    let list = |patterns: &[Pattern]| patterns.iter().map(|one| one.0.clone()).collect();
    Permission {
        actions: list(&block.actions),
        not_actions: list(&block.not_actions),
        data_actions: list(&block.data_actions),
        not_data_actions: list(&block.not_data_actions),
        condition: None,
    }
}

fn role_of(role: azure::RoleDefinition) -> RoleDefinition {
    let list = |patterns: Vec<SmolStr>| patterns.into_iter().map(Pattern).collect();
    let blocks = role.permissions.into_iter().map(|one| Block {
        actions: list(one.actions),
        not_actions: list(one.not_actions),
        data_actions: list(one.data_actions),
        not_data_actions: list(one.not_data_actions),
        condition: one.condition,
    });
    RoleDefinition {
        id: role.name,
        name: role.role_name,
        custom: role.custom,
        description: role.description,
        permissions: blocks.collect(),
        assignable_scopes: role.assignable_scopes,
    }
}

/// Says that Azure answered with something that is no assignment as Azure writes them.
fn odd() -> Trouble {
    Trouble {
        meaning: Meaning::Final,
        words: "the answer holds an assignment with ids that are no GUIDs",
        help: "look at the assignment in Azure, and report this if it is as it should be",
        code: None,
        message: String::new(),
        correlation: None,
    }
}

/// Takes over an assignment; none where an id of it is no GUID.
fn assignment_of(one: azure::RoleAssignment) -> Option<RoleAssignment> {
    let role = one.role_definition_id.rsplit('/').next()?;
    Some(RoleAssignment {
        name: Guid::read(&one.name)?,
        scope: one.scope,
        role: Guid::read(role)?,
        principal: Party {
            id: Guid::read(&one.principal_id)?,
            kind: PartyKind::of(&one.principal_type).unwrap_or(PartyKind::Unknown),
        },
        condition: one.condition,
        condition_version: one.condition_version,
        description: one.description,
        schedule: None,
    })
}
