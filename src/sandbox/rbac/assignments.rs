//! Role assignments: get, put, delete.

use serde::Deserialize;

use super::assignment::Assignment;
use super::built_in;
use super::condition::Facts;
use super::definitions::no_such_role;
use super::permit::Caller;
use super::shape::{Properties, form};
use crate::sandbox::refusal::Refusal;
use crate::sandbox::scope::{Path, Scope, last};
use crate::sandbox::state::Change;
use crate::sandbox::tenant::Tenant;
use crate::sandbox::wire::{Method, Request, Response};

/// The operations that are asked for.
const WRITE: &str = "Microsoft.Authorization/roleAssignments/write";
const DELETE: &str = "Microsoft.Authorization/roleAssignments/delete";
const READ: &str = "Microsoft.Authorization/roleAssignments/read";

/// The role whose last assignment at a subscription only those above it may remove.
const OWNER: &str = "8e3af657-a8ff-443c-a75c-2fe8c4bcb635";

/// The body of a PUT.
#[derive(Debug, Deserialize)]
struct Body {
    properties: Properties,
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
                self.undenied(caller, WRITE, &path.whole())?;
                let body: Body = read_body(request)?;
                let (status, held) =
                    self.put_assignment(&name, body.properties, &path.scope, caller)?;
                Ok(Response::json(status, &held.shown()))
            }
            (Method::Delete, Some(name), "") => {
                self.undenied(caller, DELETE, &path.whole())?;
                self.delete_assignment(&name, path, caller)
            }
            (Method::Post, Some(name), "validate") => {
                let body: Body = read_body(request)?;
                let checked = self.check_assignment(&name, &body.properties, &path.scope, caller);
                Ok(validation(checked.as_ref().err()))
            }
            (method, _, _) => Err(Refusal::method(method)),
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
            until: before.and_then(|held| held.until),
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
        let (role, principal) = (
            last(&properties.role_definition_id),
            properties.principal_id.to_lowercase(),
        );
        let kind = self.principal_type(&principal, properties.principal_type.as_deref());
        let shown = kind.as_deref().unwrap_or_default();
        self.allow_with(
            caller,
            WRITE,
            scope,
            &Facts::requested(&role, &principal, shown),
        )?;
        self.scope_exists(scope)?;
        let kind = kind?;
        self.role_is_assignable(&role, scope)?;
        self.fits_what_is_held(name, scope, (&role, &principal))?;
        self.unlocked(scope, false)?;
        Ok(kind)
    }

    /// Refuses an assignment that is there for something else, or under another name, or one too many.
    fn fits_what_is_held(
        &self,
        name: &str,
        scope: &Scope,
        (role, principal): (&str, &str),
    ) -> Result<(), Refusal> {
        let held = &self.state.assignments;
        if let Some(held) = held.get(name) {
            let same = held.scope_key() == scope.key;
            if same && held.role == role && held.principal == principal {
                return Ok(());
            }
            let text =
                "Tenant ID, application ID, principal ID, and scope are not allowed to be updated.";
            return Err(Refusal::bad("RoleAssignmentUpdateNotPermitted", text));
        }
        if held.same_grant(&scope.key, role, principal).is_some() {
            let text = "The role assignment already exists.";
            return Err(Refusal::new(409, "RoleAssignmentExists", text));
        }
        self.has_room(scope)
    }

    /// Refuses a role that is not there or may not be given at a scope.
    pub(in crate::sandbox) fn role_is_assignable(
        &self,
        role: &str,
        scope: &Scope,
    ) -> Result<(), Refusal> {
        if built_in::find(role).is_some() {
            return Ok(());
        }
        let found = self.role_now(role);
        let found = found.ok_or_else(|| Refusal {
            status: 400,
            ..no_such_role(role)
        })?;
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
        let held = held
            .filter(|held| held.scope_key() == path.scope.key)
            .cloned();
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
        let is_subscription = scope
            .subscription()
            .is_some_and(|id| scope.key.ends_with(id));
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

fn read_body(request: &Request) -> Result<Body, Refusal> {
    request.json().map_err(|refusal| Refusal {
        code: "BadRequestFormat".to_owned(),
        ..refusal
    })
}

/// Answers what a PUT would say.
fn validation(refusal: Option<&Refusal>) -> Response {
    let error = refusal
        .map(|refusal| serde_json::json!({"code": refusal.code, "message": refusal.message}));
    let body = serde_json::json!({"isValid": error.is_none(), "errorInfo": error});
    Response::json(200, &body)
}
