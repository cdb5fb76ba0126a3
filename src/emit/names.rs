//! Names and versions that the templates share.

use std::collections::BTreeSet;

use super::deployment::short;
use crate::compile::names::guid;

/// The API version of role definitions and role assignments.
pub(super) const AUTHORIZATION_VERSION: &str = "2022-04-01";
/// The API version of nested deployments.
pub(super) const DEPLOYMENTS_VERSION: &str = "2025-04-01";
/// Longest name of a deployment.
const LONGEST: usize = 64;

/// Names a nested deployment: of the policy too, since two policies may deploy to one group.
pub(super) fn deployment(policy: &str, module: &str) -> String {
    let name = format!("rw-{}-{module}", short(policy));
    if name.len() <= LONGEST {
        return name;
    }
    let digest = guid(&[&name]);
    let kept = name.chars().take(LONGEST - 9).collect::<String>();
    let digest: String = digest.chars().take(8).collect();
    format!("{kept}-{digest}")
}

/// Names the file of a role after its key: `train/workspace/production` is `train.workspace.…`.
pub(super) fn role_file(key: &str, taken: &mut BTreeSet<String>) -> String {
    let parts: Vec<_> = key.split('/').map(short).collect();
    let mut name = parts.join(".");
    if !taken.insert(name.clone()) {
        name = format!("{name}.{}", guid(&[key]));
        taken.insert(name.clone());
    }
    name
}
