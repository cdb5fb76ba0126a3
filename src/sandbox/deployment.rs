//! Deployments and deployment stacks, as far as roles, assignments and identities go.
//!
//! A template is evaluated whole before anything is done; each resource is then put as a request of the
//! caller would put it, with the same rules and the same refusals.

mod expression;
mod function;
mod operation;
mod stack;
mod template;

use serde::Deserialize;
use serde_json::{Value, json};

use super::rbac::Caller;
use super::refusal::Refusal;
use super::scope::Path;
use super::tenant::Tenant;
use super::wire::{Method, Request, Response};
use template::{Place, Resource};

/// The body of a request about a deployment or a stack.
#[derive(Debug, Deserialize)]
struct Body {
    #[serde(default)]
    location: Option<String>,
    properties: Value,
}

/// What came of the resources of a template.
#[derive(Debug, Default)]
struct Outcome {
    /// The ids of those that are in place.
    done: Vec<String>,
    /// What each of them was before and is now.
    changes: Vec<Value>,
    /// The first that was refused, which ends the deployment.
    failed: Option<(String, Refusal)>,
}

impl Tenant {
    /// Answers a request about deployments.
    pub(super) fn deployments(
        &mut self,
        request: &Request,
        path: &Path,
        caller: &Caller,
    ) -> Result<Response, Refusal> {
        let then = path.then();
        match (request.method, path.name(), then.as_str()) {
            (Method::Put, Some(name), "") => self.deploy(request, path, caller, name),
            (Method::Post, Some(name), "validate") => {
                self.allow(
                    caller,
                    "Microsoft.Resources/deployments/validate/action",
                    &path.scope,
                )?;
                let (_, resources) = self.read_template(request, path, name)?;
                let ids: Vec<_> = resources
                    .iter()
                    .map(|resource| json!({"id": resource.id}))
                    .collect();
                let shown = json!({"properties": {"provisioningState": "Succeeded", "validatedResources": ids}});
                Ok(Response::json(200, &shown))
            }
            (Method::Post, Some(name), "whatif") => self.what_if(request, path, caller, name),
            _ => self.resources(request, path, caller),
        }
    }

    fn deploy(
        &mut self,
        request: &Request,
        path: &Path,
        caller: &Caller,
        name: &str,
    ) -> Result<Response, Refusal> {
        self.allow(caller, "Microsoft.Resources/deployments/write", &path.scope)?;
        let (body, resources) = self.read_template(request, path, name)?;
        let id = path.whole();
        let before = self.state.documents.get(&id.key);
        let place = before
            .and_then(|found| found.body.get("location"))
            .and_then(Value::as_str);
        if place.is_some() && place != body.location.as_deref() {
            let text = format!(
                "The deployment '{name}' already exists in location '{}'.",
                place.unwrap_or_default()
            );
            return Err(Refusal::new(409, "InvalidDeploymentLocation", text));
        }
        let outcome = self.put_all(&resources, caller);
        let shown = json!({
            "id": id.text, "name": name, "type": "Microsoft.Resources/deployments",
            "location": body.location,
            "properties": {
                "mode": body.properties.get("mode").cloned().unwrap_or_else(|| json!("Incremental")),
                "provisioningState": if outcome.failed.is_none() { "Succeeded" } else { "Failed" },
                "timestamp": self.now(), "duration": "PT1S", "correlationId": self.request_id(),
                "parameters": body.properties.get("parameters"),
                "outputResources": ids(&outcome.done),
                "error": outcome.error("DeploymentFailed"),
            },
        });
        Ok(self.keep(&id, shown, None))
    }

    /// Does what a template says, tells what that changed, and takes it all back.
    fn what_if(
        &mut self,
        request: &Request,
        path: &Path,
        caller: &Caller,
        name: &str,
    ) -> Result<Response, Refusal> {
        self.allow(
            caller,
            "Microsoft.Resources/deployments/whatIf/action",
            &path.scope,
        )?;
        let (_, resources) = self.read_template(request, path, name)?;
        let outcome = self.put_all(&resources, caller);
        self.take_back();
        let status = if outcome.failed.is_none() {
            "Succeeded"
        } else {
            "Failed"
        };
        let shown = json!({
            "status": status, "properties": {"changes": outcome.changes},
            "error": outcome.error("DeploymentWhatIfResourceError"),
        });
        Ok(Response::json(200, &shown))
    }

    /// Reads a template and evaluates it at the scope of a path.
    fn read_template(
        &self,
        request: &Request,
        path: &Path,
        name: &str,
    ) -> Result<(Body, Vec<Resource>), Refusal> {
        self.scope_exists(&path.scope)?;
        let is_part = |char: char| char.is_alphanumeric() || "-_.()".contains(char);
        if name.is_empty() || name.len() > 64 || !name.chars().all(is_part) {
            let text = format!("The deployment name '{name}' is not valid.");
            return Err(Refusal::bad("InvalidDeploymentName", text));
        }
        let body: Body = request.json()?;
        let in_group = path.scope.resource_group().is_some();
        if !in_group && body.location.is_none() {
            let text = "The 'location' property must be specified for this deployment.";
            return Err(Refusal::bad("LocationRequired", text));
        }
        let place = Place::new(&path.scope, &self.identity.tenant, name);
        let resources = template::resources(&body.properties, &place, &|id| self.shown_at(id))?;
        Ok((body, resources))
    }

    /// Returns what stands at an id, for templates that refer to it.
    fn shown_at(&self, id: &str) -> Option<Value> {
        let found = self.state.documents.get(&id.to_lowercase())?;
        Some(found.body.clone())
    }

    /// Puts resources one after another, roles and identities before what is given to them.
    fn put_all(&mut self, resources: &[Resource], caller: &Caller) -> Outcome {
        let mut outcome = Outcome::default();
        for resource in resources {
            let before = self.look(&resource.id, caller);
            match self.put_one(resource, caller) {
                Ok(after) => {
                    outcome
                        .changes
                        .push(change(&resource.id, before.as_ref(), &after));
                    outcome.done.push(resource.id.clone());
                }
                Err(refusal) => {
                    outcome.failed = Some((resource.id.clone(), refusal));
                    break;
                }
            }
        }
        outcome
    }

    fn put_one(&mut self, resource: &Resource, caller: &Caller) -> Result<Value, Refusal> {
        let request = Request::new(Method::Put, &resource.id).with_body(resource.body.to_string());
        let response = self.route(&request, &Path::read(&request.segments)?, caller)?;
        Ok(serde_json::from_slice(&response.body).unwrap_or_default())
    }

    /// Reads a resource as the caller may see it.
    fn look(&mut self, id: &str, caller: &Caller) -> Option<Value> {
        let request = Request::new(Method::Get, id);
        let path = Path::read(&request.segments).ok()?;
        let response = self.route(&request, &path, caller).ok()?;
        serde_json::from_slice(&response.body).ok()
    }

    /// Removes what a path leads to, as a request of the caller would.
    fn remove(&mut self, id: &str, caller: &Caller) -> Result<(), Refusal> {
        let request = Request::new(Method::Delete, id);
        let path = Path::read(&request.segments)?;
        self.route(&request, &path, caller).map(drop)
    }
}

impl Outcome {
    /// Shows the failure as deployments do: the refusal is a detail of the deployment's own error.
    fn error(&self, code: &str) -> Option<Value> {
        let (id, refusal) = self.failed.as_ref()?;
        Some(json!({
            "code": code,
            "message": "At least one resource deployment operation failed. Please list deployment \
                        operations for details.",
            "details": [{"code": refusal.code, "message": refusal.message, "target": id}],
        }))
    }
}

fn ids(done: &[String]) -> Vec<Value> {
    done.iter().map(|id| json!({"id": id})).collect()
}

/// Compares what a resource was and is, but for the times that each write moves.
fn change(id: &str, before: Option<&Value>, after: &Value) -> Value {
    let settled = |value: &Value| {
        let mut value = value.clone();
        if let Some(properties) = value.get_mut("properties").and_then(Value::as_object_mut) {
            for name in ["updatedOn", "updatedBy"] {
                properties.remove(name);
            }
        }
        value
    };
    let kind = match before {
        None => "Create",
        Some(before) if settled(before) == settled(after) => "NoChange",
        Some(_) => "Modify",
    };
    json!({"resourceId": id, "changeType": kind, "before": before, "after": after})
}
