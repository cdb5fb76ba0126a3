//! The template of one deployment.

use std::collections::BTreeMap;

use serde::Serialize;

use super::expression::{call, literal, parameter, text, value};
use super::shape::{
    Assigned, Assignment, Definition, Deployed, Metadata, Nested, Options, Parameter, Passed,
    Permission, Resource, Role, Template,
};
use crate::compile::CompiledRoleId;
use crate::compile::place::Place;
use crate::emit::deployment::{Deployment, Module, Target};
use crate::emit::input::{Entry, Input, block, wanted};
use crate::emit::{names, origin};
use crate::model::permission::Pattern;

const ROLE: &str = "Microsoft.Authorization/roleDefinitions";

/// Returns the template of a deployment.
pub(super) fn of<'all>(input: &'all Input<'_>, deployment: &'all Deployment) -> impl Serialize {
    let target = &deployment.target;
    let written = Written { input, deployment };
    let roles = deployment.roles.iter();
    let roles = roles.filter_map(|id| role(input, *id));
    let direct = input.entries(&deployment.direct);
    let direct = direct.iter().map(|entry| written.assignment(entry, target));
    let modules = deployment.modules.iter();
    let modules = modules.map(|module| written.module(module));
    let assigned = input.entries(&deployment.assignments());
    Template {
        schema: schema(target),
        content_version: "1.0.0.0",
        metadata: Some(Metadata {
            description: text(&format!("deploy at {}", target.id())),
        }),
        parameters: parameters(input, &assigned),
        resources: roles.chain(direct).chain(modules).collect(),
    }
}

fn schema(target: &Target) -> &'static str {
    match target {
        Target::ManagementGroup(_) => {
            "https://schema.management.azure.com/schemas/2019-08-01/managementGroupDeploymentTemplate.json#"
        }
        Target::Subscription(_) => {
            "https://schema.management.azure.com/schemas/2018-05-01/subscriptionDeploymentTemplate.json#"
        }
        Target::ResourceGroup(..) => {
            "https://schema.management.azure.com/schemas/2019-04-01/deploymentTemplate.json#"
        }
    }
}

/// Declares one parameter per principal whose object id is not known.
fn parameters<'all>(input: &Input<'_>, entries: &[Entry<'all>]) -> BTreeMap<&'all str, Parameter> {
    let mut declared = BTreeMap::new();
    for entry in entries {
        if let Some(name) = entry.parameter {
            declared.entry(name).or_insert_with(|| Parameter {
                kind: "string",
                min_length: 36,
                max_length: 36,
                metadata: Metadata {
                    description: text(&wanted(input.model, entry.principal)),
                },
            });
        }
    }
    declared
}

fn role<'all>(input: &'all Input<'_>, id: CompiledRoleId) -> Option<Resource<'all>> {
    let role = input.role(id)?;
    let block = block(role);
    let scopes = role.assignable_scopes.iter();
    Some(Resource::Role(Role {
        comments: comments(input.role_origins(id)),
        kind: ROLE,
        api_version: names::AUTHORIZATION_VERSION,
        name: &role.guid,
        properties: Definition {
            role_name: text(&role.display_name),
            description: text(&role.description),
            kind: "CustomRole",
            assignable_scopes: scopes.map(|scope| text(scope)).collect(),
            permissions: [Permission {
                actions: patterns(&block.actions),
                not_actions: patterns(&block.not_actions),
                data_actions: patterns(&block.data_actions),
                not_data_actions: patterns(&block.not_data_actions),
            }],
        },
    }))
}

fn comments(origins: &[String]) -> String {
    text(&origin::shown(origins).join(", "))
}

fn patterns(patterns: &[Pattern]) -> Vec<String> {
    let texts = patterns.iter().map(|pattern| text(pattern.as_str()));
    texts.collect()
}

/// The deployment that is being written.
struct Written<'all> {
    input: &'all Input<'all>,
    deployment: &'all Deployment,
}

impl<'all> Written<'all> {
    /// Writes an assignment; `around` is the scope that its template is deployed at.
    fn assignment(&self, entry: &Entry<'_>, around: &Target) -> Resource<'all> {
        let principal = match (&entry.principal.object_id, entry.parameter) {
            (None, Some(wanted)) => value(&parameter(wanted)),
            (known, _) => known.as_deref().unwrap_or_default().to_owned(),
        };
        let written_here = self.deployment.writes(entry.assignment.role);
        let needed = written_here && *around == self.deployment.target;
        let needed = needed.then(|| value(&self.role_resource(&entry.role.guid)));
        Resource::Assignment(Assignment {
            comments: comments(entry.origins),
            kind: "Microsoft.Authorization/roleAssignments",
            api_version: names::AUTHORIZATION_VERSION,
            scope: resource_scope(&entry.scope.id).map(|scope| value(&scope)),
            name: entry
                .name
                .map_or_else(|| unknown_name(entry), str::to_owned),
            depends_on: needed.into_iter().collect(),
            properties: Assigned {
                principal_id: principal,
                principal_type: entry.principal.kind.azure_type(),
                role_definition_id: value(&role_id(entry)),
                description: text(&entry.assignment.description),
            },
        })
    }

    /// Writes the nested deployment of one resource group.
    fn module(&self, module: &'all Module) -> Resource<'all> {
        let entries = self.input.entries(&module.entries);
        let subscription = self.deployment.target.subscription().unwrap_or_default();
        let target = Target::resource_group(subscription, &module.group);
        let resources = entries.iter().map(|entry| self.assignment(entry, &target));
        let declared = parameters(self.input, &entries);
        let passed = declared.keys().map(|name| {
            let value = value(&parameter(name));
            (*name, Passed { value })
        });
        Resource::Nested(Nested {
            kind: "Microsoft.Resources/deployments",
            api_version: names::DEPLOYMENTS_VERSION,
            name: names::deployment(&self.input.model.policy.name, &module.name),
            subscription_id: subscription,
            resource_group: text(&module.group),
            depends_on: self.needed(&entries),
            properties: Deployed {
                mode: "Incremental",
                expression_evaluation_options: Options { scope: "inner" },
                parameters: passed.collect(),
                template: Template {
                    schema: schema(&target),
                    content_version: "1.0.0.0",
                    metadata: None,
                    resources: resources.collect(),
                    parameters: declared,
                },
            },
        })
    }

    /// Lists the roles of this template that assignments need.
    fn needed(&self, entries: &[Entry<'_>]) -> Vec<String> {
        let mut needed: Vec<_> = entries.iter().map(|one| one.assignment.role).collect();
        needed.sort_unstable();
        needed.dedup();
        needed.retain(|id| self.deployment.writes(*id));
        let roles = needed.iter().filter_map(|id| self.input.role(*id));
        roles
            .map(|role| value(&self.role_resource(&role.guid)))
            .collect()
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
    let scope = literal(entry.scope_in_name);
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
