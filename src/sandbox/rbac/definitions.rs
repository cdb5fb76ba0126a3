//! Role definitions: list, get, put, delete.

use serde::Deserialize;
use serde_json::json;

use super::built_in::{self, Shown, ShownProperties, TYPE};
use super::filter::{Clause, clauses, unsupported};
use super::permit::Caller;
use super::role::{Permission, Role};
use super::rules;
use crate::catalog::Catalog;
use crate::sandbox::refusal::Refusal;
use crate::sandbox::scope::{Path, Scope, is_guid};
use crate::sandbox::state::Change;
use crate::sandbox::tenant::Tenant;
use crate::sandbox::wire::{Method, Request, Response};

/// The body of a PUT.
#[derive(Debug, Deserialize)]
pub(super) struct Body {
    pub(super) properties: Properties,
}

/// The properties of the body of a PUT.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Properties {
    #[serde(default)]
    pub(super) role_name: String,
    #[serde(default)]
    pub(super) description: Option<String>,
    #[serde(default)]
    pub(super) permissions: Vec<Permission>,
    #[serde(default)]
    pub(super) assignable_scopes: Vec<String>,
}

impl Tenant {
    /// Answers a request about role definitions.
    pub(in crate::sandbox) fn role_definitions(
        &mut self,
        request: &Request,
        path: &Path,
        caller: &Caller,
    ) -> Result<Response, Refusal> {
        if path.rest.len() > 2 {
            return Err(no_such_role(&path.whole().text));
        }
        match (request.method, path.name()) {
            (Method::Get, None) => self.list_roles(request, path, caller),
            (Method::Get, Some(name)) => self.get_role(&name.to_lowercase(), path, caller),
            (Method::Put, Some(name)) => self.put_role(&name.to_lowercase(), request, path, caller),
            (Method::Delete, Some(name)) => self.delete_role(&name.to_lowercase(), path, caller),
            (method, _) => Err(Refusal::method(method)),
        }
    }

    fn list_roles(
        &self,
        request: &Request,
        path: &Path,
        caller: &Caller,
    ) -> Result<Response, Refusal> {
        self.allow(
            caller,
            "Microsoft.Authorization/roleDefinitions/read",
            &path.scope,
        )?;
        self.scope_exists(&path.scope)?;
        let filter = request.query.get("$filter");
        let wanted = Wanted::read(filter)?;
        let chain = self.state.chain(&path.scope.key);
        let below = format!("{}/", path.scope.key.trim_end_matches('/'));
        let prefix = prefix_of(&path.scope);
        let mut found = Vec::new();
        if wanted
            .kind
            .as_deref()
            .is_none_or(|kind| kind == "builtinrole")
        {
            let roles = Catalog::embedded().builtin_roles();
            let roles = roles.filter(|role| wanted.takes(role.name()));
            found.extend(roles.map(|role| built_in::shown(role, &prefix)));
        }
        let roles = self.roles_now();
        if wanted
            .kind
            .as_deref()
            .is_none_or(|kind| kind == "customrole")
        {
            let custom = roles.iter().filter(|role| {
                let mut scopes = role.assignable_scopes.iter();
                let usable = path.scope.key == "/"
                    || role.covers(&chain)
                    || wanted.below && scopes.any(|scope| scope.to_lowercase().starts_with(&below));
                usable && wanted.takes(&role.display_name)
            });
            found.extend(custom.map(|role| role.shown(&prefix)));
        }
        Ok(Response::json(200, &json!({"value": found})))
    }

    fn get_role(&self, name: &str, path: &Path, caller: &Caller) -> Result<Response, Refusal> {
        self.allow(
            caller,
            "Microsoft.Authorization/roleDefinitions/read",
            &path.scope,
        )?;
        let prefix = prefix_of(&path.scope);
        if let Some(role) = built_in::find(name) {
            return Ok(Response::json(200, &built_in::shown(role, &prefix)));
        }
        let role = self.role_now(name).ok_or_else(|| no_such_role(name))?;
        Ok(Response::json(200, &role.shown(&prefix)))
    }

    fn put_role(
        &mut self,
        name: &str,
        request: &Request,
        path: &Path,
        caller: &Caller,
    ) -> Result<Response, Refusal> {
        if !is_guid(name) {
            let text = format!("The role definition ID '{name}' is not valid. It must be a GUID.");
            return Err(Refusal::bad("InvalidRoleDefinitionId", text));
        }
        let body: Body = request.json()?;
        let action = "Microsoft.Authorization/roleDefinitions/write";
        self.undenied(caller, action, &path.whole())?;
        self.check_role(name, &body.properties, path, caller)?;
        let (now, before) = (self.now(), self.state.roles.get(name));
        let properties = body.properties;
        let role = Role {
            name: name.to_owned(),
            display_name: properties.role_name,
            description: properties.description.unwrap_or_default(),
            permissions: properties.permissions,
            assignable_scopes: properties.assignable_scopes,
            created_on: before.map_or_else(|| now.clone(), |role| role.created_on.clone()),
            created_by: before.map_or_else(|| caller.oid.clone(), |role| role.created_by.clone()),
            updated_on: now,
            updated_by: caller.oid.clone(),
        };
        let response = Response::json(201, &role.shown(&prefix_of(&path.scope)));
        self.change(Change::Role(name.to_owned(), Some(role)));
        Ok(response)
    }

    fn check_role(
        &self,
        name: &str,
        properties: &Properties,
        path: &Path,
        caller: &Caller,
    ) -> Result<(), Refusal> {
        let action = "Microsoft.Authorization/roleDefinitions/write";
        self.allow(caller, action, &path.scope)?;
        rules::form(name, properties)?;
        for scope in &properties.assignable_scopes {
            let linked = Scope::new(scope);
            if self.allow(caller, action, &linked).is_err() {
                return Err(Refusal::linked(
                    &caller.oid,
                    action,
                    &path.scope.text,
                    scope,
                ));
            }
            self.subscription_exists(&linked)?;
        }
        let same_name = |role: &&Role| {
            role.display_name
                .eq_ignore_ascii_case(&properties.role_name)
        };
        let mut others = self.state.roles.values().filter(|role| role.name != name);
        if built_in::is_named(&properties.role_name) || others.any(|role| same_name(&role)) {
            let text = format!(
                "A role definition cannot be updated with a name that already exists: '{}'.",
                properties.role_name
            );
            return Err(Refusal::new(409, "RoleDefinitionWithSameNameExists", text));
        }
        let limit = self.orders.limits.custom_roles;
        if !self.state.roles.contains_key(name) && self.state.roles.len() >= limit {
            let text = "Role definition limit exceeded. No more role definitions can be created.";
            return Err(Refusal::bad("RoleDefinitionLimitExceeded", text));
        }
        Ok(())
    }

    fn delete_role(
        &mut self,
        name: &str,
        path: &Path,
        caller: &Caller,
    ) -> Result<Response, Refusal> {
        let action = "Microsoft.Authorization/roleDefinitions/delete";
        self.allow(caller, action, &path.scope)?;
        self.undenied(caller, action, &path.whole())?;
        if built_in::find(name).is_some() {
            let text = "Built-in role definitions cannot be changed.";
            return Err(Refusal::new(403, "RoleDefinitionDeleteNotPermitted", text));
        }
        let Some(role) = self.state.roles.get(name) else {
            return Ok(Response::empty(204));
        };
        for scope in &role.assignable_scopes {
            if self.allow(caller, action, &Scope::new(scope)).is_err() {
                return Err(Refusal::linked(
                    &caller.oid,
                    action,
                    &path.scope.text,
                    scope,
                ));
            }
        }
        let held = self.state.assignments.with_role(name).next().is_some();
        if held || self.is_scheduled(name) {
            let text = "There are existing role assignments referencing role (code: RoleDefinitionHasAssignments).";
            return Err(Refusal::bad("RoleDefinitionHasAssignments", text));
        }
        let response = Response::json(200, &role.shown(&prefix_of(&path.scope)));
        self.change(Change::Role(name.to_owned(), None));
        Ok(response)
    }
}

impl Role {
    /// Shows the role below the prefix of a scope.
    pub(in crate::sandbox) fn shown<'role>(&'role self, prefix: &str) -> Shown<'role> {
        Shown {
            id: format!("{prefix}/providers/{TYPE}/{}", self.name),
            name: &self.name,
            kind: TYPE,
            properties: ShownProperties {
                role_name: &self.display_name,
                kind: "CustomRole",
                description: &self.description,
                assignable_scopes: self.assignable_scopes.iter().map(String::as_str).collect(),
                permissions: self.permissions.clone(),
                created_on: &self.created_on,
                updated_on: &self.updated_on,
                created_by: Some(&self.created_by),
                updated_by: Some(&self.updated_by),
            },
        }
    }
}

/// What a list of roles is asked for.
#[derive(Debug, Default)]
struct Wanted {
    kind: Option<String>,
    name: Option<String>,
    below: bool,
}

impl Wanted {
    fn read(filter: Option<&str>) -> Result<Self, Refusal> {
        let mut wanted = Self::default();
        for clause in clauses(filter)? {
            match clause {
                Clause::Equal(name, value) if name == "type" => {
                    wanted.kind = Some(value.to_lowercase());
                }
                Clause::Equal(name, value) if name == "rolename" => wanted.name = Some(value),
                Clause::Call(name, _) if name == "atscopeandbelow" => wanted.below = true,
                Clause::Call(name, _) if name == "atscope" => {}
                _ => return Err(unsupported(filter.unwrap_or_default())),
            }
        }
        Ok(wanted)
    }

    fn takes(&self, name: &str) -> bool {
        let wanted = self.name.as_deref();
        wanted.is_none_or(|wanted| wanted.eq_ignore_ascii_case(name.trim_end()))
    }
}

/// Returns how the id of a role begins when it is looked at from a scope.
pub(super) fn prefix_of(scope: &Scope) -> String {
    let subscription = scope.subscription();
    subscription
        .map(|id| format!("/subscriptions/{id}"))
        .unwrap_or_default()
}

/// Refuses a role that is not there.
pub(super) fn no_such_role(name: &str) -> Refusal {
    let text = format!("The specified role definition with ID '{name}' does not exist.");
    Refusal::missing("RoleDefinitionDoesNotExist", text)
}
