//! The JSON form to the plain value.

use crate::model::permission::{Block, Pattern};
use crate::observed::completeness::{Completeness, Gap, GroupGap, Part};
use crate::observed::shape;
use crate::observed::snapshot::{
    DenyAssignment, FederatedCredential, Lock, Party, Principal, RoleAssignment, RoleDefinition,
    Schedule, Scope, Setting, Snapshot,
};
use crate::observed::word::{Guid, Id};
use smol_str::SmolStr;

/// Turns the JSON form into the plain value.
pub(in crate::observed) fn from_shape(shape: shape::Snapshot) -> Snapshot {
    Snapshot {
        tenant: shape.tenant.0,
        cloud: shape.cloud.0,
        scopes: ids(shape.scopes),
        taken: shape.taken.0,
        completeness: completeness(shape.completeness),
        absent: ids(shape.absent),
        principals: all(shape.principals, principal),
        tree: all(shape.tree, scope),
        role_definitions: all(shape.role_definitions, role_definition),
        role_assignments: all(shape.role_assignments, role_assignment),
        deny_assignments: all(shape.deny_assignments, deny_assignment),
        locks: all(shape.locks, lock),
        federated_credentials: all(shape.federated_credentials, federated_credential),
    }
}

fn all<T, U>(list: Vec<T>, one: fn(T) -> U) -> Vec<U> {
    list.into_iter().map(one).collect()
}

fn guids(list: Vec<Guid>) -> Vec<SmolStr> {
    all(list, |guid| guid.0)
}

fn ids(list: Vec<Id>) -> Vec<SmolStr> {
    all(list, |id| id.0)
}

fn completeness(shape: shape::Completeness) -> Completeness {
    let part = |shape: shape::Part| Part {
        what: shape.what.0,
        of: shape.of.0,
        below: shape.below,
    };
    let gap = |shape: shape::Gap| Gap {
        part: Part {
            what: shape.what.0,
            of: shape.of.0,
            below: shape.below,
        },
        reason: shape.reason,
    };
    let group = |shape: shape::GroupGap| GroupGap {
        group: shape.group.0,
        reason: shape.reason,
    };
    Completeness {
        full: all(shape.full, part),
        missing: all(shape.missing, gap),
        groups: all(shape.groups, group),
    }
}

fn principal(shape: shape::Principal) -> Principal {
    Principal {
        id: shape.id.0,
        kind: shape.kind.0,
        name: shape.name,
        upn: shape.user_principal_name,
        app_id: shape.app_id.map(|guid| guid.0),
        members: shape.members.map(guids),
    }
}

fn scope(shape: shape::Scope) -> Scope {
    let settings = shape.settings.into_iter();
    Scope {
        id: shape.id.0,
        parent: shape.parent.map(|id| id.0),
        kind: shape.r#type,
        name: shape.name,
        settings: settings
            .map(|(name, value)| (name, setting(value)))
            .collect(),
        identities: guids(shape.identities),
    }
}

fn setting(shape: shape::Value) -> Setting {
    match shape {
        shape::Value::Flag(flag) => Setting::Flag(flag),
        shape::Value::Number(number) => Setting::Number(number),
        shape::Value::Text(text) => Setting::Text(text),
    }
}

pub(super) fn role_definition(shape: shape::RoleDefinition) -> RoleDefinition {
    RoleDefinition {
        id: shape.id.0,
        name: shape.name,
        custom: shape.custom,
        description: shape.description,
        permissions: all(shape.permissions, block),
        assignable_scopes: ids(shape.assignable_scopes),
    }
}

fn block(shape: shape::Block) -> Block {
    let patterns = |list| all(list, Pattern);
    Block {
        actions: patterns(shape.actions),
        not_actions: patterns(shape.not_actions),
        data_actions: patterns(shape.data_actions),
        not_data_actions: patterns(shape.not_data_actions),
        condition: shape.condition,
    }
}

pub(super) fn role_assignment(shape: shape::RoleAssignment) -> RoleAssignment {
    let schedule = Schedule {
        eligible: shape.schedule.eligible,
        from: shape.schedule.from.map(|time| time.0),
        until: shape.schedule.until.map(|time| time.0),
    };
    RoleAssignment {
        name: shape.name,
        scope: shape.scope.0,
        principal: Party {
            id: shape.principal_id,
            kind: shape.principal_type.0,
        },
        role: shape.role_definition,
        condition: shape.condition,
        condition_version: shape.condition_version,
        description: shape.description,
        schedule: schedule.kept(),
    }
}

fn deny_assignment(shape: shape::DenyAssignment) -> DenyAssignment {
    let party = |shape: shape::Party| Party {
        id: shape.id,
        kind: shape.r#type.0,
    };
    DenyAssignment {
        id: shape.id.0,
        name: shape.name,
        scope: shape.scope.0,
        only_here: shape.do_not_apply_to_child_scopes,
        enforced: shape.enforced,
        permissions: all(shape.permissions, block),
        principals: all(shape.principals, party),
        except: all(shape.exclude_principals, party),
        condition: shape.condition,
        condition_version: shape.condition_version,
    }
}

fn lock(shape: shape::Lock) -> Lock {
    Lock {
        scope: shape.scope.0,
        name: shape.name,
        level: shape.level.0,
        notes: shape.notes,
    }
}

fn federated_credential(shape: shape::FederatedCredential) -> FederatedCredential {
    FederatedCredential {
        identity: shape.identity.0,
        name: shape.name,
        issuer: shape.issuer,
        subject: shape.subject,
        audiences: shape.audiences,
    }
}
