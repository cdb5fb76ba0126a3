//! Requests for schedules: taken, and taken back.

use serde_json::{Value, json};

use super::wanted::{Body, Wanted, properties};
use super::{Kind, text_of};
use crate::sandbox::rbac::Caller;
use crate::sandbox::refusal::Refusal;
use crate::sandbox::scope::{Path, is_guid};
use crate::sandbox::state::Change;
use crate::sandbox::tenant::Tenant;
use crate::sandbox::wire::{Request, Response};

/// What a request says whose schedule begins later.
const WAITING: &str = "ScheduleCreated";

impl Tenant {
    /// Takes a request for a schedule.
    pub(super) fn ask(
        &mut self,
        request: &Request,
        path: &Path,
        caller: &Caller,
        (name, kind): (&str, Kind),
    ) -> Result<Response, Refusal> {
        if !is_guid(name) || self.state.documents.contains_key(&path.whole().key) {
            let text = format!("The name '{name}' of a request must be a new GUID.");
            return Err(Refusal::bad("InvalidRoleAssignmentScheduleRequestId", text));
        }
        let body: Body = request.json()?;
        let wanted = self.wanted_schedule(body.properties, kind, path, caller)?;
        let status = self.carry_out(name, &wanted, path)?;
        let mut shown = properties(&wanted, &path.scope);
        let own = json!({
            "requestType": wanted.asked.request_type, "status": status, "requestorId": caller.oid,
            "createdOn": self.now(), "scheduleInfo": wanted.asked.schedule_info,
            "justification": wanted.asked.justification,
        });
        if let (Some(shown), Value::Object(own)) = (shown.as_object_mut(), own) {
            shown.extend(own);
        }
        let id = path.whole();
        let shown =
            json!({"id": id.text, "name": name, "type": path.full_type(), "properties": shown});
        Ok(self.keep(&id, shown, None))
    }

    /// Does what is asked for, and says how it stands.
    fn carry_out(
        &mut self,
        name: &str,
        wanted: &Wanted,
        path: &Path,
    ) -> Result<&'static str, Refusal> {
        match wanted.asked.request_type.as_str() {
            "AdminAssign" | "SelfActivate" => {
                self.begin_schedule(name, wanted, path)?;
                let waits = wanted.start > self.clock;
                Ok(if waits { WAITING } else { "Provisioned" })
            }
            "AdminRemove" | "SelfDeactivate" => {
                self.end_schedule(wanted, path)?;
                Ok("Revoked")
            }
            other => {
                let text = format!("The sandbox knows no request type '{other}'.");
                Err(Refusal::bad("InvalidRequestType", text))
            }
        }
    }

    /// Takes a request back whose schedule did not begin yet.
    pub(super) fn cancel(
        &mut self,
        path: &Path,
        caller: &Caller,
        (name, kind): (&str, Kind),
    ) -> Result<Response, Refusal> {
        let action = format!("{}/cancel/action", path.full_type());
        self.allow(caller, &action, &path.scope)?;
        let id = path.whole();
        let found = self.state.documents.get(&id.key).cloned();
        let mut found = found.ok_or_else(|| {
            let text = format!("The request '{name}' could not be found.");
            Refusal::missing("ResourceNotFound", text)
        })?;
        let start = text_of(&found.body, "startDateTime");
        let is_ahead = start.is_some_and(|start| *start > *self.now());
        let status = found.body.pointer_mut("/properties/status");
        let status = status.filter(|status| is_ahead && **status == json!(WAITING));
        let Some(status) = status else {
            let text = format!("The request '{name}' is done and cannot be cancelled.");
            return Err(Refusal::bad("RequestCannotBeCancelled", text));
        };
        *status = json!("Canceled");
        self.forget_schedule(&name.to_lowercase(), kind, &path.scope);
        self.change(Change::Document(id.key, Some(found)));
        Ok(Response::empty(200))
    }
}
