//! Why a request is refused: the status, the code and the words of Azure, in one place.

use serde_json::{Value, json};

use super::wire::{Method, Response};

/// A refusal, written in the shape that its service has for errors.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Refusal {
    pub(super) status: u16,
    pub(super) code: String,
    pub(super) message: String,
    /// Headers beside the body.
    pub(super) headers: Vec<(&'static str, String)>,
}

impl Refusal {
    pub(super) fn new(status: u16, code: &str, message: impl Into<String>) -> Self {
        Self {
            status,
            code: code.to_owned(),
            message: message.into(),
            headers: Vec::new(),
        }
    }

    /// Refuses what is malformed.
    pub(super) fn bad(code: &str, message: impl Into<String>) -> Self {
        Self::new(400, code, message)
    }

    /// Refuses what the caller may not do.
    pub(super) fn unauthorized(oid: &str, action: &str, scope: &str) -> Self {
        let text = format!(
            "The client '{oid}' with object id '{oid}' does not have authorization to perform action \
             '{action}' over scope '{scope}' or the scope is invalid. If access was recently granted, \
             please refresh your credentials."
        );
        Self::new(403, "AuthorizationFailed", text)
    }

    /// Refuses what the caller may not do with something that the request names.
    pub(super) fn linked(oid: &str, action: &str, scope: &str, other: &str) -> Self {
        let text = format!(
            "The client '{oid}' with object id '{oid}' has permission to perform action '{action}' on \
             scope '{scope}'; however, it does not have permission to perform this action on the linked \
             scope(s) '{other}' or the linked scope(s) are invalid."
        );
        Self::new(403, "LinkedAuthorizationFailed", text)
    }

    /// Refuses what is not there.
    pub(super) fn missing(code: &str, message: impl Into<String>) -> Self {
        Self::new(404, code, message)
    }

    /// Refuses a method that a path does not have.
    pub(super) fn method(method: Method) -> Self {
        let word = method.word();
        let text = format!("The requested resource does not support http method '{word}'.");
        Self::new(405, "MethodNotAllowed", text)
    }

    /// Refuses what a deny assignment forbids.
    pub(super) fn denied(oid: &str, action: &str, id: &str) -> Self {
        let text = format!(
            "The client with object id '{oid}' has permission to perform action '{action}' on scope '{id}'; \
             however, the access is denied because of the deny assignment of a deployment stack."
        );
        Self::new(403, "DenyAssignmentAuthorizationFailed", text)
    }

    /// Refuses what a lock forbids.
    pub(super) fn locked(scope: &str, verb: &str, lock: &str) -> Self {
        let text = format!(
            "The scope '{scope}' cannot perform {verb} operation because following scope(s) are locked: \
             '{lock}'. Please remove the lock and try again."
        );
        Self::new(409, "ScopeLocked", text)
    }

    /// Adds a header.
    pub(super) fn with(mut self, name: &'static str, value: impl Into<String>) -> Self {
        self.headers.push((name, value.into()));
        self
    }

    /// Writes it as Resource Manager does.
    pub(super) fn of_resource_manager(self) -> Response {
        let body = json!({"error": {"code": self.code, "message": self.message}});
        self.respond(&body)
    }

    /// Writes it as Resource Manager does for Azure Policy, which names what forbids it.
    pub(super) fn of_policy(self) -> Response {
        let definitions = "/providers/Microsoft.Authorization/policyDefinitions/sandbox";
        let info = json!({
            "policyAssignmentId": "/providers/Microsoft.Authorization/policyAssignments/sandbox",
            "policyDefinitionId": definitions, "policyDefinitionEffect": "deny",
        });
        let body = json!({"error": {
            "code": self.code, "message": self.message,
            "additionalInfo": [{"type": "PolicyViolation", "info": info}],
        }});
        self.respond(&body)
    }

    /// Writes it as Microsoft Graph does.
    pub(super) fn of_graph(self, request: &str, date: &str) -> Response {
        let inner = json!({"date": date, "request-id": request, "client-request-id": request});
        let body = json!({
            "error": {"code": self.code, "message": self.message, "innerError": inner}
        });
        self.respond(&body)
    }

    /// Writes it as the authority does; its code is the number after `AADSTS` beside the OAuth word,
    /// as in `invalid_client 7000215`.
    pub(super) fn of_authority(self, request: &str, date: &str) -> Response {
        let (word, number) = self.code.split_once(' ').unwrap_or((&self.code, "50000"));
        let text = format!(
            "AADSTS{number}: {} Trace ID: {request} Correlation ID: {request} Timestamp: {date}",
            self.message
        );
        let body = json!({
            "error": word,
            "error_description": text,
            "error_codes": [number.parse::<u32>().unwrap_or_default()],
            "timestamp": date,
            "trace_id": request,
            "correlation_id": request,
        });
        self.respond(&body)
    }

    fn respond(self, body: &Value) -> Response {
        let mut response = Response::json(self.status, body);
        response.headers.extend(self.headers);
        response
    }
}
