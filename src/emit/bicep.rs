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
    let deployments = input.deployments.par_iter();
    let made = deployments.flat_map_iter(|deployment| {
        let modules = deployment.modules.iter();
        let modules = modules.map(|module| write_module(input, deployment, module));
        modules.chain([write_main(input, deployment)])
    });
    made.collect()
}

fn write_module(input: &Input<'_>, deployment: &Deployment, module: &Module) -> Artefact {
    let subscription = deployment.target.subscription().unwrap_or_default();
    let mut file = File::new(input, "resourceGroup");
    file.note(&format!(
        "A module of ../{}.bicep for resource group {} of subscription {subscription}.",
        deployment.stem, module.group
    ));
    let entries = input.entries(&module.entries);
    file.parameters(&entries);
    file.assignments(&entries);
    Artefact {
        path: format!("bicep/{}", module_path(deployment, module)),
        text: file.finish(),
        deployed_at: None,
        roles: Vec::new(),
        assignments: module.entries.clone(),
    }
}

fn write_main(input: &Input<'_>, deployment: &Deployment) -> Artefact {
    let mut file = File::new(input, deployment.target.bicep_scope());
    file.note(&format!("Deploy at {}.", deployment.target.id()));
    file.parameters(&input.entries(&deployment.assignments()));
    file.roles(&deployment.roles);
    file.assignments(&input.entries(&deployment.direct));
    for module in &deployment.modules {
        file.module(deployment, module, &module_path(deployment, module));
    }
    Artefact {
        path: format!("bicep/{}.bicep", deployment.stem),
        text: file.finish(),
        deployed_at: Some(deployment.target.id()),
        roles: deployment.roles.clone(),
        assignments: deployment.assignments(),
    }
}

fn module_path(deployment: &Deployment, module: &Module) -> String {
    format!("modules/{}.{}.bicep", deployment.stem, module.name)
}
