//! Tests of `observed`: the JSON form of what was read from Azure.

mod fit;
mod form;
mod known;
mod refused;
pub(crate) mod schema;
pub(crate) mod under;

use std::collections::BTreeMap;

use rolewright::model::date::Moment;
use rolewright::model::permission::{Block, Pattern};
use rolewright::model::{Cloud, Guid};
use rolewright::observed::{
    Aspect, Completeness, DenyAssignment, FederatedCredential, Gap, GroupGap, Lock, LockLevel,
    Part, Party, PartyKind, Principal, RoleAssignment, RoleDefinition, Schedule, Scope, Setting,
    Snapshot,
};

pub(crate) const TENANT: &str = "99999999-9999-4999-8999-999999999999";
const SUBSCRIPTION: &str = "/subscriptions/11111111-1111-4111-8111-111111111111";
const STORAGE: &str = "/subscriptions/11111111-1111-4111-8111-111111111111/resourceGroups/Rg/providers/Microsoft.Storage/storageAccounts/lake";
const TEAM: &str = "/providers/Microsoft.Management/managementGroups/team";
const CREW: &str = "aaaaaaaa-0000-4000-8000-000000000001";
const ALICE: &str = "aaaaaaaa-0000-4000-8000-0000000000a1";
const TRAINER: &str = "aaaaaaaa-0000-4000-8000-0000000000b1";

/// Reads a time.
pub(crate) fn time(text: &str) -> Moment {
    Moment::parse(text).unwrap()
}

/// Makes a snapshot in which every field has something.
pub(crate) fn full() -> Snapshot {
    Snapshot {
        tenant: TENANT.into(),
        cloud: Cloud::Public,
        scopes: vec![SUBSCRIPTION.into()],
        taken: time("2026-11-22T08:00:00Z"),
        completeness: completeness(),
        absent: vec![format!("{SUBSCRIPTION}/resourceGroups/rg-gone").into()],
        principals: principals(),
        tree: tree(),
        role_definitions: vec![RoleDefinition {
            id: "bbbbbbbb-0000-4000-8000-000000000001".into(),
            name: "Trainer of models".into(),
            custom: true,
            description: Some("trains [rw:ml:train]".into()),
            permissions: vec![block()],
            assignable_scopes: vec![SUBSCRIPTION.into()],
        }],
        role_assignments: assignments(),
        deny_assignments: vec![deny()],
        locks: vec![Lock {
            scope: STORAGE.into(),
            name: "keep".into(),
            level: LockLevel::CanNotDelete,
            notes: Some("ask the owners".to_owned()),
        }],
        federated_credentials: vec![FederatedCredential {
            identity: format!("{SUBSCRIPTION}/resourceGroups/Rg/providers/Microsoft.ManagedIdentity/userAssignedIdentities/trainer").into(),
            name: "github".into(),
            issuer: "https://token.actions.githubusercontent.com".to_owned(),
            subject: Some("repo:a/b:environment:c".to_owned()),
            audiences: vec!["api://AzureADTokenExchange".to_owned()],
        }],
    }
}

fn completeness() -> Completeness {
    let part = |what, of: &str, below| Part {
        what,
        of: of.into(),
        below,
    };
    Completeness {
        full: vec![
            part(Aspect::RoleAssignments, TEAM, false),
            part(Aspect::Everything, SUBSCRIPTION, true),
        ],
        missing: vec![Gap {
            part: part(Aspect::DenyAssignments, STORAGE, false),
            reason: "403 AuthorizationFailed".to_owned(),
        }],
        groups: vec![GroupGap {
            group: CREW.into(),
            reason: "hidden membership".to_owned(),
        }],
    }
}

fn principals() -> Vec<Principal> {
    let principal = |id: &str, kind, name: &str| Principal {
        id: id.into(),
        kind,
        name: Some(name.into()),
        upn: None,
        app_id: None,
        members: None,
    };
    vec![
        Principal {
            members: Some(vec![ALICE.into()]),
            ..principal(CREW, PartyKind::Group, "crew")
        },
        principal(ALICE, PartyKind::User, "Alice"),
        Principal {
            upn: None,
            app_id: Some("cccccccc-0000-4000-8000-000000000001".into()),
            ..principal(TRAINER, PartyKind::ManagedIdentity, "trainer")
        },
    ]
}

fn tree() -> Vec<Scope> {
    let scope = |id: &str, kind: &str, parent: Option<&str>| Scope {
        id: id.into(),
        parent: parent.map(Into::into),
        kind: kind.into(),
        name: None,
        settings: BTreeMap::new(),
        identities: Vec::new(),
    };
    let root = format!("/providers/Microsoft.Management/managementGroups/{TENANT}");
    let groups = "Microsoft.Management/managementGroups";
    vec![
        scope(&root, groups, None),
        scope(TEAM, groups, Some(&root)),
        Scope {
            name: Some("Machine learning".into()),
            ..scope(
                SUBSCRIPTION,
                "Microsoft.Resources/subscriptions",
                Some(TEAM),
            )
        },
        Scope {
            settings: BTreeMap::from([
                ("allowSharedKeyAccess".to_owned(), Setting::Flag(false)),
                ("keyPolicyDays".to_owned(), Setting::Number(90)),
                ("sku".to_owned(), Setting::Text("Standard_LRS".to_owned())),
            ]),
            identities: vec![TRAINER.into()],
            ..scope(STORAGE, "Microsoft.Storage/storageAccounts", None)
        },
    ]
}

fn block() -> Block {
    let patterns = |text: &str| vec![Pattern::new(text)];
    Block {
        actions: patterns("Microsoft.Storage/*/read"),
        not_actions: patterns("Microsoft.Storage/storageAccounts/listKeys/action"),
        data_actions: patterns("Microsoft.Storage/storageAccounts/blobServices/*"),
        not_data_actions: patterns("*/delete"),
        condition: Some("(@Resource[a] StringEquals 'b')".into()),
    }
}

fn assignments() -> Vec<RoleAssignment> {
    let schedule = Schedule {
        eligible: true,
        from: Some(time("2026-11-01T00:00:00Z")),
        until: Some(time("2027-01-31T00:00:00.5Z")),
    };
    let standing = RoleAssignment {
        name: Guid::read("dddddddd-0000-4000-8000-000000000001").unwrap(),
        scope: STORAGE.into(),
        principal: Party {
            id: Guid::read(CREW).unwrap(),
            kind: PartyKind::Group,
        },
        role: Guid::read("bbbbbbbb-0000-4000-8000-000000000001").unwrap(),
        condition: None,
        condition_version: None,
        description: None,
        schedule: None,
    };
    vec![
        RoleAssignment {
            name: Guid::read("dddddddd-0000-4000-8000-000000000002").unwrap(),
            condition: Some("(!(ActionMatches{'x/y'}))".into()),
            condition_version: Some("2.0".into()),
            description: Some("for \"on call\" — [rw:ml:train]".into()),
            schedule: schedule.kept(),
            ..standing.clone()
        },
        standing,
    ]
}

fn deny() -> DenyAssignment {
    DenyAssignment {
        id: "eeeeeeee-0000-4000-8000-000000000001".into(),
        name: "stack".into(),
        scope: SUBSCRIPTION.into(),
        only_here: false,
        enforced: true,
        permissions: vec![block()],
        principals: vec![Party {
            id: Guid::default(),
            kind: PartyKind::Everyone,
        }],
        except: vec![Party {
            id: Guid::read(ALICE).unwrap(),
            kind: PartyKind::User,
        }],
        condition: Some("true".into()),
        condition_version: Some("2.0".into()),
    }
}
