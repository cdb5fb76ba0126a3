//! The plain value to its JSON form, every list in its order.

use crate::model::permission::{Block, Pattern};
use crate::observed::completeness::{Completeness, Part};
use crate::observed::snapshot::{
    DenyAssignment, FederatedCredential, Lock, Party, Principal, RoleAssignment, RoleDefinition,
    Scope, Setting, Snapshot,
};
use crate::observed::word::{Guid, Id, Time, Word};
use crate::observed::{FORM, index, shape};
use crate::support::sort;
use smol_str::SmolStr;

/// Turns the plain value into its JSON form, without a digest. Lists that stand for sets are
/// sorted; blocks of a role stay as they are, since people know them by their order.
pub(in crate::observed) fn to_shape(snapshot: &Snapshot) -> shape::Snapshot {
    shape::Snapshot {
        absent: ids(&snapshot.absent),
        cloud: Word(snapshot.cloud),
        completeness: completeness(&snapshot.completeness),
        deny_assignments: sorted(&snapshot.deny_assignments, deny_assignment, |one| {
            (index::key(&one.scope.0), one.id.clone())
        }),
        digest: None,
        federated_credentials: sorted(
            &snapshot.federated_credentials,
            federated_credential,
            |one| (index::key(&one.identity.0), one.name.clone()),
        ),
        form: FORM,
        locks: sorted(&snapshot.locks, lock, |one| {
            (index::key(&one.scope.0), one.name.clone())
        }),
        principals: sorted(&snapshot.principals, principal, |one| one.id.clone()),
        role_assignments: sorted(&snapshot.role_assignments, role_assignment, |one| {
            let scope = index::key(&one.scope.0);
            (scope, one.name, one.schedule.eligible)
        }),
        role_definitions: sorted(&snapshot.role_definitions, role_definition, |one| {
            one.id.clone()
        }),
        scopes: ids(&snapshot.scopes),
        taken: Time(snapshot.taken),
        tenant: Guid(snapshot.tenant.clone()),
        tree: sorted(&snapshot.tree, scope, |one| index::key(&one.id.0)),
    }
}

fn sorted<T, U, K: Ord>(list: &[T], one: fn(&T) -> U, key: fn(&U) -> K) -> Vec<U> {
    let mut made: Vec<U> = list.iter().map(one).collect();
    sort::by_key(&mut made, key);
    made
}

fn guids(list: &[SmolStr]) -> Vec<Guid> {
    sorted(list, |guid| Guid(guid.clone()), Guid::clone)
}

fn ids(list: &[SmolStr]) -> Vec<Id> {
    sorted(list, |id| Id(id.clone()), Id::clone)
}

fn completeness(value: &Completeness) -> shape::Completeness {
    let part = |part: &Part| shape::Part {
        below: part.below,
        of: Id(part.of.clone()),
        what: Word(part.what),
    };
    let gaps = value.missing.iter().map(|gap| shape::Gap {
        below: gap.part.below,
        of: Id(gap.part.of.clone()),
        reason: gap.reason.clone(),
        what: Word(gap.part.what),
    });
    let groups = value.groups.iter().map(|gap| shape::GroupGap {
        group: Guid(gap.group.clone()),
        reason: gap.reason.clone(),
    });
    let mut made = shape::Completeness {
        full: value.full.iter().map(part).collect(),
        groups: groups.collect(),
        missing: gaps.collect(),
    };
    made.full.sort();
    made.groups.sort();
    made.missing.sort();
    made
}

fn principal(value: &Principal) -> shape::Principal {
    shape::Principal {
        app_id: value.app_id.clone().map(Guid),
        id: Guid(value.id.clone()),
        kind: Word(value.kind),
        members: value.members.as_deref().map(guids),
        name: value.name.clone(),
        user_principal_name: value.upn.clone(),
    }
}

fn scope(value: &Scope) -> shape::Scope {
    let settings = value.settings.iter();
    shape::Scope {
        id: Id(value.id.clone()),
        identities: guids(&value.identities),
        name: value.name.clone(),
        parent: value.parent.clone().map(Id),
        settings: settings
            .map(|(name, value)| (name.clone(), setting(value)))
            .collect(),
        r#type: value.kind.clone(),
    }
}

fn setting(value: &Setting) -> shape::Value {
    match value {
        Setting::Flag(flag) => shape::Value::Flag(*flag),
        Setting::Number(number) => shape::Value::Number(*number),
        Setting::Text(text) => shape::Value::Text(text.clone()),
    }
}

pub(super) fn role_definition(value: &RoleDefinition) -> shape::RoleDefinition {
    shape::RoleDefinition {
        assignable_scopes: ids(&value.assignable_scopes),
        custom: value.custom,
        description: value.description.clone(),
        id: Guid(value.id.clone()),
        name: value.name.clone(),
        permissions: value.permissions.iter().map(block).collect(),
    }
}

fn block(value: &Block) -> shape::Block {
    let patterns = |list: &[Pattern]| list.iter().map(|one| one.0.clone()).collect();
    shape::Block {
        actions: patterns(&value.actions),
        condition: value.condition.clone(),
        data_actions: patterns(&value.data_actions),
        not_actions: patterns(&value.not_actions),
        not_data_actions: patterns(&value.not_data_actions),
    }
}

pub(super) fn role_assignment(value: &RoleAssignment) -> shape::RoleAssignment {
    let schedule = value.schedule();
    shape::RoleAssignment {
        condition: value.condition.clone(),
        condition_version: value.condition_version.clone(),
        description: value.description.clone(),
        name: value.name,
        principal_id: value.principal.id,
        principal_type: Word(value.principal.kind),
        role_definition: value.role,
        schedule: shape::Schedule {
            eligible: schedule.eligible,
            from: schedule.from.map(Time),
            until: schedule.until.map(Time),
        },
        scope: Id(value.scope.clone()),
    }
}

fn deny_assignment(value: &DenyAssignment) -> shape::DenyAssignment {
    let parties = |list: &[Party]| {
        let parties = list.iter().map(|one| shape::Party {
            id: one.id,
            r#type: Word(one.kind),
        });
        let mut parties: Vec<_> = parties.collect();
        parties.sort();
        parties
    };
    shape::DenyAssignment {
        condition: value.condition.clone(),
        condition_version: value.condition_version.clone(),
        do_not_apply_to_child_scopes: value.only_here,
        enforced: value.enforced,
        exclude_principals: parties(&value.except),
        id: Guid(value.id.clone()),
        name: value.name.clone(),
        permissions: value.permissions.iter().map(block).collect(),
        principals: parties(&value.principals),
        scope: Id(value.scope.clone()),
    }
}

fn lock(value: &Lock) -> shape::Lock {
    shape::Lock {
        level: Word(value.level),
        name: value.name.clone(),
        notes: value.notes.clone(),
        scope: Id(value.scope.clone()),
    }
}

fn federated_credential(value: &FederatedCredential) -> shape::FederatedCredential {
    shape::FederatedCredential {
        audiences: value.audiences.clone(),
        identity: Id(value.identity.clone()),
        issuer: value.issuer.clone(),
        name: value.name.clone(),
        subject: value.subject.clone(),
    }
}
