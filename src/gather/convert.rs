//! Azure's values as a snapshot has them. None comes of what is not written as Azure writes it.

mod known;

use smol_str::{SmolStr, StrExt as _};

use crate::azure;
use crate::model::Guid;
use crate::model::date::Moment;
use crate::model::permission::{Block, Pattern};
use crate::observed::{
    DenyAssignment, FederatedCredential, Lock, LockLevel, Party, PartyKind, RoleAssignment,
    RoleDefinition, Schedule, is_guid, is_id,
};
use crate::support::hash::HashMap;
use known::Known;

/// Returns the GUID that ends an id.
fn last_guid(id: &str) -> Option<Guid> {
    Guid::read(id.rsplit('/').next()?)
}

/// Takes over a GUID; one that is in lower case already is shared and not copied.
fn guid(text: &SmolStr) -> Option<SmolStr> {
    if is_guid(text) {
        return Some(text.clone());
    }
    let folded = text.to_lowercase_smolstr();
    is_guid(&folded).then_some(folded)
}

fn scope(id: &SmolStr) -> Option<SmolStr> {
    is_id(id).then(|| id.clone())
}

fn party(id: &SmolStr, kind: &str) -> Option<Party> {
    let kind = match kind {
        // A type that is not known yet is nobody that a policy could mean.
        kind if PartyKind::of(kind).is_some() => PartyKind::of(kind)?,
        "AgentServicePrincipal" => PartyKind::ServicePrincipal,
        "AgentUser" => PartyKind::User,
        _ => PartyKind::Unknown,
    };
    let id = Guid::read(id)?;
    Some(Party { id, kind })
}

/// Takes over permissions of no role.
pub(super) fn blocks(permissions: Vec<azure::Permission>) -> Vec<Block> {
    let nothing = Known::default();
    let permissions = permissions.into_iter();
    permissions.map(|one| block(one, &nothing)).collect()
}

fn block(permission: azure::Permission, known: &Known) -> Block {
    let patterns = |list: Vec<SmolStr>| {
        let patterns = list.into_iter().map(|one| Pattern(known.text(one)));
        tight(patterns.collect())
    };
    Block {
        actions: patterns(permission.actions),
        not_actions: patterns(permission.not_actions),
        data_actions: patterns(permission.data_actions),
        not_data_actions: patterns(permission.not_data_actions),
        condition: permission.condition,
    }
}

/// Takes over a role definition.
pub fn role_definition(one: azure::RoleDefinition) -> Option<RoleDefinition> {
    let known = Known::of(&one.name);
    let blocks = one.permissions.into_iter();
    let scopes = one.assignable_scopes.iter().map(scope);
    Some(RoleDefinition {
        id: known.text(guid(&one.name)?),
        name: known.text(one.role_name),
        custom: one.custom,
        description: one.description,
        permissions: tight(blocks.map(|one| block(one, &known)).collect()),
        assignable_scopes: tight(scopes.collect::<Option<_>>()?),
    })
}

/// Gives back the room for entries that never came: there are many roles, of one block and one scope.
fn tight<T>(mut list: Vec<T>) -> Vec<T> {
    list.shrink_to_fit();
    list
}

/// The GUIDs of roles by the ids that assignments name them by: there are few, and many assignments.
pub(super) type Roles = HashMap<SmolStr, Option<Guid>>;

/// Takes over a role assignment.
pub(super) fn role_assignment(
    one: azure::RoleAssignment,
    roles: &mut Roles,
) -> Option<RoleAssignment> {
    let id = one.role_definition_id;
    Some(RoleAssignment {
        name: Guid::read(&one.name)?,
        scope: scope(&one.scope)?,
        principal: party(&one.principal_id, &one.principal_type)?,
        role: (*roles.entry(id).or_insert_with_key(|id| last_guid(id)))?,
        condition: one.condition,
        condition_version: one.condition_version,
        description: one.description,
        schedule: None,
    })
}

/// Takes over what somebody can activate.
pub(super) fn eligible(one: azure::ScheduleInstance) -> Option<RoleAssignment> {
    let schedule = Schedule {
        eligible: true,
        from: one.from.as_deref().and_then(Moment::read),
        until: until(&one),
    };
    Some(RoleAssignment {
        name: Guid::read(&one.name)?,
        scope: scope(&one.scope)?,
        principal: party(&one.principal_id, &one.principal_type)?,
        role: last_guid(&one.role_definition_id)?,
        schedule: schedule.kept(),
        condition: one.condition,
        condition_version: one.condition_version,
        description: None,
    })
}

/// Returns when something with a schedule ends.
pub(super) fn until(one: &azure::ScheduleInstance) -> Option<Moment> {
    Moment::read(one.until.as_deref()?)
}

/// Takes over a deny assignment.
pub(super) fn deny_assignment(one: azure::DenyAssignment) -> Option<DenyAssignment> {
    let parties = |list: Vec<azure::Party>| -> Option<Vec<_>> {
        list.iter().map(|one| party(&one.id, &one.r#type)).collect()
    };
    Some(DenyAssignment {
        id: guid(&one.id)?,
        name: one.name,
        scope: scope(&one.scope)?,
        only_here: one.only_here,
        enforced: one.enforced,
        permissions: blocks(one.permissions),
        principals: parties(one.principals)?,
        except: parties(one.except)?,
        condition: one.condition,
        condition_version: one.condition_version,
    })
}

/// Takes over a lock.
pub(super) fn lock(one: azure::Lock) -> Option<Lock> {
    Some(Lock {
        scope: scope(&one.scope)?,
        name: one.name,
        level: match one.level {
            azure::LockLevel::CanNotDelete => LockLevel::CanNotDelete,
            azure::LockLevel::ReadOnly => LockLevel::ReadOnly,
        },
        notes: one.notes,
    })
}

/// Takes over a federated credential of an identity.
pub(super) fn federated_credential(
    identity: &SmolStr,
    one: azure::FederatedCredential,
) -> FederatedCredential {
    FederatedCredential {
        identity: identity.clone(),
        name: one.name,
        issuer: one.issuer,
        subject: one.subject,
        audiences: one.audiences,
    }
}
