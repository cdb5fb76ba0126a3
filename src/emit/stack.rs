//! One template of all of a policy, for a deployment stack: each deployment becomes a nested one.

use serde_json::{Map, Value, json};

use super::Artefact;
use super::names;
use crate::compile::place::Place;

/// The schemas of templates of management groups and of subscriptions.
const GROUP: &str = "https://schema.management.azure.com/schemas/2019-08-01/managementGroupDeploymentTemplate.json#";
const SUBSCRIPTION: &str =
    "https://schema.management.azure.com/schemas/2018-05-01/subscriptionDeploymentTemplate.json#";

/// Puts the ARM templates of a policy into one that is deployed at a scope; `location` is where Azure
/// keeps the parts that no resource group has.
pub fn stacked(policy: &str, templates: &[Artefact], (scope, location): (&str, &str)) -> Value {
    let mut resources = Vec::with_capacity(templates.len());
    // Roles stand before everything that assigns them.
    let mut roles: Vec<String> = Vec::new();
    for one in templates {
        let Some(target) = one.deployed_at.as_deref().and_then(Place::of) else {
            continue;
        };
        let name = names::deployment(policy, stem(&one.path));
        resources.push(nested(one, &name, (&target, location), &roles));
        if !one.roles.is_empty() {
            roles.push(name);
        }
    }
    let is_group = Place::of(scope).is_some_and(|place| place.is_management_group());
    json!({
        "$schema": if is_group { GROUP } else { SUBSCRIPTION },
        "contentVersion": "1.0.0.0",
        "resources": resources,
    })
}

fn nested(
    one: &Artefact,
    name: &str,
    (target, location): (&Place<'_>, &str),
    after: &[String],
) -> Value {
    let mut resource = Map::new();
    let mut put = |key: &str, value: Value| drop(resource.insert(key.to_owned(), value));
    put("type", json!("Microsoft.Resources/deployments"));
    put("apiVersion", json!(names::DEPLOYMENTS_VERSION));
    put("name", json!(name));
    match target {
        Place::ManagementGroup { name } => {
            let scope = format!("Microsoft.Management/managementGroups/{name}");
            put("scope", json!(scope));
        }
        _ => put("subscriptionId", json!(target.subscription())),
    }
    match target.group() {
        Some(group) => put("resourceGroup", json!(group)),
        None => put("location", json!(location)),
    }
    if !after.is_empty() {
        put("dependsOn", json!(after));
    }
    // The text was written here, and is JSON.
    let template: Value = serde_json::from_str(&one.text).unwrap_or_default();
    put(
        "properties",
        json!({
            "mode": "Incremental",
            "expressionEvaluationOptions": {"scope": "inner"},
            "template": template,
        }),
    );
    Value::Object(resource)
}

/// Returns the name of a template's file without its folder and its ending.
fn stem(path: &str) -> &str {
    let file = path.rsplit('/').next().unwrap_or(path);
    file.strip_suffix(".json").unwrap_or(file)
}
