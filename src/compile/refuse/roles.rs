//! Role definitions that Azure would not take, operations and scopes aside.

use std::collections::BTreeMap;

use super::{Limits, place};
use crate::compile::{Compiled, CompiledRole, Provenance, codes, pooled, without_declared};
use crate::diagnostic::{Diagnostic, Severity};
use crate::model::permission::{Block, Plane};
use crate::model::{Granted, Model};

/// Longest display name, in UTF-16 units.
const LONGEST_NAME: usize = 512;
/// Longest description, in UTF-16 units.
pub(super) const LONGEST_DESCRIPTION: usize = 2_048;
/// Largest role definition, in bytes.
const LARGEST: usize = 1_048_576;

/// Lists what is wrong with the written roles.
pub fn refuse_roles(model: &Model, compiled: &Compiled, limits: Limits) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    let custom = compiled.roles.iter().filter(|role| role.is_custom());
    for role in custom.clone() {
        found.extend(content(model, role));
        found.extend(unusable_name(model, role));
        found.extend(texts(model, role));
    }
    found.extend(same_names(model, compiled));
    found.extend(same_ids(model, compiled));
    if let Some(one_more) = custom.clone().nth(limits.custom_roles) {
        let (count, limit) = (custom.count(), limits.custom_roles);
        let message = format!("{count} custom roles are more than the {limit} that a tenant takes");
        let place = place::of_role(model, one_more);
        let finding = Diagnostic::new(codes::MANY_ROLES, Severity::Error, place, message)
            .note("the limit is the tenant's, and roles that others made there count too")
            .help("give stages more in common, or grant built-in roles where they fit");
        found.push(finding);
    }
    found
}

fn content(model: &Model, role: &CompiledRole) -> Option<Diagnostic> {
    let place = place::of_role(model, role);
    let name = &role.display_name;
    let refused = |code, message| Diagnostic::new(code, Severity::Error, place, message);
    if role.blocks.iter().any(|block| block.condition.is_some()) {
        let message = format!("role `{name}` has a condition inside its definition");
        let found = refused(codes::BLOCK_CONDITION, message);
        return Some(
            found
                .note("only Azure's own roles have conditions in their permission blocks")
                .help("remove the condition, or grant the built-in role that has it"),
        );
    }
    if role.blocks.iter().all(Block::is_empty) {
        let found = refused(
            codes::EMPTY_ROLE,
            format!("role `{name}` grants no operation"),
        );
        return Some(remove_or_fill(model, role, found));
    }
    let several = role.blocks.len() > 1;
    (several && pooled(&role.blocks).is_none()).then(|| {
        let count = role.blocks.len();
        let message = format!("the {count} blocks of role `{name}` cannot be written as one");
        refused(codes::SEVERAL_BLOCKS, message)
            .note("Azure's own roles have several blocks; that custom roles may is not documented")
            .note("an `except` cuts inside its own block only, so that one list of exceptions for all would grant less")
            .help("split it into one role per block and grant them together")
    })
}

fn remove_or_fill(model: &Model, role: &CompiledRole, found: Diagnostic) -> Diagnostic {
    let advice = "name an operation that it grants, or remove it";
    let Provenance::Written(id) = role.provenance else {
        return found.help("let a clause grant something that no `except` takes back");
    };
    let declared = model.role(id).map(|role| role.declared);
    let declared = declared.and_then(|id| model.declaration(id));
    let edits = declared.map(|one| without_declared(model, one, &Granted::Role(id)));
    found.suggest(advice, edits.unwrap_or_default())
}

/// Azure wants a name that people can see, in its lists and in this one.
fn unusable_name(model: &Model, role: &CompiledRole) -> Option<Diagnostic> {
    let name = role.display_name.as_str();
    let message = if name.trim().is_empty() {
        "the role's display name is blank".to_owned()
    } else if let Some(odd) = name.chars().find(|char| char.is_control()) {
        format!(
            "the role's display name holds the control character U+{:04X}",
            u32::from(odd)
        )
    } else {
        return None;
    };
    let place = place::of_display_name(model, role);
    let found = Diagnostic::new(codes::UNUSABLE_ROLE_NAME, Severity::Error, place, message);
    Some(found.help("write a name of letters, digits and spaces, or leave `name` out"))
}

fn texts(model: &Model, role: &CompiledRole) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    let place = place::of_role(model, role);
    let length = utf16(&role.display_name);
    if length > LONGEST_NAME {
        let message = format!("the role's display name has {length} characters");
        let place = place::of_display_name(model, role);
        let finding = Diagnostic::new(codes::ROLE_NAME_TOO_LONG, Severity::Error, place, message)
            .note(format!(
                "Azure takes {LONGEST_NAME} and recommends at most 256"
            ))
            .help("give it a shorter name");
        found.push(finding);
    }
    let length = utf16(&role.description);
    if length > LONGEST_DESCRIPTION {
        let message = format!(
            "the description of role `{}` has {length} characters with its ownership marker",
            role.display_name
        );
        let finding = Diagnostic::new(codes::DESCRIPTION_TOO_LONG, Severity::Error, place, message)
            .note(format!(
                "Azure takes {LONGEST_DESCRIPTION}; descriptions are never cut"
            ))
            .help("shorten the `///` lines above the declaration");
        found.push(finding);
    }
    let size = size(role);
    if size > LARGEST {
        let message = format!("role `{}` is {size} bytes large", role.display_name);
        let finding = Diagnostic::new(codes::ROLE_TOO_LARGE, Severity::Error, place, message)
            .note(format!("Azure takes {LARGEST} bytes"))
            .help("split it into several roles, or use a wildcard for what belongs together");
        found.push(finding);
    }
    found
}

/// Counts as Azure does, whose services are written for UTF-16.
pub(super) fn utf16(text: &str) -> usize {
    if text.is_ascii() {
        text.len()
    } else {
        text.encode_utf16().count()
    }
}

/// Returns the least size of the definition's JSON.
fn size(role: &CompiledRole) -> usize {
    let planes = Plane::BOTH;
    let blocks = role.blocks.iter().flat_map(|block| {
        planes
            .into_iter()
            .flat_map(|plane| block.granted(plane).iter().chain(block.cut(plane)))
    });
    let patterns: usize = blocks.map(|pattern| pattern.as_str().len() + 3).sum();
    let scopes: usize = role.assignable_scopes.iter().map(|id| id.len() + 3).sum();
    patterns + scopes + role.display_name.len() + role.description.len()
}

/// Display names are unique in a tenant, letter case aside.
fn same_names(model: &Model, compiled: &Compiled) -> Vec<Diagnostic> {
    let mut first: BTreeMap<String, &CompiledRole> = BTreeMap::new();
    let mut found = Vec::new();
    for role in compiled.roles.iter().filter(|role| !role.is_built_in()) {
        let Some(other) = first.insert(role.display_name.to_lowercase(), role) else {
            continue;
        };
        let place = place::of_display_name(model, role);
        let message = format!("two roles are called `{}`", role.display_name);
        let finding = Diagnostic::new(codes::ROLE_NAME_TAKEN, Severity::Error, place, message)
            .related(place::of_display_name(model, other), "the other one")
            .note("display names are unique in the tenant (`RoleDefinitionWithSameNameExists`)")
            .help("give one of them another `name`");
        found.push(finding);
    }
    found
}

fn same_ids(model: &Model, compiled: &Compiled) -> Vec<Diagnostic> {
    let mut first: BTreeMap<String, &CompiledRole> = BTreeMap::new();
    let mut found = Vec::new();
    for role in &compiled.roles {
        let Some(other) = first.insert(role.guid.to_lowercase(), role) else {
            continue;
        };
        let place = place::of_role(model, role);
        let message = format!(
            "roles `{}` and `{}` have the same id `{}`",
            other.display_name, role.display_name, role.guid
        );
        let finding = Diagnostic::new(codes::SAME_ROLE_ID, Severity::Error, place, message)
            .related(place::of_role(model, other), "the other one")
            .note("the one that is written last would replace the other")
            .help("remove one `object-id` or `formerly`, or declare the role once");
        found.push(finding);
    }
    found
}
