//! What comes of requests: schedules, and the assignments that active ones are.

use jiff::Timestamp;
use serde_json::json;

use super::wanted::{Wanted, properties};
use super::{Kind, text_of};
use crate::sandbox::rbac::Assignment;
use crate::sandbox::refusal::Refusal;
use crate::sandbox::scope::{Path, Scope, last};
use crate::sandbox::state::{Change, Document};
use crate::sandbox::tenant::Tenant;

/// How the keys of assignments begin that begin later; no path of a request leads there.
const WAITS: &str = "waiting/";

impl Tenant {
    pub(super) fn begin_schedule(
        &mut self,
        name: &str,
        wanted: &Wanted,
        path: &Path,
    ) -> Result<(), Refusal> {
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
    pub(in crate::sandbox) fn begin_schedules(&mut self) {
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

    pub(super) fn end_schedule(&mut self, wanted: &Wanted, path: &Path) -> Result<(), Refusal> {
        let Some(name) = self.schedule_of(wanted.kind, wanted, &path.scope) else {
            let text = "The role assignment does not exist.";
            return Err(Refusal::bad("RoleAssignmentDoesNotExist", text));
        };
        self.forget_schedule(&name, wanted.kind, &path.scope);
        Ok(())
    }

    /// Takes a schedule away, and the assignment that it is or would have become.
    pub(super) fn forget_schedule(&mut self, name: &str, kind: Kind, scope: &Scope) {
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
}
