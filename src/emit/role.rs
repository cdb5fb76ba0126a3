//! Role definitions as the az CLI and PowerShell read them.

use std::collections::BTreeSet;

use serde_json::json;

use super::Artefact;
use super::arm::pretty;
use super::input::{Input, block};
use super::names;
use crate::compile::{CompiledRole, CompiledRoleId};
use crate::model::permission::Pattern;

/// Writes one file per role that has to be written to Azure.
pub(super) fn write(input: &Input<'_>) -> Vec<Artefact> {
    let mut taken = BTreeSet::new();
    let roles = input.compiled.roles.iter().enumerate();
    let custom = roles.filter(|(_, role)| role.is_custom());
    let made = custom.map(|(index, role)| Artefact {
        path: format!("roles/{}.json", names::role_file(&role.key, &mut taken)),
        text: text(role),
        deployed_at: None,
        roles: vec![CompiledRoleId::new(index)],
        assignments: Vec::new(),
    });
    made.collect()
}

fn text(role: &CompiledRole) -> String {
    let block = block(role);
    pretty(&json!({
        "Name": role.display_name.as_str(),
        "IsCustom": true,
        "Description": role.description.as_str(),
        "Actions": list(&block.actions),
        "NotActions": list(&block.not_actions),
        "DataActions": list(&block.data_actions),
        "NotDataActions": list(&block.not_data_actions),
        "AssignableScopes": role.assignable_scopes.iter().map(AsRef::as_ref).collect::<Vec<&str>>(),
    }))
}

fn list(patterns: &[Pattern]) -> Vec<&str> {
    patterns.iter().map(Pattern::as_str).collect()
}
