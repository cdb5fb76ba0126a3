//! Schedules of Privileged Identity Management: requests, and what comes of them.
//!
//! A request is an event. A schedule, and an instance of it while it is in force, is what is left of one;
//! an active schedule also is an ordinary role assignment until it ends.

mod policies;
mod wanted;

use jiff::Timestamp;
use serde_json::{Value, json};

use super::documents::is_of;
use super::rbac::{Assignment, Caller, Clause, clauses};
use super::refusal::Refusal;
use super::scope::{Path, Scope, is_guid, last};
use super::state::{Change, Document};
use super::tenant::Tenant;
use super::wire::{Method, Request, Response};
use wanted::{Body, Wanted, properties};

/// What a request says whose schedule begins later.
const WAITING: &str = "ScheduleCreated";

/// How the keys of assignments begin that begin later; no path of a request leads there.
const WAITS: &str = "waiting/";

/// What a schedule is of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Eligibility,
    Assignment,
}

impl Kind {
    /// Reads it off the type of requests.
    fn of_requests(kind: &str) -> Option<Self> {
        match kind {
            "roleeligibilityschedulerequests" => Some(Self::Eligibility),
            "roleassignmentschedulerequests" => Some(Self::Assignment),
            _ => None,
        }
    }

    fn word(self) -> &'static str {
        match self {
            Self::Eligibility => "Eligibility",
            Self::Assignment => "Assignment",
        }
    }
}

impl Tenant {
    /// Answers a request about schedules.
    pub(super) fn schedules(
        &mut self,
        request: &Request,
        path: &Path,
        caller: &Caller,
    ) -> Result<Response, Refusal> {
        let of = Kind::of_requests(&path.kind());
        match (request.method, path.name(), of, path.then().as_str()) {
            (Method::Get, None, ..) => self.list_schedules(request, path, caller),
            (Method::Get, Some(_), _, "") => self.extensions(request, path, caller),
            (Method::Put, Some(name), Some(kind), "") => {
                self.ask(request, path, caller, (name, kind))
            }
            (Method::Post, Some(name), Some(kind), "validate") => {
                let answered = self.ask(request, &own(path), caller, (name, kind));
                self.take_back();
                answered.map(|response| Response {
                    status: 200,
                    ..response
                })
            }
            (Method::Post, Some(name), Some(kind), "cancel") => {
                self.cancel(&own(path), caller, (name, kind))
            }
            (method, ..) => Err(Refusal::method(method)),
        }
    }

    fn list_schedules(
        &self,
        request: &Request,
        path: &Path,
        caller: &Caller,
    ) -> Result<Response, Refusal> {
        self.allow(caller, &format!("{}/read", path.full_type()), &path.scope)?;
        self.scope_exists(&path.scope)?;
        let mut principals = None;
        for clause in clauses(request.query.get("$filter"))? {
            match clause {
                Clause::Equal(name, id) if name == "principalid" => {
                    principals = Some(vec![id.to_lowercase()]);
                }
                Clause::Call(name, id) if name == "assignedto" => {
                    principals = Some(self.caller(&id.to_lowercase()).identities);
                }
                Clause::Call(name, _) if name == "astarget" => {
                    principals = Some(caller.identities.clone());
                }
                _ => {}
            }
        }
        let in_force = path.kind().ends_with("instances");
        let now = self.now();
        Ok(self.list_attached(request, path, |document| {
            let text = |name: &str| text_of(&document.body, name);
            let id = text("principalId").unwrap_or_default();
            let started = text("startDateTime").is_none_or(|start| start <= now.as_str());
            let over = text("endDateTime").is_some_and(|end| end <= now.as_str());
            principals
                .as_ref()
                .is_none_or(|ids| ids.iter().any(|known| known == id))
                && !over
                && (started || !in_force)
        }))
    }

    /// Takes a request for a schedule.
    fn ask(
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
        let status = match wanted.asked.request_type.as_str() {
            "AdminAssign" | "SelfActivate" => {
                self.begin_schedule(name, &wanted, path)?;
                if wanted.start > self.clock {
                    WAITING
                } else {
                    "Provisioned"
                }
            }
            "AdminRemove" | "SelfDeactivate" => {
                self.end_schedule(&wanted, path)?;
                "Revoked"
            }
            other => {
                let text = format!("The sandbox knows no request type '{other}'.");
                return Err(Refusal::bad("InvalidRequestType", text));
            }
        };
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

    /// Takes a request back whose schedule did not begin yet.
    fn cancel(
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

    fn begin_schedule(&mut self, name: &str, wanted: &Wanted, path: &Path) -> Result<(), Refusal> {
        if self.schedule_of(wanted.kind, wanted, &path.scope).is_some() {
            let text = "The role assignment already exists.";
            return Err(Refusal::new(409, "RoleAssignmentExists", text));
        }
        let eligible = self.schedule_of(Kind::Eligibility, wanted, &path.scope);
        if wanted.asked.request_type == "SelfActivate" && eligible.is_none() {
            let text = "The following policy rules failed: [\"EligibilityRule\"]";
            return Err(Refusal::bad(
                "RoleAssignmentRequestPolicyValidationFailed",
                text,
            ));
        }
        for part in ["Schedules", "ScheduleInstances"] {
            let kind = format!("Microsoft.Authorization/role{}{part}", wanted.kind.word());
            let id = Scope::new(&format!(
                "{}/providers/{kind}/{name}",
                path.scope.text.trim_end_matches('/')
            ));
            let body = json!({
                "id": id.text, "name": name, "type": kind, "properties": properties(wanted, &path.scope),
            });
            self.change(Change::Document(
                id.key,
                Some(Document { body, parent: None }),
            ));
        }
        if wanted.kind == Kind::Assignment {
            self.assign_for_a_while(name, wanted, &path.scope)?;
        }
        Ok(())
    }

    /// Makes the ordinary assignment that an active schedule is, once it begins.
    fn assign_for_a_while(
        &mut self,
        name: &str,
        wanted: &Wanted,
        scope: &Scope,
    ) -> Result<(), Refusal> {
        if self
            .state
            .assignments
            .same_grant(&scope.key, &wanted.role, &wanted.principal)
            .is_some()
        {
            let text = "The role assignment already exists.";
            return Err(Refusal::new(409, "RoleAssignmentExists", text));
        }
        let (now, by) = (self.now(), self.actor.clone().unwrap_or_default());
        let held = Assignment {
            name: name.to_lowercase(),
            scope: scope.text.clone(),
            role: wanted.role.clone(),
            principal: wanted.principal.clone(),
            principal_type: wanted.principal_type.clone(),
            description: None,
            condition: wanted.asked.condition.clone(),
            condition_version: wanted.asked.condition_version.clone(),
            delegated_identity: None,
            created_on: now.clone(),
            updated_on: now,
            created_by: by.clone(),
            updated_by: by,
            until: wanted.end.map(Timestamp::as_second),
        };
        if wanted.start > self.clock {
            let key = format!("{WAITS}{:020}/{}", wanted.start.as_millisecond(), held.name);
            let body = serde_json::to_value(&held).unwrap_or_default();
            self.change(Change::Document(key, Some(Document { body, parent: None })));
        } else {
            self.change(Change::Assignment(held.name.clone(), Some(held)));
        }
        Ok(())
    }

    /// Makes the assignments of the schedules whose time has come, where their scope is still there.
    pub(super) fn begin_schedules(&mut self) {
        let now = format!("{WAITS}{:020}0", self.clock.as_millisecond());
        let due = self.state.below(WAITS).take_while(|(key, _)| **key < now);
        let due: Vec<_> = due
            .map(|(key, one)| (key.clone(), one.body.clone()))
            .collect();
        for (key, body) in due {
            self.change(Change::Document(key, None));
            let held = serde_json::from_value::<Assignment>(body);
            let held = held
                .ok()
                .filter(|held| self.scope_exists(&Scope::new(&held.scope)).is_ok());
            if let Some(held) = held {
                self.change(Change::Assignment(held.name.clone(), Some(held)));
            }
        }
    }

    fn end_schedule(&mut self, wanted: &Wanted, path: &Path) -> Result<(), Refusal> {
        let Some(name) = self.schedule_of(wanted.kind, wanted, &path.scope) else {
            let text = "The role assignment does not exist.";
            return Err(Refusal::bad("RoleAssignmentDoesNotExist", text));
        };
        self.forget_schedule(&name, wanted.kind, &path.scope);
        Ok(())
    }

    /// Takes a schedule away, and the assignment that it is or would have become.
    fn forget_schedule(&mut self, name: &str, kind: Kind, scope: &Scope) {
        let word = kind.word().to_lowercase();
        let above = scope.key.trim_end_matches('/');
        for part in ["schedules", "scheduleinstances"] {
            let id = format!("{above}/providers/microsoft.authorization/role{word}{part}/{name}");
            self.change(Change::Document(id, None));
        }
        if kind == Kind::Eligibility {
            return;
        }
        let waits = self.state.below(WAITS).find(|(key, _)| last(key) == name);
        let change = match waits {
            Some((key, _)) => Change::Document(key.clone(), None),
            None => Change::Assignment(name.to_owned(), None),
        };
        self.change(change);
    }

    /// Finds the schedule of the same grant at the same scope that is not over.
    fn schedule_of(&self, kind: Kind, wanted: &Wanted, scope: &Scope) -> Option<String> {
        let start = format!(
            "{}/providers/microsoft.authorization/role{}schedules/",
            scope.key.trim_end_matches('/'),
            kind.word().to_lowercase()
        );
        let now = self.now();
        let mut found = self.state.below(&start);
        let found = found.find(|(_, document)| {
            let text = |name: &str| text_of(&document.body, name);
            text("principalId") == Some(wanted.principal.as_str())
                && text("roleDefinitionId").is_some_and(|id| last(id) == wanted.role)
                && text("endDateTime").is_none_or(|end| end > now.as_str())
        });
        found.map(|(id, _)| last(id))
    }

    /// Tells whether somebody is eligible for a role.
    pub(super) fn is_scheduled(&self, role: &str) -> bool {
        let mut documents = self.state.documents.values();
        documents.any(|document| {
            let id = document
                .body
                .pointer("/properties/roleDefinitionId")
                .and_then(Value::as_str);
            is_of(document, "Microsoft.Authorization/roleEligibilitySchedules")
                && id.is_some_and(|id| last(id) == role)
        })
    }
}

/// Reads a text among the properties of something.
fn text_of<'body>(body: &'body Value, name: &str) -> Option<&'body str> {
    body.get("properties")?.get(name)?.as_str()
}

/// Leaves out what is to be done with a request.
fn own(path: &Path) -> Path {
    let mut own = path.clone();
    own.rest.truncate(2);
    own
}
