//! Schedules of Privileged Identity Management: requests, and what comes of them.
//!
//! A request is an event. A schedule, and an instance of it while it is in force, is what is left of one;
//! an active schedule also is an ordinary role assignment until it ends.

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

impl Tenant {
    /// Answers a request about schedules.
    pub(super) fn schedules(
        &mut self,
        request: &Request,
        path: &Path,
        caller: &Caller,
    ) -> Result<Response, Refusal> {
        let kind = path.kind();
        match (request.method, path.name()) {
            (Method::Get, None) => self.list_schedules(request, path, caller),
            (Method::Get, Some(_)) => self.extensions(request, path, caller),
            (Method::Put, Some(name)) if kind == "roleeligibilityschedulerequests" => {
                self.ask(request, path, caller, name, "Eligibility")
            }
            (Method::Put, Some(name)) if kind == "roleassignmentschedulerequests" => {
                self.ask(request, path, caller, name, "Assignment")
            }
            (method, _) => Err(Refusal::method(method.word())),
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
            let text = |name: &str| {
                document
                    .body
                    .pointer(&format!("/properties/{name}"))
                    .and_then(Value::as_str)
            };
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
        name: &str,
        kind: &'static str,
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
                "Provisioned"
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
        let id = path.whole();
        let mut shown = properties(&wanted, &path.scope);
        if let Some(shown) = shown.as_object_mut() {
            shown.insert("requestType".to_owned(), json!(wanted.asked.request_type));
            shown.insert("status".to_owned(), json!(status));
            shown.insert("requestorId".to_owned(), json!(caller.oid));
            shown.insert("createdOn".to_owned(), json!(self.now()));
            shown.insert(
                "scheduleInfo".to_owned(),
                wanted.asked.schedule_info.clone(),
            );
            shown.insert(
                "justification".to_owned(),
                json!(wanted.asked.justification),
            );
        }
        let shown =
            json!({"id": id.text, "name": name, "type": path.full_type(), "properties": shown});
        Ok(self.keep(&id, shown, None))
    }

    fn begin_schedule(&mut self, name: &str, wanted: &Wanted, path: &Path) -> Result<(), Refusal> {
        if self.schedule_of(wanted.kind, wanted, &path.scope).is_some() {
            let text = "The role assignment already exists.";
            return Err(Refusal::new(409, "RoleAssignmentExists", text));
        }
        let eligible = self
            .schedule_of("Eligibility", wanted, &path.scope)
            .is_some();
        if wanted.asked.request_type == "SelfActivate" && !eligible {
            let text = "The following policy rules failed: [\"EligibilityRule\"]";
            return Err(Refusal::bad(
                "RoleAssignmentRequestPolicyValidationFailed",
                text,
            ));
        }
        for part in ["Schedules", "ScheduleInstances"] {
            let kind = format!("Microsoft.Authorization/role{}{part}", wanted.kind);
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
        if wanted.kind == "Assignment" {
            self.assign_for_a_while(name, wanted, &path.scope)?;
        }
        Ok(())
    }

    /// Makes the ordinary assignment that an active schedule is.
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
        self.change(Change::Assignment(held.name.clone(), Some(held)));
        Ok(())
    }

    fn end_schedule(&mut self, wanted: &Wanted, path: &Path) -> Result<(), Refusal> {
        let Some(name) = self.schedule_of(wanted.kind, wanted, &path.scope) else {
            let text = "The role assignment does not exist.";
            return Err(Refusal::bad("RoleAssignmentDoesNotExist", text));
        };
        for part in ["schedules", "scheduleinstances"] {
            let kind = wanted.kind.to_lowercase();
            let scope = path.scope.key.trim_end_matches('/');
            let id = format!("{scope}/providers/microsoft.authorization/role{kind}{part}/{name}");
            self.change(Change::Document(id, None));
        }
        if wanted.kind == "Assignment" {
            self.change(Change::Assignment(name, None));
        }
        Ok(())
    }

    /// Finds the schedule of the same grant at the same scope that is not over.
    fn schedule_of(&self, kind: &str, wanted: &Wanted, scope: &Scope) -> Option<String> {
        let start = format!(
            "{}/providers/microsoft.authorization/role{}schedules/",
            scope.key.trim_end_matches('/'),
            kind.to_lowercase()
        );
        let now = self.now();
        let mut found = self.state.below(&start);
        let found = found.find(|(_, document)| {
            let text = |name: &str| {
                document
                    .body
                    .pointer(&format!("/properties/{name}"))
                    .and_then(Value::as_str)
            };
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
