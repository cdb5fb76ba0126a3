//! The assignment plan: what is asked for, why, and which artefact holds it.

use std::borrow::Cow;

use rayon::prelude::*;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use super::Artefact;
use super::input::{Entry, Input, block};
use super::json::{Permissions, pretty};
use crate::catalog::Catalog;
use crate::compile::{self, CompiledRole, CompiledRoleId};
use crate::model::permission::Block;
use crate::model::{Principal, Tier};

/// The version of the plan's form.
const FORM: u32 = 1;

#[derive(Serialize)]
struct Plan<'all> {
    form: u32,
    policy: &'all str,
    tenant: Option<&'all str>,
    cloud: &'all str,
    catalogue: Catalogue,
    parameters: Vec<Parameter<'all>>,
    roles: Vec<Role<'all>>,
    assignments: Vec<Assignment<'all>>,
    artefacts: Vec<Listed<'all>>,
}

#[derive(Serialize)]
struct Catalogue {
    state: &'static str,
    checksum: String,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Parameter<'all> {
    name: &'all str,
    principal: &'all str,
    environment: Option<&'all str>,
    kind: &'static str,
    principal_type: &'static str,
    azure_name: Option<&'all str>,
    upn: Option<&'all str>,
    app_id: Option<&'all str>,
    identity_of: Option<&'all str>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Role<'all> {
    key: &'all str,
    guid: &'all str,
    name: &'all str,
    description: &'all str,
    provenance: Provenance<'all>,
    written: bool,
    tier: Option<&'static str>,
    assignable_scopes: Vec<&'all str>,
    digest: String,
    permissions: Vec<Permissions<'all>>,
    origins: &'all [String],
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
enum Provenance<'all> {
    /// The stage that it is composed from.
    Stage(&'all str),
    /// The `role` that it is.
    Role(&'all str),
    /// The `role … existing` that it is.
    Existing(&'all str),
    /// One of Azure's own that the policy names.
    BuiltIn,
    /// One of Azure's own that is what a stage composes.
    SameAs(&'all str),
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Assignment<'all> {
    scope: &'all str,
    principal: &'all str,
    environment: Option<&'all str>,
    principal_id: Option<&'all str>,
    parameter: Option<&'all str>,
    principal_type: &'static str,
    role: &'all str,
    role_guid: &'all str,
    name: Option<&'all str>,
    description: &'all str,
    origins: &'all [String],
    /// Never planned for removal.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    keep: bool,
    /// The last day.
    #[serde(skip_serializing_if = "Option::is_none")]
    until: Option<String>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Listed<'all> {
    path: &'all str,
    sha256: String,
    deployed_at: Option<&'all str>,
    roles: Vec<&'all str>,
    assignments: &'all [usize],
}

/// Writes the plan of everything that was made, artefacts in the order of deployment.
pub(super) fn write(input: &Input<'_>, made: &[Artefact]) -> Artefact {
    let blocks = input.compiled.roles.iter().map(blocks);
    let blocks: Vec<_> = blocks.collect();
    let roles = input.compiled.roles.iter().zip(&blocks).enumerate();
    let assignments = 0..input.compiled.assignments.len();
    let assignments = assignments.filter_map(|position| input.entry(position));
    let policy = &input.model.policy;
    let plan = Plan {
        form: FORM,
        policy: &policy.name,
        tenant: policy.tenant.as_deref(),
        cloud: policy.cloud.keyword(),
        catalogue: Catalogue {
            state: Catalog::embedded().state(),
            checksum: format!("{:016x}", Catalog::embedded_checksum()),
        },
        parameters: parameters(input),
        roles: roles
            .map(|(index, (one, blocks))| role(input, index, one, blocks))
            .collect(),
        assignments: assignments.map(|one| assignment(input, &one)).collect(),
        artefacts: made.par_iter().map(|one| listed(input, one)).collect(),
    };
    Artefact {
        path: "plan.json".to_owned(),
        text: pretty(&plan),
        deployed_at: None,
        roles: Vec::new(),
        assignments: Vec::new(),
    }
}

fn environment<'all>(input: &'all Input<'_>, principal: &Principal) -> Option<&'all str> {
    let environment = input.model.environment(principal.environment?)?;
    Some(&environment.name)
}

fn parameters<'all>(input: &'all Input<'_>) -> Vec<Parameter<'all>> {
    let named = input.parameters().into_iter();
    let written = named.map(|(name, principal)| {
        let resource = principal.implicit_of.or(principal.scope);
        let resource = resource.and_then(|id| input.model.scope(id));
        Parameter {
            name,
            principal: &principal.name,
            environment: environment(input, principal),
            kind: principal.kind.keyword(),
            principal_type: principal.kind.azure_type(),
            azure_name: principal.azure_name.as_deref(),
            upn: principal.upn.as_deref(),
            app_id: principal.app_id.as_deref(),
            identity_of: resource.map(|scope| scope.id.as_str()),
        }
    });
    written.collect()
}

/// Lists the blocks of a role as they are in Azure: one where rolewright writes it.
fn blocks(role: &CompiledRole) -> Vec<Cow<'_, Block>> {
    if role.is_custom() {
        vec![block(role)]
    } else {
        role.blocks.iter().map(Cow::Borrowed).collect()
    }
}

fn role<'all>(
    input: &'all Input<'_>,
    index: usize,
    role: &'all CompiledRole,
    blocks: &'all [Cow<'all, Block>],
) -> Role<'all> {
    let permissions: Vec<_> = blocks.iter().map(|block| Permissions::of(block)).collect();
    let scopes = role.assignable_scopes.iter();
    Role {
        key: &role.key,
        guid: &role.guid,
        name: &role.display_name,
        description: &role.description,
        provenance: provenance(input, &role.provenance),
        written: role.is_custom(),
        tier: role.tier.map(Tier::keyword),
        assignable_scopes: scopes.map(AsRef::as_ref).collect(),
        digest: digest(serde_json::to_string(&permissions).unwrap_or_default()),
        permissions,
        origins: input.role_origins(CompiledRoleId::new(index)),
    }
}

fn provenance<'all>(input: &'all Input<'_>, from: &compile::Provenance) -> Provenance<'all> {
    let stage = |id| input.model.stage(id).map_or("", |stage| &stage.name);
    let role = |id| input.model.role(id).map_or("", |role| &role.name);
    match from {
        compile::Provenance::Composed(id) => Provenance::Stage(stage(*id)),
        compile::Provenance::Written(id) => Provenance::Role(role(*id)),
        compile::Provenance::Existing(id) => Provenance::Existing(role(*id)),
        compile::Provenance::BuiltIn => Provenance::BuiltIn,
        compile::Provenance::Reused(id) => Provenance::SameAs(stage(*id)),
    }
}

fn assignment<'all>(input: &'all Input<'_>, entry: &Entry<'all>) -> Assignment<'all> {
    let grants = entry.assignment.sources.iter().filter_map(|source| {
        let source = input.compiled.sources.get(*source)?;
        let grant = input.model.grants.get(source.grant)?;
        input.model.statement(grant.statement)
    });
    // One grant without an end keeps the assignment for good; of many ends the last counts.
    let ends = grants.clone().map(|grant| grant.until.map(|(day, _)| day));
    let ends: Option<Vec<_>> = ends.collect();
    let until = ends.and_then(|ends| ends.into_iter().max());
    Assignment {
        scope: &entry.scope.id,
        principal: &entry.principal.name,
        environment: environment(input, entry.principal),
        principal_id: entry.principal.object_id.as_deref(),
        parameter: entry.parameter,
        principal_type: entry.principal.kind.azure_type(),
        role: &entry.role.key,
        role_guid: &entry.role.guid,
        name: entry.name,
        description: &entry.assignment.description,
        origins: entry.origins,
        keep: grants.clone().any(|grant| grant.keep),
        until: until.map(|day| day.to_string()),
    }
}

fn listed<'all>(input: &'all Input<'_>, made: &'all Artefact) -> Listed<'all> {
    let roles = made.roles.iter().filter_map(|id| input.role(*id));
    Listed {
        path: &made.path,
        sha256: digest(&made.text),
        deployed_at: made.deployed_at.as_deref(),
        roles: roles.map(|role| role.key.as_str()).collect(),
        assignments: &made.assignments,
    }
}

/// Returns the SHA-256 of a text or of bytes in hexadecimal.
pub fn digest(text: impl AsRef<[u8]>) -> String {
    let digits = |nibble: u8| char::from_digit(u32::from(nibble), 16).unwrap_or('0');
    let bytes = Sha256::digest(text.as_ref());
    let nibbles = bytes.iter().flat_map(|byte| [byte >> 4, byte & 15]);
    nibbles.map(digits).collect()
}

/// An artefact that an earlier plan lists.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct Earlier {
    /// Its path below the output folder.
    pub path: String,
    /// The digest of what was written.
    pub sha256: String,
}

/// What makes a text a plan; everything else in it is passed over.
#[derive(Deserialize)]
struct Earliers {
    #[serde(rename = "form")]
    _form: u32,
    artefacts: Vec<Earlier>,
}

impl Earlier {
    /// Lists the artefacts of a plan; nothing where the text is no plan of a build.
    ///
    /// A path that no build could have written is left out, so that a plan made up by somebody
    /// else names nothing outside the folders of a build.
    pub fn of(plan: &str) -> Option<Vec<Self>> {
        let plan: Earliers = serde_json::from_str(plan).ok()?;
        let listed = plan.artefacts.into_iter();
        Some(listed.filter(|one| is_ours(&one.path)).collect())
    }
}

fn is_ours(path: &str) -> bool {
    let folders = ["arm/", "bicep/modules/", "bicep/", "roles/"];
    let file = folders.iter().find_map(|folder| path.strip_prefix(folder));
    let plain = |char: char| char.is_ascii_alphanumeric() || "-_.".contains(char);
    file.is_some_and(|file| !file.starts_with('.') && file.chars().all(plain))
}
