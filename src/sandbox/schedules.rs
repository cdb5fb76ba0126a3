//! Schedules of Privileged Identity Management: requests, and what comes of them.
//!
//! A request is an event. A schedule, and an instance of it while it is in force, is what is left of one;
//! an active schedule also is an ordinary role assignment until it ends.

mod held;
mod policies;
mod request;
mod wanted;

use serde_json::Value;

use super::documents::is_of;
use super::rbac::{Caller, Clause, clauses};
use super::refusal::Refusal;
use super::scope::{Path, last};
use super::tenant::Tenant;
use super::wire::{Method, Request, Response};

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
