//! ARM JSON templates.

mod expression;
mod template;

use serde_json::Value;

use super::Artefact;
use super::input::{Input, Made};

/// Writes one template per deployment.
pub(super) fn write(input: &Input<'_>) -> Vec<Made> {
    let deployments = input.deployments.iter();
    let made = deployments.map(|deployment| Made {
        artefact: Artefact {
            path: format!("arm/{}.json", deployment.stem),
            text: pretty(&template::of(input, deployment)),
        },
        deployed_at: Some(deployment.target.id()),
        roles: deployment.roles.clone(),
        assignments: deployment.assignments(),
    });
    made.collect()
}

/// Writes JSON as every emitter does: indented, with a line break at the end.
pub(super) fn pretty(value: &Value) -> String {
    let mut text = format!("{value:#}");
    text.push('\n');
    text
}
