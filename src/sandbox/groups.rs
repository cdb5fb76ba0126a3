//! Subscriptions and resource groups.

use serde_json::{Value, json};

use super::documents::{is_of, shaped};
use super::hierarchy::no_such_resource;
use super::page::Cut;
use super::rbac::{Caller, Facts};
use super::refusal::Refusal;
use super::scope::{Path, Scope};
use super::tenant::Tenant;
use super::wire::{Method, Request, Response};

/// The type of resource groups.
pub(super) const RESOURCE_GROUP: &str = "Microsoft.Resources/resourceGroups";

/// The operation that reading a subscription asks for.
const READ_SUBSCRIPTION: &str = "Microsoft.Resources/subscriptions/read";

impl Tenant {
    /// Answers a request whose path names no provider.
    pub(super) fn groups_and_subscriptions(
        &mut self,
        request: &Request,
        path: &Path,
        caller: &Caller,
    ) -> Result<Response, Refusal> {
        let words: Vec<_> = request
            .segments
            .iter()
            .map(|word| word.to_lowercase())
            .collect();
        let words: Vec<_> = words.iter().map(String::as_str).collect();
        match (request.method, words.as_slice()) {
            (Method::Get, ["tenants"]) => Ok(self.tenants()),
            (Method::Get, ["subscriptions"]) => Ok(self.subscriptions(request, caller)),
            (Method::Get, ["subscriptions", _]) => {
                self.allow(caller, READ_SUBSCRIPTION, &path.scope)?;
                self.scope_exists(&path.scope)?;
                let found = self.state.documents.get(&path.scope.key);
                Ok(Response::json(200, &found.map(|found| &found.body)))
            }
            (Method::Get, ["subscriptions", id, "resourcegroups"]) => self.list_in(
                request,
                caller,
                &Scope::new(&format!("/subscriptions/{id}")),
                true,
            ),
            (Method::Get, ["subscriptions", id, "resources"]) => self.list_in(
                request,
                caller,
                &Scope::new(&format!("/subscriptions/{id}")),
                false,
            ),
            (Method::Get, ["subscriptions", id, "resourcegroups", group, "resources"]) => {
                let scope = format!("/subscriptions/{id}/resourceGroups/{group}");
                self.list_in(request, caller, &Scope::new(&scope), false)
            }
            (_, ["subscriptions", _, "resourcegroups", _]) => {
                self.resource_group(request, path, caller)
            }
            (_, ["subscriptions" | "tenants", ..]) => Err(Refusal::method(request.method)),
            _ => Err(no_such_resource(&path.scope, None)),
        }
    }

    fn tenants(&self) -> Response {
        let tenant = &self.identity.tenant;
        let one = json!({
            "id": format!("/tenants/{tenant}"), "tenantId": tenant,
            "displayName": "sandbox", "tenantCategory": "Home",
        });
        Response::json(200, &json!({"value": [one]}))
    }

    fn subscriptions(&self, request: &Request, caller: &Caller) -> Response {
        let facts = Facts::default();
        let all = self.state.below("/subscriptions/");
        let items = all.filter(|(id, _)| {
            let is_one = id.matches('/').count() == 2;
            is_one && self.may(caller, READ_SUBSCRIPTION, &Scope::new(id), &facts)
        });
        let items = items.map(|(id, document)| (id.as_str(), document));
        Cut::of(request, self.orders.page_size).page(request, items, |document| &document.body)
    }

    /// Lists the resource groups, or the resources, in a subscription or resource group.
    fn list_in(
        &self,
        request: &Request,
        caller: &Caller,
        scope: &Scope,
        groups: bool,
    ) -> Result<Response, Refusal> {
        let what = if groups {
            "resourceGroups"
        } else {
            "resources"
        };
        self.allow(
            caller,
            &format!("Microsoft.Resources/subscriptions/{what}/read"),
            scope,
        )?;
        self.scope_exists(scope)?;
        let wanted = request.query.get("$filter").and_then(resource_type);
        let start = format!("{}/", scope.key);
        Ok(self.list_documents(request, &start, |id, document| {
            let is_group = is_of(document, RESOURCE_GROUP);
            let is_attached = id.contains("/providers/microsoft.authorization/");
            let is_wanted = wanted.as_deref().is_none_or(|kind| is_of(document, kind));
            is_group == groups && !is_attached && is_wanted
        }))
    }

    fn resource_group(
        &mut self,
        request: &Request,
        path: &Path,
        caller: &Caller,
    ) -> Result<Response, Refusal> {
        let text = &path.scope.text;
        let id = Scope::new(&text.replacen("/resourcegroups/", "/resourceGroups/", 1));
        let action =
            |verb: &str| format!("Microsoft.Resources/subscriptions/resourceGroups/{verb}");
        let found = self.state.documents.get(&id.key);
        let found = found.map(|found| found.body.clone());
        match request.method {
            Method::Get => {
                self.allow(caller, &action("read"), &id)?;
                let missing = || {
                    let above = self.scope_exists(&id).err();
                    above.unwrap_or_else(|| no_such_resource(&id, None))
                };
                found
                    .map(|found| Response::json(200, &found))
                    .ok_or_else(missing)
            }
            Method::Head => {
                self.allow(caller, &action("read"), &id)?;
                let status = found.map_or(404, |_| 204);
                Ok(Response::empty(status))
            }
            Method::Put | Method::Patch => {
                self.allow(caller, &action("write"), &id)?;
                self.put_resource_group(request, &id)
            }
            Method::Delete => {
                self.allow(caller, &action("delete"), &id)?;
                if found.is_none() {
                    self.scope_exists(&id)?;
                }
                self.unlocked(&id, true)?;
                self.remove_tree(&id);
                Ok(Response::empty(200))
            }
            method => Err(Refusal::method(method)),
        }
    }

    fn put_resource_group(&mut self, request: &Request, id: &Scope) -> Result<Response, Refusal> {
        self.subscription_exists(id)?;
        self.unlocked(id, false)?;
        let given: Value = request.json()?;
        let has_place = given.get("location").is_some_and(Value::is_string);
        if request.method == Method::Put && !has_place {
            let text = "The 'location' property is missing.";
            return Err(Refusal::bad("LocationRequired", text));
        }
        Ok(self.keep(id, shaped(given, id, RESOURCE_GROUP), None))
    }
}

/// Reads `resourceType eq '…'`, the one filter on resources that is known.
fn resource_type(filter: &str) -> Option<String> {
    let (name, value) = filter.split_once(" eq ")?;
    let value = value.trim().trim_matches('\'').to_owned();
    name.trim()
        .eq_ignore_ascii_case("resourceType")
        .then_some(value)
}
