//! Any resource.

use serde::Deserialize;
use serde_json::Value;
use smol_str::SmolStr;

use super::error::Error;
use super::manager::Manager;
use super::versions::{RESOURCE_GROUPS, RESOURCES};
use crate::support::hash::HashMap;

/// A resource.
#[derive(Debug, Clone, Deserialize)]
pub struct Resource {
    /// Its id, as Azure writes it.
    pub id: SmolStr,
    /// Its name.
    pub name: SmolStr,
    /// Its type.
    pub r#type: SmolStr,
    /// Its properties.
    #[serde(default)]
    pub properties: Value,
    /// Whom it runs as.
    identity: Option<Runs>,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Runs {
    principal_id: Option<SmolStr>,
    user_assigned_identities: Option<HashMap<String, Option<Assigned>>>,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Assigned {
    principal_id: Option<SmolStr>,
}

impl Resource {
    /// Lists the object ids of those that it runs as, in lower case.
    pub fn identities(&self) -> Vec<SmolStr> {
        let Some(runs) = &self.identity else {
            return Vec::new();
        };
        let assigned = runs.user_assigned_identities.iter().flatten();
        let assigned = assigned.filter_map(|(_, one)| one.as_ref()?.principal_id.as_ref());
        let all = runs.principal_id.iter().chain(assigned);
        let mut all: Vec<_> = all
            .map(|id| SmolStr::new(id.to_ascii_lowercase()))
            .collect();
        all.sort_unstable();
        all
    }
}

/// Returns the version to ask of a resource, or of a resource group; none where its type is not known.
pub fn version_of(id: &str) -> Option<&'static str> {
    let folded = id.to_ascii_lowercase();
    if let ["", "subscriptions", _, "resourcegroups", _] = *folded.split('/').collect::<Vec<_>>() {
        return Some(RESOURCE_GROUPS);
    }
    let (_, kind) = folded.rsplit_once("/providers/")?;
    let known = RESOURCES.iter().find(|(start, _)| kind.starts_with(start));
    known.map(|(_, version)| *version)
}

impl Manager {
    /// Reads a resource; none where there is none.
    pub async fn resource(&self, id: &str, version: &str) -> Result<Option<Resource>, Error> {
        self.found(&format!("read {id}"), id, version).await
    }
}
