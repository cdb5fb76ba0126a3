//! The assignment plan: what is asked for, why, and which artefact holds it.

use std::borrow::Cow;

use serde::Deserialize;
use sha2::{Digest, Sha256};

use super::Artefact;
use super::input::{Entry, Input, block, lists};
use super::json::Json;
use super::origin::Line;
use crate::compile::{CompiledRole, CompiledRoleId, Provenance};
use crate::model::permission::{Block, Pattern};
use crate::model::{Principal, Tier};

/// The version of the plan's form.
const FORM: &str = "1";
/// About how many bytes a role takes, and an assignment.
const SIZES: (usize, usize) = (2_500, 800);

/// Begins the plan: everything but the artefacts, which are made at the same time.
///
/// Each role, assignment and artefact is one line, so that a difference names it.
pub(super) fn begin(input: &Input<'_>) -> Json {
    let policy = &input.model.policy;
    let (roles, assignments) = (&input.compiled.roles, &input.compiled.assignments);
    let size = roles.len() * SIZES.0 + assignments.len() * SIZES.1;
    let mut json = Json::indented(size);
    json.open('{');
    json.key("form").literal(FORM);
    json.text("policy", &policy.name);
    json.text_or_null("tenant", policy.tenant.as_deref());
    json.text("cloud", policy.cloud.keyword());
    json.key("catalogue").object(|json| {
        json.text("state", input.compiled.catalog.state());
        let checksum = input.compiled.catalog.checksum();
        json.text("checksum", format!("{checksum:016x}"));
    });
    json.key("parameters").list(|json| {
        for (name, principal) in input.parameters() {
            json.item()
                .dense(|json| parameter(json, input, name, principal));
        }
    });
    json.key("roles").list(|json| {
        for (index, one) in roles.iter().enumerate() {
            let id = CompiledRoleId::new(index);
            json.item().dense(|json| role(json, input, id, one));
        }
    });
    json.key("assignments").list(|json| {
        for entry in (0..assignments.len()).filter_map(|position| input.entry(position)) {
            json.item().dense(|json| assignment(json, input, &entry));
        }
    });
    json
}

/// Ends the plan with everything else that was made, in the order of deployment.
pub(super) fn end(mut json: Json, input: &Input<'_>, made: &[Artefact]) -> Artefact {
    json.key("artefacts").list(|json| {
        for one in made {
            json.item().dense(|json| listed(json, input, one));
        }
    });
    json.close('}');
    input.made(Artefact::undigested("plan.json".to_owned(), json.finish()))
}

fn environment<'all>(input: &Input<'all>, principal: &Principal) -> Option<&'all str> {
    let environment = input.model.environment(principal.environment?)?;
    Some(&environment.name)
}

fn parameter(json: &mut Json, input: &Input<'_>, name: &str, principal: &Principal) {
    let resource = principal.implicit_of.or(principal.scope);
    let resource = resource.and_then(|id| input.model.scope(id));
    json.object(|json| {
        json.text("name", name);
        json.text("principal", &principal.name);
        json.text_or_null("environment", environment(input, principal));
        json.text("kind", principal.kind.keyword());
        json.text("principalType", principal.kind.azure_type());
        json.text_or_null("azureName", principal.azure_name.as_deref());
        json.text_or_null("upn", principal.upn.as_deref());
        json.text_or_null("appId", principal.app_id.as_deref());
        json.text_or_null("identityOf", resource.map(|scope| scope.id.as_str()));
    });
}

fn role(json: &mut Json, input: &Input<'_>, id: CompiledRoleId, role: &CompiledRole) {
    let blocks = blocks(role);
    json.object(|json| {
        json.text("key", &role.key);
        json.text("guid", &role.guid);
        json.text("name", &role.display_name);
        json.text("description", &role.description);
        provenance(json.key("provenance"), input, &role.provenance);
        json.flag("written", role.is_custom());
        json.text_or_null("tier", role.tier.map(Tier::keyword));
        json.texts("assignableScopes", &role.assignable_scopes);
        json.key("permissions");
        let written = json.written(|json| permissions(json, &blocks));
        // What Azure has may change there; what is written here does not.
        let digest = (!role.is_custom()).then(|| digest(written));
        json.text_or_null("digest", digest.as_deref());
        origins(json, input.role_origins(id));
    });
}

/// Lists the blocks of a role as they are in Azure: one where rolewright writes it.
fn blocks(role: &CompiledRole) -> Vec<Cow<'_, Block>> {
    if role.is_custom() {
        vec![block(role)]
    } else {
        role.blocks.iter().map(Cow::Borrowed).collect()
    }
}

fn permissions(json: &mut Json, blocks: &[Cow<'_, Block>]) {
    json.list(|json| {
        for block in blocks {
            json.item().object(|json| {
                for (key, patterns) in lists(block) {
                    json.texts(key, patterns.iter().map(Pattern::as_str));
                }
                if let Some(condition) = &block.condition {
                    json.text("condition", condition);
                }
            });
        }
    });
}

/// Writes the stage or the `role` that a role is made of; one of Azure's own that is what a stage
/// composes is the same as that.
fn provenance(json: &mut Json, input: &Input<'_>, from: &Provenance) {
    let stage = |id| input.model.stage(id).map_or("", |stage| &stage.name);
    let role = |id| input.model.role(id).map_or("", |role| &role.name);
    let (kind, name) = match from {
        Provenance::Composed(id) => ("stage", stage(*id)),
        Provenance::Written(id) => ("role", role(*id)),
        Provenance::Existing(id) => ("existing", role(*id)),
        Provenance::BuiltIn => return json.string("builtIn"),
        Provenance::Reused(id) => ("sameAs", stage(*id)),
    };
    json.object(|json| json.text(kind, name));
}

fn origins(json: &mut Json, lines: &[Line<'_>]) {
    json.texts("origins", lines.iter().map(Line::shown));
}

fn assignment(json: &mut Json, input: &Input<'_>, entry: &Entry<'_>) {
    let statements = input.compiled.statements(input.model, entry.assignment);
    let grants: Vec<_> = statements.collect();
    // One grant without an end keeps the assignment for good; of many ends the last counts.
    let ends = grants.iter().map(|grant| grant.until.map(|(day, _)| day));
    let ends: Option<Vec<_>> = ends.collect();
    let until = ends.and_then(|ends| ends.into_iter().max());
    let keep = grants.iter().any(|grant| grant.keep);
    json.object(|json| {
        json.text("scope", &entry.scope.id);
        json.text("principal", &entry.principal.name);
        json.text_or_null("environment", environment(input, entry.principal));
        json.text_or_null("principalId", entry.principal.object_id.as_deref());
        json.text_or_null("parameter", entry.parameter);
        json.text("principalType", entry.principal.kind.azure_type());
        json.text("role", &entry.role.key);
        json.text("roleGuid", &entry.role.guid);
        json.text_or_null("name", entry.name);
        json.text("description", &entry.assignment.description);
        origins(json, entry.origins);
        // Never planned for removal.
        if keep {
            json.flag("keep", true);
        }
        // The last day.
        if let Some(day) = until {
            json.text("until", day.to_string());
        }
    });
}

fn listed(json: &mut Json, input: &Input<'_>, made: &Artefact) {
    let roles = made.roles.iter().filter_map(|id| input.role(*id));
    json.object(|json| {
        json.text("path", &made.path);
        json.text("sha256", &made.sha256);
        json.text_or_null("deployedAt", made.deployed_at.as_deref());
        json.texts("roles", roles.map(|role| &role.key));
        json.key("assignments").list(|json| {
            for position in &made.assignments {
                json.item().literal(&position.to_string());
            }
        });
    });
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
