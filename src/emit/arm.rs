//! ARM JSON templates.

mod expression;
mod ids;
mod template;

use rayon::prelude::*;

use super::Artefact;
use super::input::Input;
use ids::Ids;

/// Writes one template per deployment.
pub(super) fn write(input: &Input<'_>) -> Vec<Artefact> {
    let ids = Ids::of(input);
    let deployments = input.deployments.par_iter().with_max_len(1);
    let made = deployments.map(|deployment| {
        let path = format!("arm/{}.json", deployment.stem);
        input.made(Artefact {
            deployed_at: Some(deployment.target.id()),
            roles: deployment.roles.clone(),
            assignments: deployment.assignments(),
            ..Artefact::of(path, template::of(input, &ids, deployment))
        })
    });
    made.collect()
}
