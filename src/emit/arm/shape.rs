//! The shapes of a template's JSON.

use std::collections::BTreeMap;

use serde::Serialize;

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Template<'all> {
    #[serde(rename = "$schema")]
    pub(super) schema: &'static str,
    pub(super) content_version: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) metadata: Option<Metadata>,
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub(super) parameters: BTreeMap<&'all str, Parameter>,
    pub(super) resources: Vec<Resource<'all>>,
}

#[derive(Serialize)]
pub(super) struct Metadata {
    pub(super) description: String,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Parameter {
    #[serde(rename = "type")]
    pub(super) kind: &'static str,
    pub(super) min_length: u32,
    pub(super) max_length: u32,
    pub(super) metadata: Metadata,
}

#[derive(Serialize)]
#[serde(untagged)]
pub(super) enum Resource<'all> {
    Role(Role<'all>),
    Assignment(Assignment),
    Nested(Nested<'all>),
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Role<'all> {
    pub(super) comments: String,
    #[serde(rename = "type")]
    pub(super) kind: &'static str,
    pub(super) api_version: &'static str,
    pub(super) name: &'all str,
    pub(super) properties: Definition,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Definition {
    pub(super) role_name: String,
    pub(super) description: String,
    #[serde(rename = "type")]
    pub(super) kind: &'static str,
    pub(super) assignable_scopes: Vec<String>,
    pub(super) permissions: [Permission; 1],
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Permission {
    pub(super) actions: Vec<String>,
    pub(super) not_actions: Vec<String>,
    pub(super) data_actions: Vec<String>,
    pub(super) not_data_actions: Vec<String>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Assignment {
    pub(super) comments: String,
    #[serde(rename = "type")]
    pub(super) kind: &'static str,
    pub(super) api_version: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) scope: Option<String>,
    pub(super) name: String,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(super) depends_on: Vec<String>,
    pub(super) properties: Assigned,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Assigned {
    pub(super) principal_id: String,
    pub(super) principal_type: &'static str,
    pub(super) role_definition_id: String,
    pub(super) description: String,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Nested<'all> {
    #[serde(rename = "type")]
    pub(super) kind: &'static str,
    pub(super) api_version: &'static str,
    pub(super) name: String,
    pub(super) subscription_id: &'all str,
    pub(super) resource_group: String,
    pub(super) depends_on: Vec<String>,
    pub(super) properties: Deployed<'all>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Deployed<'all> {
    pub(super) mode: &'static str,
    pub(super) expression_evaluation_options: Options,
    pub(super) parameters: BTreeMap<&'all str, Passed>,
    pub(super) template: Template<'all>,
}

#[derive(Serialize)]
pub(super) struct Options {
    pub(super) scope: &'static str,
}

#[derive(Serialize)]
pub(super) struct Passed {
    pub(super) value: String,
}
