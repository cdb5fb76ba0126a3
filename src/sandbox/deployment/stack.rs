//! Deployment stacks: a template whose resources belong together, so that what leaves it is removed.

mod deny;
mod foreseen;

use serde_json::{Value, json};

use super::operation::{Begun, under_way};
use super::template::Resource;
use super::{Outcome, ids};
use crate::sandbox::rbac::Caller;
use crate::sandbox::refusal::Refusal;
use crate::sandbox::scope::{Path, Scope};
use crate::sandbox::state::Change;
use crate::sandbox::tenant::Tenant;
use crate::sandbox::wire::{Method, Request, Response};

/// The type of stacks.
const TYPE: &str = "Microsoft.Resources/deploymentStacks";

/// What a stack did.
struct Deployed {
    outcome: Outcome,
    /// The ids of what it holds now.
    managed: Vec<String>,
    deleted: Vec<String>,
    detached: Vec<String>,
}

impl Deployed {
    /// Shows the properties of the stack, of which some are as they were given.
    fn shown(&self, given: &Value, error: Option<&Value>) -> Value {
        let given = |name: &str| given.get(name).cloned().unwrap_or(Value::Null);
        let deny = given("denySettings");
        let status = deny.get("mode").cloned().unwrap_or_default();
        let managed = self.managed.iter();
        let managed =
            managed.map(|id| json!({"id": id, "status": "managed", "denyStatus": status}));
        json!({
            "provisioningState": if error.is_none() { "succeeded" } else { "failed" },
            "actionOnUnmanage": given("actionOnUnmanage"), "denySettings": deny,
            "description": given("description"), "parameters": given("parameters"),
            "resources": managed.collect::<Vec<_>>(),
            "deletedResources": ids(&self.deleted), "detachedResources": ids(&self.detached),
            "failedResources": failures(&self.outcome), "error": error,
        })
    }
}

impl Tenant {
    /// Answers a request about deployment stacks.
    pub(in crate::sandbox) fn stacks(
        &mut self,
        request: &Request,
        path: &Path,
        caller: &Caller,
    ) -> Result<Response, Refusal> {
        match (request.method, path.name()) {
            (Method::Put, Some(name)) if path.rest.len() == 2 => {
                self.put_stack(request, path, caller, name)
            }
            (Method::Delete, Some(_)) => self.delete_stack(request, path, caller),
            (Method::Get, Some(name)) if path.rest.len() == 2 => {
                self.allow(caller, &format!("{TYPE}/read"), &path.scope)?;
                if !self.state.documents.contains_key(&path.whole().key) {
                    self.scope_exists(&path.scope)?;
                    let text = format!("The DeploymentStack '{name}' could not be found.");
                    return Err(Refusal::missing("DeploymentStackNotFound", text));
                }
                let mut found = self.resources(request, path, caller)?;
                let state = self.at_work(&path.scope, &path.whole());
                if let Some(body) = state.and_then(|state| under_way(&found.body, state)) {
                    found.body = body;
                }
                Ok(found)
            }
            _ => self.resources(request, path, caller),
        }
    }

    fn put_stack(
        &mut self,
        request: &Request,
        path: &Path,
        caller: &Caller,
        name: &str,
    ) -> Result<Response, Refusal> {
        self.allow(caller, &format!("{TYPE}/write"), &path.scope)?;
        let id = path.whole();
        if let Some(state) = self.at_work(&path.scope, &id) {
            let text =
                format!("The deployment stack '{name}' is in the non-terminal state '{state}'.");
            return Err(Refusal::new(409, "DeploymentStackInNonTerminalState", text));
        }
        let (body, resources) = self.read_template(request, path, name)?;
        self.check_settings(&body.properties, path, caller)?;
        self.may_deploy(path, caller)?;
        let done = self.deploy_stack(&id, &body.properties, &resources, caller);
        let error = done.outcome.error("DeploymentStackDeploymentFailed");
        let shown = json!({
            "id": id.text, "name": name, "type": TYPE, "location": body.location,
            "properties": done.shown(&body.properties, error.as_ref()),
        });
        let begun = Begun {
            request,
            path,
            state: "deploying",
            error,
        };
        Ok(self.begin_lasting(shown, &begun))
    }

    /// Does what a stack is for: puts its resources, lets go of what left it, and denies.
    fn deploy_stack(
        &mut self,
        id: &Scope,
        properties: &Value,
        resources: &[Resource],
        caller: &Caller,
    ) -> Deployed {
        let before = self.managed(&id.key);
        // What the stack denies is denied to others, and not to itself.
        self.open_up(id, &before);
        let mut outcome = self.put_all(resources, caller);
        let wanted: Vec<_> = resources.iter().map(|one| one.id.to_lowercase()).collect();
        let left = before.into_iter();
        let left: Vec<_> = left
            .filter(|id| !wanted.contains(&id.to_lowercase()))
            .collect();
        let deletes = properties.pointer("/actionOnUnmanage/resources") == Some(&json!("delete"));
        let (mut deleted, mut detached, mut managed) = (Vec::new(), Vec::new(), Vec::new());
        // What is given is taken away before the role that it gives.
        for one in left.into_iter().rev() {
            if outcome.failed.is_some() {
                managed.push(one);
            } else if !deletes {
                detached.push(one);
            } else if let Err(refusal) = self.remove(&one, caller) {
                outcome.failed = Some((one.clone(), refusal));
                managed.push(one);
            } else {
                deleted.push(one);
            }
        }
        managed.splice(0..0, outcome.done.iter().cloned());
        let settings = properties.get("denySettings").unwrap_or(&Value::Null);
        self.close_off(id, settings, &managed);
        Deployed {
            outcome,
            managed,
            deleted,
            detached,
        }
    }

    /// Refuses whoever may not deploy: a stack makes a deployment of its own.
    fn may_deploy(&self, path: &Path, caller: &Caller) -> Result<(), Refusal> {
        self.allow(caller, "Microsoft.Resources/deployments/write", &path.scope)
    }

    /// Refuses settings that stacks do not have at a scope.
    fn check_settings(
        &self,
        properties: &Value,
        path: &Path,
        caller: &Caller,
    ) -> Result<(), Refusal> {
        let mode = properties
            .pointer("/denySettings/mode")
            .and_then(Value::as_str);
        let action = properties
            .pointer("/actionOnUnmanage/resources")
            .and_then(Value::as_str);
        let (Some(mode), Some("delete" | "detach")) = (mode, action) else {
            let text =
                "The properties 'denySettings.mode' and 'actionOnUnmanage.resources' are required.";
            return Err(Refusal::bad("InvalidDeploymentStack", text));
        };
        if mode != "none" {
            if path.scope.management_group().is_some() {
                let text = "Deny settings are not available for stacks of a management group.";
                return Err(Refusal::bad("DenySettingsNotSupported", text));
            }
            self.allow(
                caller,
                &format!("{TYPE}/manageDenySetting/action"),
                &path.scope,
            )?;
        }
        Ok(())
    }

    /// Lists what a stack manages.
    fn managed(&self, key: &str) -> Vec<String> {
        let found = self.state.documents.get(key);
        let list = found.and_then(|found| found.body.pointer("/properties/resources"));
        let list = list.and_then(Value::as_array).into_iter().flatten();
        let ids = list.filter_map(|one| one.get("id").and_then(Value::as_str));
        ids.map(str::to_owned).collect()
    }

    /// Removes a stack, and what it manages if the request says so.
    fn delete_stack(
        &mut self,
        request: &Request,
        path: &Path,
        caller: &Caller,
    ) -> Result<Response, Refusal> {
        let id = path.whole();
        self.allow(caller, &format!("{TYPE}/delete"), &id)?;
        if !self.state.documents.contains_key(&id.key) {
            return Ok(Response::empty(204));
        }
        let managed = self.managed(&id.key);
        self.open_up(&id, &managed);
        let action = request
            .query
            .get("unmanageAction.Resources")
            .unwrap_or("detach");
        if action.eq_ignore_ascii_case("delete") {
            for one in managed.iter().rev() {
                self.remove(one, caller)?;
            }
        }
        self.change(Change::Document(id.key, None));
        Ok(Response::empty(200))
    }
}

fn failures(outcome: &Outcome) -> Vec<Value> {
    let failed = outcome.failed.iter();
    let shown = failed.map(|(id, refusal)| {
        json!({"id": id, "error": {"code": refusal.code, "message": refusal.message}})
    });
    shown.collect()
}
