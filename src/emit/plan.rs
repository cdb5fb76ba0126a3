//! The assignment plan: what is asked for, why, and which artefact holds it.

use serde_json::{Map, Value, json};
use sha2::{Digest, Sha256};

use super::arm::pretty;
use super::input::{Entry, Input, block};
use super::{Artefact, origin};
use crate::catalog::Catalog;
use crate::compile::{CompiledRole, Provenance};
use crate::model::permission::{Block, Pattern};

/// The version of the plan's form.
const FORM: u32 = 1;

/// Writes the plan of everything that was made, artefacts in the order of deployment.
pub(super) fn write(input: &Input<'_>, made: &[Artefact]) -> Artefact {
    let roles = input.compiled.roles.iter();
    let assignments = 0..input.compiled.assignments.len();
    let assignments = assignments.filter_map(|position| input.entry(position));
    let policy = &input.model.policy;
    let plan = json!({
        "form": FORM,
        "policy": policy.name.as_str(),
        "tenant": policy.tenant.as_deref(),
        "cloud": policy.cloud.keyword(),
        "catalogue": {
            "state": Catalog::embedded().state(),
            "checksum": format!("{:016x}", Catalog::embedded_checksum()),
        },
        "parameters": parameters(input),
        "roles": roles.map(|one| role(input, one)).collect::<Vec<_>>(),
        "assignments": assignments.map(|one| assignment(input, &one)).collect::<Vec<_>>(),
        "artefacts": made.iter().map(|one| artefact(input, one)).collect::<Vec<_>>(),
    });
    Artefact {
        path: "plan.json".to_owned(),
        text: pretty(&plan),
        deployed_at: None,
        roles: Vec::new(),
        assignments: Vec::new(),
    }
}

fn parameters(input: &Input<'_>) -> Vec<Value> {
    let named = input.parameters().into_iter();
    let written = named.map(|(name, principal)| {
        let environment = principal
            .environment
            .and_then(|id| input.model.environment(id));
        json!({
            "name": name,
            "principal": principal.name.as_str(),
            "environment": environment.map(|one| one.name.as_str()),
            "kind": principal.kind.keyword(),
            "principalType": principal.kind.azure_type(),
            "azureName": principal.azure_name.as_deref(),
            "upn": principal.upn.as_deref(),
            "appId": principal.app_id.as_deref(),
            "identityOf": principal.implicit_of.or(principal.scope)
                .and_then(|id| input.model.scope(id)).map(|scope| scope.id.as_str()),
        })
    });
    written.collect()
}

fn role(input: &Input<'_>, role: &CompiledRole) -> Value {
    let blocks = if role.is_custom() {
        vec![block(role)]
    } else {
        role.blocks.clone()
    };
    let blocks: Vec<Value> = blocks.iter().map(permissions).collect();
    let scopes = role.assignable_scopes.iter();
    json!({
        "key": role.key.as_str(),
        "guid": role.guid.as_str(),
        "name": role.display_name.as_str(),
        "description": role.description.as_str(),
        "provenance": provenance(input, &role.provenance),
        "written": role.is_custom(),
        "tier": role.tier.map(crate::model::Tier::keyword),
        "assignableScopes": scopes.map(AsRef::as_ref).collect::<Vec<&str>>(),
        "digest": digest(&Value::from(blocks.clone()).to_string()),
        "permissions": blocks,
        "origins": origin::of_role(input, role),
    })
}

fn provenance(input: &Input<'_>, provenance: &Provenance) -> Value {
    let stage = |id| input.model.stage(id).map(|stage| stage.name.as_str());
    let role = |id| input.model.role(id).map(|role| role.name.as_str());
    match provenance {
        Provenance::Composed(id) => json!({ "composedFrom": stage(*id) }),
        Provenance::Written(id) => json!({ "role": role(*id) }),
        Provenance::Existing(id) => json!({ "existing": role(*id) }),
        Provenance::BuiltIn => json!({ "builtIn": true }),
        Provenance::Reused(id) => json!({ "builtIn": true, "sameAs": stage(*id) }),
    }
}

fn permissions(block: &Block) -> Value {
    let list = |patterns: &[Pattern]| -> Value {
        let texts = patterns.iter().map(|pattern| Value::from(pattern.as_str()));
        texts.collect()
    };
    let mut written = Map::new();
    written.insert("actions".into(), list(&block.actions));
    written.insert("notActions".into(), list(&block.not_actions));
    written.insert("dataActions".into(), list(&block.data_actions));
    written.insert("notDataActions".into(), list(&block.not_data_actions));
    if let Some(condition) = &block.condition {
        written.insert("condition".into(), condition.as_str().into());
    }
    written.into()
}

fn assignment(input: &Input<'_>, entry: &Entry<'_>) -> Value {
    let environment = entry.principal.environment;
    let environment = environment.and_then(|id| input.model.environment(id));
    json!({
        "scope": entry.scope.id.as_str(),
        "principal": entry.principal.name.as_str(),
        "environment": environment.map(|one| one.name.as_str()),
        "principalId": entry.principal.object_id.as_deref(),
        "parameter": entry.parameter,
        "principalType": entry.principal.kind.azure_type(),
        "role": entry.role.key.as_str(),
        "roleGuid": entry.role.guid.as_str(),
        "name": entry.name(),
        "description": entry.assignment.description.as_str(),
        "origins": entry.origins(input),
    })
}

fn artefact(input: &Input<'_>, made: &Artefact) -> Value {
    let roles = input.roles(&made.roles).into_iter();
    json!({
        "path": made.path,
        "sha256": digest(&made.text),
        "deployedAt": made.deployed_at,
        "roles": roles.map(|role| role.key.as_str()).collect::<Vec<_>>(),
        "assignments": made.assignments,
    })
}

/// Returns the SHA-256 of a text in hexadecimal.
pub fn digest(text: &str) -> String {
    let digits = |nibble: u8| char::from_digit(u32::from(nibble), 16).unwrap_or('0');
    let bytes = Sha256::digest(text.as_bytes());
    let nibbles = bytes.iter().flat_map(|byte| [byte >> 4, byte & 15]);
    nibbles.map(digits).collect()
}

/// An artefact that an earlier plan lists.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Earlier {
    /// Its path below the output folder.
    pub path: String,
    /// The digest of what was written.
    pub sha256: String,
}

impl Earlier {
    /// Lists the artefacts of a plan; none where the text is no plan.
    ///
    /// A path that no build could have written is left out, so that a plan made up by somebody
    /// else names nothing outside the folders of a build.
    pub fn of(plan: &str) -> Vec<Self> {
        let plan: Value = serde_json::from_str(plan).unwrap_or_default();
        let listed = plan.get("artefacts").and_then(Value::as_array);
        let read = |one: &Value| {
            let text = |key| one.get(key).and_then(Value::as_str).map(str::to_owned);
            Some(Self {
                path: text("path").filter(|path| is_ours(path))?,
                sha256: text("sha256")?,
            })
        };
        listed.into_iter().flatten().filter_map(read).collect()
    }
}

fn is_ours(path: &str) -> bool {
    let folders = ["arm/", "bicep/modules/", "bicep/", "roles/"];
    let file = folders.iter().find_map(|folder| path.strip_prefix(folder));
    let plain = |char: char| char.is_ascii_alphanumeric() || "-_.".contains(char);
    file.is_some_and(|file| !file.starts_with('.') && file.chars().all(plain))
}
