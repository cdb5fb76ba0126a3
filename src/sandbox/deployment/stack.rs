//! Deployment stacks: a template whose resources belong together, so that what leaves it is removed.

use serde_json::{Value, json};

use super::{Outcome, ids};
use crate::sandbox::rbac::Caller;
use crate::sandbox::refusal::Refusal;
use crate::sandbox::scope::Path;
use crate::sandbox::state::Change;
use crate::sandbox::tenant::Tenant;
use crate::sandbox::wire::{Method, Request, Response};

/// The type of stacks.
const TYPE: &str = "Microsoft.Resources/deploymentStacks";

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
        let (body, resources) = self.read_template(request, path, name)?;
        let given = |name: &str| body.properties.get(name).cloned().unwrap_or(Value::Null);
        self.check_settings(&body.properties, path, caller)?;
        let id = path.whole();
        let before = self.managed(&id.key);
        let mut outcome = self.put_all(&resources, caller);
        let wanted: Vec<_> = resources
            .iter()
            .map(|resource| resource.id.to_lowercase())
            .collect();
        let left: Vec<_> = before
            .into_iter()
            .filter(|id| !wanted.contains(&id.to_lowercase()))
            .collect();
        let deletes =
            body.properties.pointer("/actionOnUnmanage/resources") == Some(&json!("delete"));
        let mut deleted = Vec::new();
        // What is given is taken away before the role that it gives.
        for one in left.iter().rev() {
            if deletes && outcome.failed.is_none() {
                match self.remove(one, caller) {
                    Ok(()) => deleted.push(one.clone()),
                    Err(refusal) => outcome.failed = Some((one.clone(), refusal)),
                }
            }
        }
        let detached: Vec<_> = left.into_iter().filter(|_| !deletes).collect();
        let managed = outcome
            .done
            .iter()
            .map(|id| json!({"id": id, "status": "managed", "denyStatus": "none"}));
        let shown = json!({
            "id": id.text, "name": name, "type": TYPE, "location": body.location,
            "properties": {
                "provisioningState": if outcome.failed.is_none() { "succeeded" } else { "failed" },
                "actionOnUnmanage": given("actionOnUnmanage"), "denySettings": given("denySettings"),
                "description": given("description"), "parameters": given("parameters"),
                "resources": managed.collect::<Vec<_>>(),
                "deletedResources": ids(&deleted), "detachedResources": ids(&detached),
                "failedResources": failures(&outcome), "error": outcome.error("DeploymentStackDeploymentFailed"),
            },
        });
        Ok(self.keep(&id, shown, None))
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
            let text = "The sandbox makes no deny assignments for stacks; take the mode 'none'.";
            return Err(Refusal::bad("DenySettingsNotSupported", text));
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
        let action = request
            .query
            .get("unmanageAction.Resources")
            .unwrap_or("detach");
        if action.eq_ignore_ascii_case("delete") {
            for one in self.managed(&id.key).iter().rev() {
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
