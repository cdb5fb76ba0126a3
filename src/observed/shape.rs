//! The JSON form itself.
//!
//! The fields of each shape stand in the order of their names in JSON, so that what is written is
//! canonical as it comes; a test compares it with names that were sorted. `null` and no field are
//! the same, and are written as no field.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use smol_str::SmolStr;

use super::completeness::Aspect;
use super::snapshot::{LockLevel, PartyKind};
use super::word::{Guid, Id, Time, Word, settings};
use crate::model::{self, Cloud};

/// The whole file.
#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub(super) struct Snapshot {
    // Form 1 has none of the three lists that may be left out, and is written without them.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(super) absent: Vec<Id>,
    pub(super) cloud: Word<Cloud>,
    pub(super) completeness: Completeness,
    pub(super) deny_assignments: Vec<DenyAssignment>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) digest: Option<String>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(super) federated_credentials: Vec<FederatedCredential>,
    pub(super) form: u32,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(super) locks: Vec<Lock>,
    pub(super) principals: Vec<Principal>,
    pub(super) role_assignments: Vec<RoleAssignment>,
    pub(super) role_definitions: Vec<RoleDefinition>,
    pub(super) scopes: Vec<Id>,
    pub(super) taken: Time,
    pub(super) tenant: Guid,
    pub(super) tree: Vec<Scope>,
}

#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Completeness {
    pub(super) full: Vec<Part>,
    pub(super) groups: Vec<GroupGap>,
    pub(super) missing: Vec<Gap>,
}

#[derive(Debug, Serialize, Deserialize, PartialEq, Eq, PartialOrd, Ord)]
#[serde(deny_unknown_fields)]
pub(super) struct Part {
    pub(super) below: bool,
    pub(super) of: Id,
    pub(super) what: Word<Aspect>,
}

#[derive(Debug, Serialize, Deserialize, PartialEq, Eq, PartialOrd, Ord)]
#[serde(deny_unknown_fields)]
pub(super) struct GroupGap {
    pub(super) group: Guid,
    pub(super) reason: String,
}

#[derive(Debug, Serialize, Deserialize, PartialEq, Eq, PartialOrd, Ord)]
#[serde(deny_unknown_fields)]
pub(super) struct Gap {
    pub(super) below: bool,
    pub(super) of: Id,
    pub(super) reason: String,
    pub(super) what: Word<Aspect>,
}

#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub(super) struct Principal {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) app_id: Option<Guid>,
    pub(super) id: Guid,
    pub(super) kind: Word<PartyKind>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) members: Option<Vec<Guid>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) name: Option<SmolStr>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) user_principal_name: Option<SmolStr>,
}

#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Scope {
    pub(super) id: Id,
    pub(super) identities: Vec<Guid>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) name: Option<SmolStr>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) parent: Option<Id>,
    #[serde(deserialize_with = "settings")]
    pub(super) settings: BTreeMap<String, Value>,
    pub(super) r#type: SmolStr,
}

#[derive(Debug, Serialize, Deserialize)]
#[serde(
    untagged,
    expecting = "a setting is `true`, `false`, a whole number or text"
)]
pub(super) enum Value {
    Flag(bool),
    Number(i64),
    Text(String),
}

/// A role definition as JSON.
#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub struct RoleDefinition {
    pub(super) assignable_scopes: Vec<Id>,
    pub(super) custom: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) description: Option<String>,
    pub(super) id: Guid,
    pub(super) name: SmolStr,
    pub(super) permissions: Vec<Block>,
}

#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub(super) struct Block {
    pub(super) actions: Vec<SmolStr>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) condition: Option<SmolStr>,
    pub(super) data_actions: Vec<SmolStr>,
    pub(super) not_actions: Vec<SmolStr>,
    pub(super) not_data_actions: Vec<SmolStr>,
}

/// A role assignment as JSON.
#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub struct RoleAssignment {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) condition: Option<Box<str>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) condition_version: Option<Box<str>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) description: Option<Box<str>>,
    pub(super) name: model::Guid,
    pub(super) principal_id: model::Guid,
    pub(super) principal_type: Word<PartyKind>,
    pub(super) role_definition: model::Guid,
    pub(super) schedule: Schedule,
    pub(super) scope: Id,
}

#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Schedule {
    pub(super) eligible: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) from: Option<Time>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) until: Option<Time>,
}

#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub(super) struct DenyAssignment {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) condition: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) condition_version: Option<SmolStr>,
    pub(super) do_not_apply_to_child_scopes: bool,
    pub(super) enforced: bool,
    pub(super) exclude_principals: Vec<Party>,
    pub(super) id: Guid,
    pub(super) name: SmolStr,
    pub(super) permissions: Vec<Block>,
    pub(super) principals: Vec<Party>,
    pub(super) scope: Id,
}

#[derive(Debug, Serialize, Deserialize, PartialEq, Eq, PartialOrd, Ord)]
#[serde(deny_unknown_fields)]
pub(super) struct Party {
    pub(super) id: model::Guid,
    pub(super) r#type: Word<PartyKind>,
}

#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Lock {
    pub(super) level: Word<LockLevel>,
    pub(super) name: SmolStr,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) notes: Option<String>,
    pub(super) scope: Id,
}

#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct FederatedCredential {
    pub(super) audiences: Vec<String>,
    pub(super) identity: Id,
    pub(super) issuer: String,
    pub(super) name: SmolStr,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) subject: Option<String>,
}
