//! Which part of Resource Manager a path leads to.

use serde_json::json;

use super::rbac::Caller;
use super::refusal::Refusal;
use super::scope::Path;
use super::tenant::Tenant;
use super::wire::{Method, Request, Response};

impl Tenant {
    /// Hands a request to the part of Resource Manager that answers it.
    pub(super) fn route(
        &mut self,
        request: &Request,
        path: &Path,
        caller: &Caller,
    ) -> Result<Response, Refusal> {
        match (path.namespace().as_str(), path.kind().as_str()) {
            ("microsoft.authorization", kind) => self.authorization(request, path, caller, kind),
            ("microsoft.management", "managementgroups") => {
                self.management_groups(request, path, caller)
            }
            ("microsoft.management", "getentities") => Ok(self.entities(request, caller)),
            ("microsoft.resources", "deployments") => self.deployments(request, path, caller),
            ("microsoft.resources", "deploymentstacks") => self.stacks(request, path, caller),
            ("microsoft.resources", "deploymentstackswhatifresults") => {
                self.foreseen(request, path, caller)
            }
            ("microsoft.resources", "locations") => self.operation(request, path, caller),
            ("microsoft.resourcegraph", "resources") => self.search(request, caller),
            ("microsoft.managedidentity", "userassignedidentities") => {
                self.identities(request, path, caller)
            }
            ("microsoft.insights", "eventtypes") => self.activity(request, path, caller),
            ("", _) => self.groups_and_subscriptions(request, path, caller),
            (_, "") => provider(request, path),
            _ => self.resources(request, path, caller),
        }
    }

    fn authorization(
        &mut self,
        request: &Request,
        path: &Path,
        caller: &Caller,
        kind: &str,
    ) -> Result<Response, Refusal> {
        match kind {
            "roledefinitions" => self.role_definitions(request, path, caller),
            "roleassignments" => self.role_assignments(request, path, caller),
            "permissions" => self.permissions(request, path, caller),
            "provideroperations" => Self::operations(request, path),
            "roleassignmentsusagemetrics" => self.usage_metrics(request, path, caller),
            "roleeligibilityschedules"
            | "roleeligibilityscheduleinstances"
            | "roleeligibilityschedulerequests"
            | "roleassignmentschedules"
            | "roleassignmentscheduleinstances"
            | "roleassignmentschedulerequests" => self.schedules(request, path, caller),
            "rolemanagementpolicies" | "rolemanagementpolicyassignments" => {
                self.policies(request, path, caller)
            }
            "denyassignments" | "locks" => self.extensions(request, path, caller),
            _ => Err(no_such_type(path)),
        }
    }
}

/// Refuses a type that the sandbox does not have.
pub(super) fn no_such_type(path: &Path) -> Refusal {
    let kind = path.full_type();
    let text =
        format!("No registered resource provider found for the type '{kind}' in this sandbox.");
    Refusal::bad("NoRegisteredProviderFound", text)
}

/// Answers that a provider is registered, as every one is here.
fn provider(request: &Request, path: &Path) -> Result<Response, Refusal> {
    if !matches!(request.method, Method::Get | Method::Post) {
        return Err(Refusal::method(request.method));
    }
    let body = json!({
        "id": path.whole().text,
        "namespace": path.provider,
        "registrationState": "Registered",
        "resourceTypes": [],
    });
    Ok(Response::json(200, &body))
}
