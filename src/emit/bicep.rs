//! Bicep: one main file per deployment, one module per resource group that it hands on to.

mod existing;
mod file;
mod text;

use rayon::prelude::*;

use super::Artefact;
use super::deployment::{Deployment, Module};
use super::input::Input;
use file::File;

/// Writes the modules of each deployment and then its main file.
pub(super) fn write(input: &Input<'_>) -> Vec<Artefact> {
    let deployments = input.deployments.par_iter().with_max_len(1);
    let made = deployments.flat_map_iter(|deployment| {
        let modules = deployment.modules.iter();
        let modules = modules.map(|module| write_module(input, deployment, module));
        modules.chain([write_main(input, deployment)])
    });
    made.collect()
}

fn write_module(input: &Input<'_>, deployment: &Deployment, module: &Module) -> Artefact {
    let subscription = deployment.target.subscription().unwrap_or_default();
    let note = format!(
        "A module of ../{}.bicep for resource group {} of subscription {subscription}.",
        deployment.stem, module.group
    );
    let mut file = File::new(input, &note, "resourceGroup");
    let entries = input.entries(&module.entries);
    file.reserve(0, entries.len());
    file.parameters(&entries);
    file.existing(&entries);
    file.assignments(&entries);
    let path = format!("bicep/{}", module_path(deployment, module));
    input.made(Artefact {
        assignments: module.entries.clone(),
        ..Artefact::of(path, file.finish())
    })
}

fn write_main(input: &Input<'_>, deployment: &Deployment) -> Artefact {
    let target = &deployment.target;
    let note = format!("Deploy at {}.", target.id());
    let mut file = File::new(input, &note, target.bicep_scope());
    let (assignments, direct) = (deployment.assignments(), input.entries(&deployment.direct));
    file.reserve(deployment.roles.len(), direct.len());
    file.parameters(&input.entries(&assignments));
    file.existing(&direct);
    file.roles(&deployment.roles);
    file.assignments(&direct);
    for module in &deployment.modules {
        file.module(deployment, module, &module_path(deployment, module));
    }
    let path = format!("bicep/{}.bicep", deployment.stem);
    input.made(Artefact {
        deployed_at: Some(target.id()),
        roles: deployment.roles.clone(),
        assignments,
        ..Artefact::of(path, file.finish())
    })
}

fn module_path(deployment: &Deployment, module: &Module) -> String {
    format!("modules/{}.{}.bicep", deployment.stem, module.name)
}
