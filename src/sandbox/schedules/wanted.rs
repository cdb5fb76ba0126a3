//! What a request for a schedule asks for: whom, which role, from when until when.

use jiff::{SignedDuration, Span, SpanRelativeTo, Timestamp};
use serde::Deserialize;
use serde_json::{Value, json};

use super::Kind;
use crate::sandbox::rbac::{Caller, Facts};
use crate::sandbox::refusal::Refusal;
use crate::sandbox::scope::{Path, Scope, is_guid, last};
use crate::sandbox::tenant::Tenant;

/// The body of a request for a schedule.
#[derive(Debug, Deserialize)]
pub(super) struct Body {
    pub(super) properties: Asked,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Asked {
    pub(super) principal_id: String,
    pub(super) role_definition_id: String,
    pub(super) request_type: String,
    #[serde(default)]
    pub(super) schedule_info: Value,
    #[serde(default)]
    pub(super) justification: Option<String>,
    #[serde(default)]
    pub(super) condition: Option<String>,
    #[serde(default)]
    pub(super) condition_version: Option<String>,
}

/// What is asked for, once its form is right.
pub(super) struct Wanted {
    pub(super) kind: Kind,
    pub(super) role: String,
    pub(super) principal: String,
    pub(super) principal_type: String,
    pub(super) start: Timestamp,
    pub(super) end: Option<Timestamp>,
    pub(super) asked: Asked,
}

impl Tenant {
    /// Reads what is asked for, and refuses what is malformed or not allowed.
    pub(super) fn wanted_schedule(
        &self,
        asked: Asked,
        kind: Kind,
        path: &Path,
        caller: &Caller,
    ) -> Result<Wanted, Refusal> {
        let (role, principal) = (
            last(&asked.role_definition_id),
            asked.principal_id.to_lowercase(),
        );
        if !is_guid(&role) || !is_guid(&principal) {
            let text = "The role definition and the principal must be given by their GUIDs.";
            return Err(Refusal::bad("BadRequestFormat", text));
        }
        let principal_type = self.principal_type(&principal, None)?;
        let own = asked.request_type.starts_with("Self");
        if own && !caller.identities.contains(&principal) {
            let text = "Only the principal itself may activate what it is eligible for.";
            return Err(Refusal::new(403, "AuthorizationFailed", text));
        }
        if !own {
            let action = format!("{}/write", path.full_type());
            self.allow_with(
                caller,
                &action,
                &path.scope,
                &Facts::requested(&role, &principal, &principal_type),
            )?;
        }
        self.scope_exists(&path.scope)?;
        self.role_is_assignable(&role, &path.scope)?;
        let (start, end) = self.window(&asked.schedule_info)?;
        Ok(Wanted {
            kind,
            role,
            principal,
            principal_type,
            start,
            end,
            asked,
        })
    }

    /// Reads from when until when a schedule holds.
    fn window(&self, info: &Value) -> Result<(Timestamp, Option<Timestamp>), Refusal> {
        let bad = || Refusal::bad("BadRequestFormat", "The schedule is not valid.");
        let text = |path: &str| info.pointer(path).and_then(Value::as_str);
        let start = text("/startDateTime")
            .map(str::parse::<Timestamp>)
            .transpose();
        let start = start
            .map_err(|_| bad())?
            .unwrap_or(self.clock)
            .max(self.clock);
        let end = match text("/expiration/type").unwrap_or("NoExpiration") {
            "AfterDateTime" => text("/expiration/endDateTime")
                .and_then(|end| end.parse().ok())
                .ok_or_else(bad)?,
            "AfterDuration" => {
                let span = text("/expiration/duration").and_then(|text| text.parse::<Span>().ok());
                let days = span
                    .and_then(|span| span.to_duration(SpanRelativeTo::days_are_24_hours()).ok());
                let days = days
                    .filter(|days| *days > SignedDuration::ZERO)
                    .ok_or_else(bad)?;
                start.checked_add(days).map_err(|_| bad())?
            }
            "NoExpiration" if self.orders.schedules_expire => {
                let text = "The following policy rules failed: [\"ExpirationRule\"]";
                return Err(Refusal::bad(
                    "RoleAssignmentRequestPolicyValidationFailed",
                    text,
                ));
            }
            "NoExpiration" => return Ok((start, None)),
            _ => return Err(bad()),
        };
        Ok((start, Some(end)))
    }
}

/// Writes a time as Azure writes times.
fn written(time: Timestamp) -> String {
    time.strftime("%Y-%m-%dT%H:%M:%S.%7fZ").to_string()
}

/// Shows what a schedule grants, to whom, where and when.
pub(super) fn properties(wanted: &Wanted, scope: &Scope) -> Value {
    let prefix = scope
        .subscription()
        .map(|id| format!("/subscriptions/{id}"))
        .unwrap_or_default();
    json!({
        "scope": scope.text,
        "roleDefinitionId": format!("{prefix}/providers/Microsoft.Authorization/roleDefinitions/{}", wanted.role),
        "principalId": wanted.principal,
        "principalType": wanted.principal_type,
        "status": "Provisioned",
        "startDateTime": written(wanted.start),
        "endDateTime": wanted.end.map(written),
        "memberType": "Direct",
        "assignmentType":
            if wanted.asked.request_type == "SelfActivate" { "Activated" } else { "Assigned" },
        "condition": wanted.asked.condition,
        "conditionVersion": wanted.asked.condition_version,
    })
}
