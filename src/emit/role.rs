//! Role definitions as the az CLI and PowerShell read them.

use std::collections::BTreeSet;

use rayon::prelude::*;

use super::Artefact;
use super::input::{Input, block, lists};
use super::json::Json;
use super::names;
use crate::compile::{CompiledRole, CompiledRoleId};
use crate::model::permission::Pattern;

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
    let made = named.into_par_iter().map(|(index, role, path)| {
        input.made(Artefact {
            roles: vec![CompiledRoleId::new(index)],
            ..Artefact::of(path, text(role))
        })
    });
    made.collect()
}

fn text(role: &CompiledRole) -> String {
    let block = block(role);
    let keys = ["Actions", "NotActions", "DataActions", "NotDataActions"];
    let mut json = Json::indented(4_096);
    json.object(|json| {
        json.text("Name", &role.display_name);
        json.flag("IsCustom", true);
        json.text("Description", &role.description);
        for (key, (_, patterns)) in keys.into_iter().zip(lists(&block)) {
            json.texts(key, patterns.iter().map(Pattern::as_str));
        }
        json.texts("AssignableScopes", &role.assignable_scopes);
    });
    json.finish()
}
