//! Role assignments: get, put, delete.

use serde::{Deserialize, Serialize};

use super::assignment::Assignment;
use super::built_in;
use super::condition::{self, Facts};
use super::definitions::{no_such_role, prefix_of};
use super::permit::Caller;
use super::rules::linked_id;
use crate::sandbox::directory::ObjectKind;
use crate::sandbox::refusal::Refusal;
use crate::sandbox::scope::{Path, Scope, is_guid, last};
use crate::sandbox::state::Change;
use crate::sandbox::tenant::Tenant;
use crate::sandbox::wire::{Method, Request, Response};

/// The operations that are asked for.
const WRITE: &str = "Microsoft.Authorization/roleAssignments/write";
const DELETE: &str = "Microsoft.Authorization/roleAssignments/delete";
const READ: &str = "Microsoft.Authorization/roleAssignments/read";

/// The longest description and condition.
const DESCRIPTION: usize = 2048;
const CONDITION: usize = 8 << 10;

/// The role whose last assignment at a subscription only those above it may remove.
const OWNER: &str = "8e3af657-a8ff-443c-a75c-2fe8c4bcb635";

/// The body of a PUT.
#[derive(Debug, Deserialize)]
struct Body {
    properties: Properties,
}

/// The properties of the body of a PUT.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(in crate::sandbox) struct Properties {
    pub(in crate::sandbox) role_definition_id: String,
    pub(in crate::sandbox) principal_id: String,
    pub(in crate::sandbox) principal_type: Option<String>,
    pub(in crate::sandbox) description: Option<String>,
    pub(in crate::sandbox) condition: Option<String>,
    pub(in crate::sandbox) condition_version: Option<String>,
    pub(in crate::sandbox) delegated_managed_identity_resource_id: Option<String>,
}

/// An assignment as it is shown.
#[derive(Debug, Serialize)]
pub(super) struct Shown<'held> {
    properties: ShownProperties<'held>,
    id: String,
    #[serde(rename = "type")]
    kind: &'static str,
    name: &'held str,
}

/// The properties of an assignment as they are shown.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct ShownProperties<'held> {
    role_definition_id: String,
    principal_id: &'held str,
    principal_type: &'held str,
    scope: &'held str,
    condition: Option<&'held str>,
    condition_version: Option<&'held str>,
    created_on: &'held str,
    updated_on: &'held str,
    created_by: &'held str,
    updated_by: &'held str,
    delegated_managed_identity_resource_id: Option<&'held str>,
    description: Option<&'held str>,
}

impl Assignment {
    /// Returns the id.
    pub(in crate::sandbox) fn id(&self) -> String {
        let scope = self.scope.trim_end_matches('/');
        format!("{scope}/providers/Microsoft.Authorization/roleAssignments/{}", self.name)
    }

    /// Shows the assignment.
    pub(super) fn shown(&self) -> Shown<'_> {
        let prefix = prefix_of(&Scope::new(&self.scope));
        Shown {
            properties: ShownProperties {
                role_definition_id: format!(
                    "{prefix}/providers/Microsoft.Authorization/roleDefinitions/{}",
                    self.role
                ),
                principal_id: &self.principal,
                principal_type: &self.principal_type,
                scope: &self.scope,
                condition: self.condition.as_deref(),
                condition_version: self.condition_version.as_deref(),
                created_on: &self.created_on,
                updated_on: &self.updated_on,
                created_by: &self.created_by,
                updated_by: &self.updated_by,
                delegated_managed_identity_resource_id: self.delegated_identity.as_deref(),
                description: self.description.as_deref(),
            },
            id: self.id(),
            kind: "Microsoft.Authorization/roleAssignments",
            name: &self.name,
        }
    }

    fn facts(&self) -> Facts {
        Facts::existing(&self.role, &self.principal, &self.principal_type)
    }
}

impl Tenant {
    /// Answers a request about role assignments.
    pub(in crate::sandbox) fn role_assignments(
        &mut self,
        request: &Request,
        path: &Path,
        caller: &Caller,
    ) -> Result<Response, Refusal> {
        let name = path.name().map(str::to_lowercase);
        match (request.method, name, path.then().as_str()) {
            (Method::Get, None, "") => self.list_assignments(request, path, caller),
            (Method::Get, Some(name), "") => self.get_assignment(&name, path, caller),
            (Method::Put, Some(name), "") => {
                let body: Body = read_body(request)?;
                let (status, held) = self.put_assignment(&name, body.properties, &path.scope, caller)?;
                Ok(Response::json(status, &held.shown()))
            }
            (Method::Delete, Some(name), "") => self.delete_assignment(&name, path, caller),
            (Method::Post, Some(name), "validate") => {
                let body: Body = read_body(request)?;
                let checked = self.check_assignment(&name, &body.properties, &path.scope, caller);
                Ok(validation(checked.err()))
            }
            (method, _, _) => Err(Refusal::method(method.word())),
        }
    }

    fn get_assignment(
        &self,
        name: &str,
        path: &Path,
        caller: &Caller,
    ) -> Result<Response, Refusal> {
        self.allow(caller, READ, &path.scope)?;
        let held = self.assignment_now(name);
        let held = held.filter(|held| held.scope_key() == path.scope.key);
        let held = held.ok_or_else(|| {
            let text = format!("The role assignment '{name}' is not found.");
            Refusal::missing("RoleAssignmentNotFound", text)
        })?;
        Ok(Response::json(200, &held.shown()))
    }

    /// Creates or changes an assignment.
    pub(in crate::sandbox) fn put_assignment(
        &mut self,
        name: &str,
        properties: Properties,
        scope: &Scope,
        caller: &Caller,
    ) -> Result<(u16, Assignment), Refusal> {
        let principal_type = self.check_assignment(name, &properties, scope, caller)?;
        let (now, before) = (self.now(), self.state.assignments.get(name));
        let held = Assignment {
            name: name.to_owned(),
            scope: before.map_or_else(|| scope.text.clone(), |held| held.scope.clone()),
            role: last(&properties.role_definition_id),
            principal: properties.principal_id.to_lowercase(),
            principal_type,
            description: properties.description,
            condition: properties.condition,
            condition_version: properties.condition_version,
            delegated_identity: properties.delegated_managed_identity_resource_id,
            created_on: before.map_or_else(|| now.clone(), |held| held.created_on.clone()),
            created_by: before.map_or_else(|| caller.oid.clone(), |held| held.created_by.clone()),
            updated_on: now,
            updated_by: caller.oid.clone(),
        };
        let status = if before.is_some() { 200 } else { 201 };
        self.change(Change::Assignment(name.to_owned(), Some(held.clone())));
        Ok((status, held))
    }

    /// Refuses an assignment that may not be made, or says of which type its principal is.
    pub(in crate::sandbox) fn check_assignment(
        &self,
        name: &str,
        properties: &Properties,
        scope: &Scope,
        caller: &Caller,
    ) -> Result<String, Refusal> {
        form(name, properties)?;
        let (role, principal) =
            (last(&properties.role_definition_id), properties.principal_id.to_lowercase());
        let kind = self.principal_type(&principal, properties.principal_type.as_deref());
        let shown = kind.as_deref().unwrap_or_default();
        self.allow_with(caller, WRITE, scope, &Facts::requested(&role, &principal, shown))?;
        self.scope_exists(scope)?;
        let kind = kind?;
        self.role_is_assignable(&role, scope)?;
        if let Some(held) = self.state.assignments.get(name) {
            if (held.scope_key(), &held.role, &held.principal) != (scope.key.clone(), &role, &principal) {
                let text = "Tenant ID, application ID, principal ID, and scope are not allowed to be updated.";
                return Err(Refusal::bad("RoleAssignmentUpdateNotPermitted", text));
            }
        } else {
            if self.state.assignments.same_grant(&scope.key, &role, &principal).is_some() {
                let text = "The role assignment already exists.";
                return Err(Refusal::new(409, "RoleAssignmentExists", text));
            }
            self.has_room(scope)?;
        }
        self.unlocked(scope, false)?;
        Ok(kind)
    }

    /// Finds of which type a principal is, and refuses one that cannot hold access.
    fn principal_type(&self, principal: &str, given: Option<&str>) -> Result<String, Refusal> {
        let known = ["User", "Group", "ServicePrincipal", "ForeignGroup", "Device"];
        let given = match given {
            Some(word) => {
                let found = known.iter().find(|known| known.eq_ignore_ascii_case(word));
                Some(*found.ok_or_else(|| {
                    let text = format!("The principal type '{word}' is not valid.");
                    Refusal::bad("InvalidPrincipalType", text)
                })?)
            }
            None => None,
        };
        let object = self.state.directory.get(principal).filter(|_| !self.is_unseen(principal));
        match (object, given) {
            (Some(object), _) if object.kind == ObjectKind::Application && given.is_none() => {
                let text = "Principals of type Application cannot validly be used in role assignments.";
                Err(Refusal::bad("PrincipalTypeNotSupported", text))
            }
            (Some(object), Some(given)) if object.kind.word() != given && object.kind != ObjectKind::Application => {
                let text = format!(
                    "The PrincipalId '{principal}' has type '{}', which is different from specified \
                     PrincipalType '{given}'.",
                    object.kind.word()
                );
                Err(Refusal::bad("UnmatchedPrincipalType", text))
            }
            // A type that is given keeps the directory from being asked.
            (_, Some(given)) => Ok(given.to_owned()),
            (Some(object), None) => Ok(object.kind.word().to_owned()),
            (None, None) => Err(self.no_such_principal(principal)),
        }
    }

    fn no_such_principal(&self, principal: &str) -> Refusal {
        let text = format!(
            "Principal {} does not exist in the directory {}. Check that you have the correct principal \
             ID. If you are creating this principal and then immediately assigning a role, this error \
             might be related to a replication delay. In this case, set the role assignment principalType \
             property to a value, such as ServicePrincipal, User, or Group.",
            principal.replace('-', ""),
            self.identity.tenant
        );
        Refusal::bad("PrincipalNotFound", text)
    }

    fn role_is_assignable(&self, role: &str, scope: &Scope) -> Result<(), Refusal> {
        if built_in::find(role).is_some() {
            return Ok(());
        }
        let found = self.role_now(role);
        let found = found.ok_or_else(|| Refusal { status: 400, ..no_such_role(role) })?;
        if !found.covers(&self.state.chain(&scope.key)) {
            let text = format!(
                "The role definition with ID '{role}' cannot be assigned at the scope '{}', which is in \
                 none of its assignable scopes.",
                scope.text
            );
            return Err(Refusal::bad("RoleDefinitionDoesNotExist", text));
        }
        if scope.management_group().is_some() && found.has_data_actions() {
            let text = "A custom role with data actions cannot be assigned at a management group.";
            return Err(Refusal::bad("RoleDefinitionWithDataActions", text));
        }
        Ok(())
    }

    /// Refuses an assignment beyond the number that a subscription or management group may hold.
    fn has_room(&self, scope: &Scope) -> Result<(), Refusal> {
        let limits = &self.orders.limits;
        let full = if let Some(id) = scope.subscription() {
            self.state.assignments.count(id) >= limits.assignments_of_subscription
        } else if scope.management_group().is_some() {
            self.state.assignments.at(&scope.key).count() >= limits.assignments_of_management_group
        } else {
            false
        };
        if full {
            let text = "No more role assignments can be created.";
            return Err(Refusal::bad("RoleAssignmentLimitExceeded", text));
        }
        Ok(())
    }

    fn delete_assignment(
        &mut self,
        name: &str,
        path: &Path,
        caller: &Caller,
    ) -> Result<Response, Refusal> {
        let held = self.state.assignments.get(name);
        let held = held.filter(|held| held.scope_key() == path.scope.key).cloned();
        let facts = held.as_ref().map(Assignment::facts).unwrap_or_default();
        self.allow_with(caller, DELETE, &path.scope, &facts)?;
        let Some(held) = held else {
            return Ok(Response::empty(204));
        };
        self.unlocked(&path.scope, true)?;
        self.keeps_an_owner(&held, caller)?;
        self.change(Change::Assignment(name.to_owned(), None));
        Ok(Response::json(200, &held.shown()))
    }

    /// Refuses to take the last owner from a subscription, unless the caller stands above it.
    fn keeps_an_owner(&self, held: &Assignment, caller: &Caller) -> Result<(), Refusal> {
        let scope = Scope::new(&held.scope);
        let is_subscription = scope.subscription().is_some_and(|id| scope.key.ends_with(id));
        let mut others = self.state.assignments.at(&scope.key);
        let above = self.may(caller, DELETE, &Scope::new("/"), &held.facts());
        let last = held.role == OWNER
            && is_subscription
            && !above
            && !others.any(|other| other.role == OWNER && other.name != held.name);
        if last {
            let text = "The last RBAC admin assignment of a subscription cannot be deleted.";
            return Err(Refusal::new(403, "LastRbacAdminAssignment", text));
        }
        Ok(())
    }
}

/// Refuses an assignment whose form is wrong, whatever the tenant holds.
fn form(name: &str, properties: &Properties) -> Result<(), Refusal> {
    if !is_guid(name) {
        let text = format!("The role assignment ID '{name}' is not valid. The role assignment ID must be a GUID.");
        return Err(Refusal::bad("InvalidRoleAssignmentId", text));
    }
    if !is_guid(&properties.principal_id) {
        let text = format!("The Principal ID '{}' is not valid. Principal ID must be a GUID.", properties.principal_id);
        return Err(Refusal::bad("InvalidPrincipalId", text));
    }
    let id = properties.role_definition_id.to_lowercase();
    if !id.starts_with("/subscriptions/") && !id.starts_with("/providers/") {
        return Err(linked_id(&properties.role_definition_id, "properties.roleDefinitionId"));
    }
    if !id.contains("/providers/microsoft.authorization/roledefinitions/") || !is_guid(&last(&id)) {
        let text = format!("The role definition ID '{}' is not valid.", properties.role_definition_id);
        return Err(Refusal::bad("InvalidRoleDefinitionId", text));
    }
    let description = properties.description.as_deref().unwrap_or_default();
    if description.chars().count() > DESCRIPTION {
        let text = format!("The description must have at most {DESCRIPTION} characters.");
        return Err(Refusal::bad("BadRequestFormat", text));
    }
    let text = properties.condition.as_deref().filter(|text| !text.is_empty());
    let version = properties.condition_version.as_deref();
    match text {
        None => Ok(()),
        Some(text) if text.len() <= CONDITION && version == Some("2.0") && condition::is_valid(text) => Ok(()),
        Some(_) => {
            let text = "The given role assignment condition is invalid.";
            Err(Refusal::bad("InvalidRoleAssignmentCondition", text))
        }
    }
}

fn read_body(request: &Request) -> Result<Body, Refusal> {
    request.json().map_err(|refusal| Refusal { code: "BadRequestFormat".to_owned(), ..refusal })
}

/// Answers what a PUT would say.
fn validation(refusal: Option<Refusal>) -> Response {
    let error = refusal.as_ref().map(|refusal| {
        serde_json::json!({"code": refusal.code, "message": refusal.message})
    });
    let body = serde_json::json!({"isValid": error.is_none(), "errorInfo": error});
    Response::json(200, &body)
}
