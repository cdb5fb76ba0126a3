//! What a stack would do: a resource of its own, which holds the answer for a while.

use serde_json::{Value, json};

use super::Deployed;
use crate::sandbox::deployment::operation::Begun;
use crate::sandbox::rbac::Caller;
use crate::sandbox::refusal::Refusal;
use crate::sandbox::scope::{Path, Scope};
use crate::sandbox::state::Change;
use crate::sandbox::tenant::Tenant;
use crate::sandbox::wire::{Method, Request, Response};

/// The property that names the stack.
const OF: &str = "deploymentStackResourceId";

/// The property that says how long the answer is kept.
const KEEP: &str = "retentionInterval";

/// Returns the stack that is asked about.
fn wanted(properties: &Value) -> Result<Scope, Refusal> {
    let given = |name: &str| properties.get(name).and_then(Value::as_str);
    match (given(OF), given(KEEP)) {
        (Some(stack), Some(_)) => Ok(Scope::new(stack)),
        _ => {
            let text = format!("The properties '{OF}' and '{KEEP}' are required.");
            Err(Refusal::bad("InvalidDeploymentStackWhatIfResult", text))
        }
    }
}

impl Tenant {
    /// Answers a request about what stacks would do.
    pub(in crate::sandbox) fn foreseen(
        &mut self,
        request: &Request,
        path: &Path,
        caller: &Caller,
    ) -> Result<Response, Refusal> {
        let id = path.whole();
        let kind = path.full_type();
        match (request.method, path.name(), path.then().as_str()) {
            (Method::Put, Some(name), "") => self.foresee(request, path, caller, name),
            (Method::Delete, Some(_), "") => {
                self.allow(caller, &format!("{kind}/delete"), &path.scope)?;
                if !self.state.documents.contains_key(&id.key) {
                    return Ok(Response::empty(204));
                }
                self.change(Change::Document(id.key, None));
                Ok(Response::empty(200))
            }
            (Method::Get, Some(_), "") => self.resources(request, path, caller),
            (method, ..) => Err(Refusal::method(method)),
        }
    }

    fn foresee(
        &mut self,
        request: &Request,
        path: &Path,
        caller: &Caller,
        name: &str,
    ) -> Result<Response, Refusal> {
        let kind = "Microsoft.Resources/deploymentStacksWhatIfResults";
        self.allow(caller, &format!("{kind}/write"), &path.scope)?;
        let (body, resources) = self.read_template(request, path, name)?;
        self.check_settings(&body.properties, path, caller)?;
        self.may_deploy(path, caller)?;
        let stack = wanted(&body.properties)?;
        let before = self.managed(&stack.key);
        let done = self.deploy_stack(&stack, &body.properties, &resources, caller);
        self.take_back();
        let error = done.outcome.error("DeploymentStackWhatIfFailed");
        let given = |name: &str| body.properties.get(name).cloned().unwrap_or(Value::Null);
        let shown = json!({
            "id": path.whole().text, "name": name, "type": kind, "location": body.location,
            "properties": {
                "provisioningState": if error.is_none() { "succeeded" } else { "failed" },
                "deploymentStackResourceId": given(OF), "retentionInterval": given(KEEP),
                "actionOnUnmanage": given("actionOnUnmanage"), "denySettings": given("denySettings"),
                "changes": {
                    "resourceChanges": changes(&done, &before),
                    "denySettingsChange": {"after": given("denySettings")},
                },
                "error": error,
            },
        });
        let begun = Begun {
            request,
            path,
            state: "initializing",
            error: None,
        };
        Ok(self.begin_lasting(shown, &begun))
    }
}

fn changes(done: &Deployed, before: &[String]) -> Vec<Value> {
    let was = |id: &str| {
        let held = before.iter().any(|one| one.eq_ignore_ascii_case(id));
        if held { "managed" } else { "unmanaged" }
    };
    let change = |id: &str, kind: &str, after: &str| {
        json!({
            "id": id, "changeType": kind, "changeCertainty": "definite",
            "managementStatusChange": {"before": was(id), "after": after},
        })
    };
    let text = |one: &Value, name: &str| {
        let text = one.get(name).and_then(Value::as_str);
        text.unwrap_or_default().to_owned()
    };
    let put = done.outcome.changes.iter().map(|one| {
        let kind = match text(one, "changeType").as_str() {
            "Create" => "create",
            "NoChange" => "noChange",
            _ => "modify",
        };
        change(&text(one, "resourceId"), kind, "managed")
    });
    let deleted = done.deleted.iter();
    let deleted = deleted.map(|id| change(id, "delete", "unmanaged"));
    let detached = done.detached.iter();
    let detached = detached.map(|id| change(id, "detach", "unmanaged"));
    put.chain(deleted).chain(detached).collect()
}
