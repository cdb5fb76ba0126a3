//! Role definitions as the az CLI and PowerShell read them.

use std::collections::BTreeSet;

use rayon::prelude::*;
use serde::Serialize;

use super::Artefact;
use super::input::{Input, block};
use super::json::{list, pretty};
use super::names;
use crate::compile::{CompiledRole, CompiledRoleId};

/// Writes one file per role that has to be written to Azure.
pub(super) fn write(input: &Input<'_>) -> Vec<Artefact> {
    let mut taken = BTreeSet::new();
    let roles = input.compiled.roles.iter().enumerate();
    let custom = roles.filter(|(_, role)| role.is_custom());
    let named = custom.map(|(index, role)| {
        let file = names::role_file(&role.key, &mut taken);
        (index, role, format!("roles/{file}.json"))
    });
    let named: Vec<_> = named.collect();
    let made = named.into_par_iter().map(|(index, role, path)| Artefact {
        path,
        text: text(role),
        deployed_at: None,
        roles: vec![CompiledRoleId::new(index)],
        assignments: Vec::new(),
    });
    made.collect()
}

#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
struct Definition<'role> {
    name: &'role str,
    is_custom: bool,
    description: &'role str,
    actions: Vec<&'role str>,
    not_actions: Vec<&'role str>,
    data_actions: Vec<&'role str>,
    not_data_actions: Vec<&'role str>,
    assignable_scopes: Vec<&'role str>,
}

fn text(role: &CompiledRole) -> String {
    let block = block(role);
    let scopes = role.assignable_scopes.iter();
    pretty(&Definition {
        name: &role.display_name,
        is_custom: true,
        description: &role.description,
        actions: list(&block.actions),
        not_actions: list(&block.not_actions),
        data_actions: list(&block.data_actions),
        not_data_actions: list(&block.not_data_actions),
        assignable_scopes: scopes.map(AsRef::as_ref).collect(),
    })
}
