//! ARM JSON templates.

mod expression;
mod template;

use serde_json::Value;

use super::Artefact;
use super::input::Input;

/// Writes one template per deployment.
pub(super) fn write(input: &Input<'_>) -> Vec<Artefact> {
    let deployments = input.deployments.iter();
    let made = deployments.map(|deployment| Artefact {
        path: format!("arm/{}.json", deployment.stem),
        text: pretty(&template::of(input, deployment)),
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
