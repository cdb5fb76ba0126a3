//! The template of one deployment.

use std::collections::BTreeMap;

use super::expression::{call, literal, parameter, text, value};
use super::ids::{Ids, Own, ROLE};
use crate::compile::CompiledRoleId;
use crate::emit::deployment::{Deployment, Module, Target};
use crate::emit::input::{Entry, Input, block, lists, wanted};
use crate::emit::json::Json;
use crate::emit::names;
use crate::emit::origin::{self, Line};

/// About how many bytes a role takes, and an assignment.
const SIZES: (usize, usize) = (4_000, 1_000);

/// Writes the template of a deployment.
pub(super) fn of(input: &Input<'_>, ids: &Ids, deployment: &Deployment) -> String {
    let target = &deployment.target;
    let written = Written {
        input,
        ids,
        deployment,
        own: Own::of(input, target, &deployment.roles),
    };
    let assigned = input.entries(&deployment.assignments());
    let size = deployment.roles.len() * SIZES.0 + assigned.len() * SIZES.1;
    let mut json = Json::indented(size);
    json.object(|json| {
        begin(json, target);
        json.key("metadata").object(|json| {
            json.text("description", text(&format!("deploy at {}", target.id())));
        });
        declare(json, &parameters(input, &assigned));
        json.key("resources").list(|json| {
            for id in &deployment.roles {
                role(json, input, *id);
            }
            for entry in input.entries(&deployment.direct) {
                written.assignment(json, &entry, target);
            }
            for module in &deployment.modules {
                written.module(json, module);
            }
        });
    });
    json.finish()
}

fn begin(json: &mut Json, target: &Target) {
    json.text("$schema", schema(target));
    json.text("contentVersion", "1.0.0.0");
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

/// Lists the parameters of the principals whose object ids are not known, and what each wants.
fn parameters<'all>(input: &Input<'_>, entries: &[Entry<'all>]) -> BTreeMap<&'all str, String> {
    let mut found = BTreeMap::new();
    for entry in entries {
        if let Some(name) = entry.parameter {
            let slot = found.entry(name);
            slot.or_insert_with(|| wanted(input.model, entry.principal));
        }
    }
    found
}

fn declare(json: &mut Json, parameters: &BTreeMap<&str, String>) {
    if parameters.is_empty() {
        return;
    }
    json.key("parameters").object(|json| {
        for (name, wanted) in parameters {
            json.key(name).object(|json| {
                json.text("type", "string");
                json.key("minLength").literal("36");
                json.key("maxLength").literal("36");
                json.key("metadata")
                    .object(|json| json.text("description", text(wanted)));
            });
        }
    });
}

fn role(json: &mut Json, input: &Input<'_>, id: CompiledRoleId) {
    let Some(role) = input.role(id) else {
        return;
    };
    let block = block(role);
    json.item().object(|json| {
        comments(json, input.role_origins(id));
        json.text("type", ROLE);
        json.text("apiVersion", names::AUTHORIZATION_VERSION);
        json.text("name", &role.guid);
        json.key("properties").object(|json| {
            json.text("roleName", text(&role.display_name));
            json.text("description", text(&role.description));
            json.text("type", "CustomRole");
            let scopes = role.assignable_scopes.iter();
            json.texts("assignableScopes", scopes.map(|scope| text(scope)));
            json.key("permissions").list(|json| {
                json.item().object(|json| {
                    for (key, patterns) in lists(&block) {
                        let patterns = patterns.iter();
                        json.texts(key, patterns.map(|one| text(one.as_str())));
                    }
                });
            });
        });
    });
}

fn comments(json: &mut Json, origins: &[Line<'_>]) {
    let lines: Vec<_> = origin::shown(origins).collect();
    json.text("comments", text(&lines.join(", ")));
}

/// The deployment that is being written.
struct Written<'all> {
    input: &'all Input<'all>,
    ids: &'all Ids,
    deployment: &'all Deployment,
    own: Own<'all>,
}

impl Written<'_> {
    /// Writes an assignment; `around` is the scope that its template is deployed at.
    fn assignment(&self, json: &mut Json, entry: &Entry<'_>, around: &Target) {
        let principal = match (&entry.principal.object_id, entry.parameter) {
            (None, Some(wanted)) => &value(&parameter(wanted)),
            (known, _) => known.as_deref().unwrap_or_default(),
        };
        json.item().object(|json| {
            comments(json, entry.origins);
            json.text("type", "Microsoft.Authorization/roleAssignments");
            json.text("apiVersion", names::AUTHORIZATION_VERSION);
            if let Some(scope) = self.ids.resource(entry) {
                json.text("scope", scope);
            }
            match entry.name {
                Some(known) => json.text("name", known),
                None => json.text("name", unknown_name(entry)),
            }
            let needed = self.own.name(entry.assignment.role);
            if let Some(needed) = needed.filter(|_| *around == self.deployment.target) {
                json.texts("dependsOn", [needed]);
            }
            json.key("properties").object(|json| {
                json.text("principalId", principal);
                json.text("principalType", entry.principal.kind.azure_type());
                json.text("roleDefinitionId", self.ids.role(entry));
                json.text("description", text(&entry.assignment.description));
            });
        });
    }

    /// Writes the nested deployment of one resource group.
    fn module(&self, json: &mut Json, module: &Module) {
        let entries = self.input.entries(&module.entries);
        let subscription = self.deployment.target.subscription().unwrap_or_default();
        let name = names::deployment(&self.input.model.policy.name, &module.name);
        let parameters = parameters(self.input, &entries);
        json.item().object(|json| {
            json.text("type", "Microsoft.Resources/deployments");
            json.text("apiVersion", names::DEPLOYMENTS_VERSION);
            json.text("name", name);
            json.text("subscriptionId", subscription);
            json.text("resourceGroup", text(&module.group));
            json.texts("dependsOn", self.needed(&entries));
            json.key("properties").object(|json| {
                json.text("mode", "Incremental");
                json.key("expressionEvaluationOptions")
                    .object(|json| json.text("scope", "inner"));
                json.key("parameters").object(|json| {
                    for name in parameters.keys() {
                        json.key(name)
                            .object(|json| json.text("value", value(&parameter(name))));
                    }
                });
                json.key("template").object(|json| {
                    let target = Target::resource_group(subscription, &module.group);
                    begin(json, &target);
                    declare(json, &parameters);
                    json.key("resources").list(|json| {
                        for entry in &entries {
                            self.assignment(json, entry, &target);
                        }
                    });
                });
            });
        });
    }

    /// Lists the roles of this template that assignments need.
    fn needed(&self, entries: &[Entry<'_>]) -> Vec<&str> {
        let mut needed: Vec<_> = entries.iter().map(|one| one.assignment.role).collect();
        needed.sort_unstable();
        needed.dedup();
        let names = needed.into_iter().filter_map(|id| self.own.name(id));
        names.collect()
    }
}

/// The name of an assignment whose principal is a parameter.
fn unknown_name(entry: &Entry<'_>) -> String {
    let principal = call("toLower", &[parameter(entry.parameter.unwrap_or_default())]);
    let scope = literal(&entry.spot.in_name);
    value(&call(
        "guid",
        &[scope, principal, literal(&entry.role.guid)],
    ))
}
