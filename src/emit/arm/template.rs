//! The template of one deployment.

use std::collections::BTreeMap;

use serde_json::{Map, Value, json};

use super::expression::{call, literal, parameter, text, value};
use crate::compile::place::Place;
use crate::compile::{CompiledRole, CompiledRoleId};
use crate::emit::deployment::{Deployment, Module, Target};
use crate::emit::input::{Entry, Input, block, wanted};
use crate::emit::{names, origin};
use crate::model::permission::Pattern;

const ROLE: &str = "Microsoft.Authorization/roleDefinitions";

/// Writes the template of a deployment.
pub(super) fn of(input: &Input<'_>, deployment: &Deployment) -> Value {
    let target = &deployment.target;
    let roles = deployment.roles.iter();
    let roles = roles.filter_map(|id| Some(role(input, input.role(*id)?)));
    let direct = input.entries(&deployment.direct);
    let written = Written { input, deployment };
    let direct_resources = direct.iter().map(|entry| written.assignment(entry, target));
    let modules = deployment
        .modules
        .iter()
        .map(|module| written.module(module));
    let resources: Vec<Value> = roles.chain(direct_resources).chain(modules).collect();
    let assigned = input.entries(&deployment.assignments());
    envelope(
        target,
        Some(&format!("deploy at {}", target.id())),
        parameters(input, &assigned),
        resources,
    )
}

/// What is around the resources: schema, version, metadata, parameters.
fn envelope(
    target: &Target,
    note: Option<&str>,
    parameters: Map<String, Value>,
    resources: Vec<Value>,
) -> Value {
    let schema = match target {
        Target::ManagementGroup(_) => "2019-08-01/managementGroupDeploymentTemplate.json#",
        Target::Subscription(_) => "2018-05-01/subscriptionDeploymentTemplate.json#",
        Target::ResourceGroup(..) => "2019-04-01/deploymentTemplate.json#",
    };
    let mut template = Map::new();
    let schema = format!("https://schema.management.azure.com/schemas/{schema}");
    template.insert("$schema".into(), schema.into());
    template.insert("contentVersion".into(), "1.0.0.0".into());
    if let Some(note) = note {
        template.insert("metadata".into(), json!({ "description": text(note) }));
    }
    if !parameters.is_empty() {
        template.insert("parameters".into(), parameters.into());
    }
    template.insert("resources".into(), resources.into());
    template.into()
}

/// Declares one parameter per principal whose object id is not known.
fn parameters(input: &Input<'_>, entries: &[Entry<'_>]) -> Map<String, Value> {
    let wanted: BTreeMap<&str, String> = entries
        .iter()
        .filter_map(|entry| Some((entry.parameter?, wanted(input.model, entry.principal))))
        .collect();
    let declared = wanted.into_iter().map(|(name, description)| {
        let declaration = json!({
            "type": "string",
            "minLength": 36,
            "maxLength": 36,
            "metadata": { "description": text(&description) },
        });
        (name.to_owned(), declaration)
    });
    declared.collect()
}

fn role(input: &Input<'_>, role: &CompiledRole) -> Value {
    let block = block(role);
    let scopes = role.assignable_scopes.iter();
    json!({
        "comments": text(&origin::of_role(input, role).join(", ")),
        "type": ROLE,
        "apiVersion": names::AUTHORIZATION_VERSION,
        "name": role.guid.as_str(),
        "properties": {
            "roleName": text(&role.display_name),
            "description": text(&role.description),
            "type": "CustomRole",
            "assignableScopes": scopes.map(|scope| text(scope)).collect::<Vec<_>>(),
            "permissions": [{
                "actions": patterns(&block.actions),
                "notActions": patterns(&block.not_actions),
                "dataActions": patterns(&block.data_actions),
                "notDataActions": patterns(&block.not_data_actions),
            }],
        },
    })
}

fn patterns(patterns: &[Pattern]) -> Vec<String> {
    patterns
        .iter()
        .map(|pattern| text(pattern.as_str()))
        .collect()
}

/// The deployment that is being written.
struct Written<'all> {
    input: &'all Input<'all>,
    deployment: &'all Deployment,
}

impl Written<'_> {
    /// Writes an assignment; `around` is the scope that its template is deployed at.
    fn assignment(&self, entry: &Entry<'_>, around: &Target) -> Value {
        let name = entry.name().unwrap_or_else(|| unknown_name(entry));
        let principal = match (&entry.principal.object_id, entry.parameter) {
            (None, Some(wanted)) => value(&parameter(wanted)),
            (known, _) => known.as_deref().unwrap_or_default().to_owned(),
        };
        let mut resource = Map::new();
        let origins = entry.origins(self.input).join(", ");
        resource.insert("comments".into(), text(&origins).into());
        resource.insert(
            "type".into(),
            "Microsoft.Authorization/roleAssignments".into(),
        );
        resource.insert("apiVersion".into(), names::AUTHORIZATION_VERSION.into());
        if let Some(scope) = resource_scope(&entry.scope.id) {
            resource.insert("scope".into(), value(&scope).into());
        }
        resource.insert("name".into(), name.into());
        let written_here = self.deployment.writes(entry.assignment.role);
        if written_here && *around == self.deployment.target {
            let needed = self.role_resource(&entry.role.guid);
            resource.insert("dependsOn".into(), vec![value(&needed)].into());
        }
        let properties = json!({
            "principalId": principal,
            "principalType": entry.principal.kind.azure_type(),
            "roleDefinitionId": value(&role_id(entry)),
            "description": text(&entry.assignment.description),
        });
        resource.insert("properties".into(), properties);
        resource.into()
    }

    /// Writes the nested deployment of one resource group.
    fn module(&self, module: &Module) -> Value {
        let entries = self.input.entries(&module.entries);
        let subscription = self.deployment.target.subscription().unwrap_or_default();
        let target = Target::resource_group(subscription, &module.group);
        let resources = entries.iter().map(|entry| self.assignment(entry, &target));
        let declared = parameters(self.input, &entries);
        let passed = declared.keys();
        let passed = passed.map(|name| (name.clone(), json!({ "value": value(&parameter(name)) })));
        let passed: Map<String, Value> = passed.collect();
        let mut needed: Vec<&CompiledRoleId> =
            entries.iter().map(|one| &one.assignment.role).collect();
        needed.sort();
        needed.dedup();
        needed.retain(|id| self.deployment.writes(**id));
        let needed = needed.into_iter().filter_map(|id| self.input.role(*id));
        let needed: Vec<_> = needed
            .map(|role| value(&self.role_resource(&role.guid)))
            .collect();
        let template = envelope(&target, None, declared, resources.collect());
        json!({
            "type": "Microsoft.Resources/deployments",
            "apiVersion": names::DEPLOYMENTS_VERSION,
            "name": names::deployment(&self.input.model.policy.name, &module.name),
            "subscriptionId": subscription,
            "resourceGroup": text(&module.group),
            "dependsOn": needed,
            "properties": {
                "mode": "Incremental",
                "expressionEvaluationOptions": { "scope": "inner" },
                "parameters": passed,
                "template": template,
            },
        })
    }

    /// Names a role of this template in `dependsOn`.
    fn role_resource(&self, guid: &str) -> String {
        let arguments = [literal(ROLE), literal(guid)];
        match self.deployment.target {
            Target::ManagementGroup(_) => in_management_group(guid),
            Target::Subscription(_) => call("subscriptionResourceId", &arguments),
            Target::ResourceGroup(..) => call("resourceId", &arguments),
        }
    }
}

/// The name of an assignment whose principal is a parameter.
fn unknown_name(entry: &Entry<'_>) -> String {
    let principal = call("toLower", &[parameter(entry.parameter.unwrap_or_default())]);
    let scope = literal(&entry.scope_in_name());
    value(&call(
        "guid",
        &[scope, principal, literal(&entry.role.guid)],
    ))
}

/// The id of the assigned role in the form that its scope wants.
fn role_id(entry: &Entry<'_>) -> String {
    let arguments = [literal(ROLE), literal(&entry.role.guid)];
    let high = Place::of(&entry.scope.id).is_some_and(|place| place.is_management_group());
    if !high {
        call("subscriptionResourceId", &arguments)
    } else if entry.role.is_built_in() {
        call("tenantResourceId", &arguments)
    } else {
        in_management_group(&entry.role.guid)
    }
}

fn in_management_group(guid: &str) -> String {
    let here = "managementGroup().id".to_owned();
    call("extensionResourceId", &[here, literal(ROLE), literal(guid)])
}

/// The `scope` of an assignment at a resource; none where the deployment's own scope is meant.
fn resource_scope(scope: &str) -> Option<String> {
    let Place::Resource { resource, .. } = Place::of(scope)? else {
        return None;
    };
    let kind = literal(&resource.kind(resource.segments.len()));
    let names = resource.segments.iter().map(|(_, name)| literal(name));
    let arguments: Vec<_> = std::iter::once(kind).chain(names).collect();
    Some(call("resourceId", &arguments))
}
