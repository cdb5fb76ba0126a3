//! Operations that go on after their first answer, where that is ordered.

use jiff::SignedDuration;
use serde_json::{Value, json};

use crate::sandbox::rbac::Caller;
use crate::sandbox::refusal::Refusal;
use crate::sandbox::scope::{Path, Scope};
use crate::sandbox::state::{Change, Document};
use crate::sandbox::tenant::Tenant;
use crate::sandbox::wire::{Request, Response};

/// The version under which operations are looked at.
const VERSION: &str = "2025-07-01";

/// What is under way.
pub(super) struct Begun<'b> {
    pub(super) request: &'b Request,
    /// Where it was asked for.
    pub(super) path: &'b Path,
    /// What the thing says as long as it lasts.
    pub(super) state: &'b str,
    /// What it ends with, if not well.
    pub(super) error: Option<Value>,
}

impl Tenant {
    /// Keeps a thing that was done, and says of it that it is under way, as long as that is ordered to
    /// take.
    pub(super) fn begin_lasting(&mut self, shown: Value, begun: &Begun<'_>) -> Response {
        let location = shown.get("location").and_then(Value::as_str);
        let location = location.unwrap_or("westeurope").to_owned();
        let mut response = self.keep(&begun.path.whole(), shown, None);
        let seconds = self.orders.operation_seconds;
        if seconds == 0 {
            return response;
        }
        let (name, of) = (self.new_id("operation"), begun.path.whole());
        let place = Scope::new(&format!(
            "{}/providers/Microsoft.Resources/locations/{location}/deploymentStackOperationStatus/{name}",
            begun.path.scope.text
        ));
        let ready = self.clock + SignedDuration::from_secs(i64::from(seconds));
        let body = json!({
            "id": place.text, "name": name, "of": of.key, "state": begun.state,
            "ready": ready.as_millisecond(), "error": begun.error,
        });
        let link = format!(
            "{}{}?api-version={VERSION}",
            begun.request.origin(),
            place.text
        );
        let document = Document { body, parent: None };
        self.change(Change::Document(place.key, Some(document)));
        if let Some(shown) = under_way(&response.body, begun.state) {
            response.body = shown;
        }
        response
            .with("Azure-AsyncOperation", link)
            .with("Retry-After", "1")
    }

    /// Finds what a thing says of itself while something is under way with it.
    pub(super) fn at_work(&self, scope: &Scope, thing: &Scope) -> Option<&str> {
        let start = format!("{}/providers/microsoft.resources/locations/", scope.key);
        let now = self.clock.as_millisecond();
        let operations = self.state.documents.range(start.clone()..);
        let mut operations = operations.take_while(|(id, _)| id.starts_with(&start));
        let (_, found) = operations.find(|(_, one)| {
            one.body.get("of") == Some(&json!(thing.key)) && now < ready(&one.body)
        })?;
        found.body.get("state").and_then(Value::as_str)
    }

    /// Answers how far an operation is.
    pub(in crate::sandbox) fn operation(
        &self,
        request: &Request,
        path: &Path,
        caller: &Caller,
    ) -> Result<Response, Refusal> {
        request.only_reads()?;
        self.allow(
            caller,
            "Microsoft.Resources/deploymentStacks/read",
            &path.scope,
        )?;
        let found = self.state.documents.get(&path.whole().key);
        let found = found.ok_or_else(|| {
            Refusal::missing("OperationNotFound", "The operation could not be found.")
        })?;
        let part = |name: &str| found.body.get(name).cloned().unwrap_or(Value::Null);
        let lasts = self.clock.as_millisecond() < ready(&found.body);
        let error = part("error");
        let status = match (lasts, error.is_null()) {
            (true, _) => "Running",
            (false, true) => "Succeeded",
            (false, false) => "Failed",
        };
        let mut shown = json!({"id": part("id"), "name": part("name"), "status": status});
        if let (Some(fields), "Failed") = (shown.as_object_mut(), status) {
            fields.insert("error".to_owned(), error);
        }
        let response = Response::json(200, &shown);
        Ok(if lasts {
            response.with("Retry-After", "1")
        } else {
            response
        })
    }
}

fn ready(body: &Value) -> i64 {
    body.get("ready").and_then(Value::as_i64).unwrap_or(0)
}

/// Writes another state into what is shown of a thing.
pub(super) fn under_way(body: &[u8], state: &str) -> Option<Vec<u8>> {
    let mut shown: Value = serde_json::from_slice(body).ok()?;
    *shown.pointer_mut("/properties/provisioningState")? = json!(state);
    serde_json::to_vec(&shown).ok()
}
