//! ARM JSON templates.

mod expression;
mod shape;
mod template;

use rayon::prelude::*;

use super::Artefact;
use super::input::Input;
use super::json::pretty;

/// Writes one template per deployment.
pub(super) fn write(input: &Input<'_>) -> Vec<Artefact> {
    let deployments = input.deployments.par_iter();
    let made = deployments.map(|deployment| Artefact {
        path: format!("arm/{}.json", deployment.stem),
        text: pretty(&template::of(input, deployment)),
        deployed_at: Some(deployment.target.id()),
        roles: deployment.roles.clone(),
        assignments: deployment.assignments(),
    });
    made.collect()
}
