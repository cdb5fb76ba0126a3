//! Management groups: the tree above subscriptions.

use serde_json::{Value, json};

use super::page::Cut;
use super::rbac::{Caller, Facts};
use super::refusal::Refusal;
use super::scope::{MANAGEMENT_GROUPS, Path, Scope, last};
use super::state::{Change, Document};
use super::tenant::Tenant;
use super::wire::{Method, Request, Response};

/// How deep management groups may nest below the root.
const DEEPEST: usize = 6;

/// The type of management groups.
const TYPE: &str = "Microsoft.Management/managementGroups";

/// The operation that reading a group asks for.
const READ: &str = "Microsoft.Management/managementGroups/read";

impl Tenant {
    /// Answers a request about management groups.
    pub(super) fn management_groups(
        &mut self,
        request: &Request,
        path: &Path,
        caller: &Caller,
    ) -> Result<Response, Refusal> {
        let Some(name) = path.name() else {
            let wanted = |id: &str| self.may(caller, READ, &Scope::new(id), &Facts::default());
            return Ok(self.list_documents(request, MANAGEMENT_GROUPS, |id, _| {
                !id.contains("/providers/microsoft.authorization/") && wanted(id)
            }));
        };
        let id = Scope::new(&format!("/providers/{TYPE}/{name}"));
        match (request.method, path.then().as_str(), path.rest.get(3)) {
            (Method::Get, "", None) => {
                self.allow(caller, READ, &id)?;
                self.scope_exists(&id)?;
                Ok(Response::json(200, &self.group_shown(request, &id)))
            }
            (Method::Get, "descendants", None) => {
                self.allow(caller, READ, &id)?;
                self.scope_exists(&id)?;
                Ok(self.descendants(request, &id))
            }
            (Method::Put, "", None) => self.put_group(request, &id, caller),
            (Method::Delete, "", None) => self.delete_group(&id, caller),
            (Method::Put, "subscriptions", Some(subscription)) => {
                self.allow(caller, &format!("{TYPE}/subscriptions/write"), &id)?;
                self.move_subscription(&id, subscription)
            }
            (method, _, _) => Err(Refusal::method(method)),
        }
    }

    fn put_group(
        &mut self,
        request: &Request,
        id: &Scope,
        caller: &Caller,
    ) -> Result<Response, Refusal> {
        self.allow(caller, &format!("{TYPE}/write"), id)?;
        let body: Value = request.json()?;
        let root = format!("{MANAGEMENT_GROUPS}{}", self.identity.tenant);
        let asked = body
            .pointer("/properties/details/parent/id")
            .and_then(Value::as_str);
        let parent = asked.map_or(root, str::to_lowercase);
        self.scope_exists(&Scope::new(&parent))?;
        let chain = self.state.chain(&parent);
        // The chain holds the root group and the root above it too.
        if chain.contains(&id.key) || chain.len() > DEEPEST + 1 {
            let text =
                "The management group cannot be put there: it would lie below itself or too deep.";
            return Err(Refusal::bad("InvalidManagementGroupParent", text));
        }
        let name = id.text.rsplit('/').next().unwrap_or_default();
        let display = body
            .pointer("/properties/displayName")
            .and_then(Value::as_str)
            .unwrap_or(name);
        let shown = json!({
            "id": id.text, "type": TYPE, "name": name,
            "properties": {"tenantId": self.identity.tenant, "displayName": display},
        });
        self.keep(id, shown, Some(parent));
        Ok(Response::json(200, &self.group_shown(request, id)))
    }

    fn delete_group(&mut self, id: &Scope, caller: &Caller) -> Result<Response, Refusal> {
        self.allow(caller, &format!("{TYPE}/delete"), id)?;
        if !self.state.documents.contains_key(&id.key) {
            return Ok(Response::empty(204));
        }
        if self
            .state
            .children
            .get(&id.key)
            .is_some_and(|children| !children.is_empty())
        {
            let text = "The management group has children and cannot be deleted.";
            return Err(Refusal::bad("ManagementGroupHasChildren", text));
        }
        self.remove_tree(id);
        Ok(Response::empty(200))
    }

    fn move_subscription(
        &mut self,
        group: &Scope,
        subscription: &str,
    ) -> Result<Response, Refusal> {
        self.scope_exists(group)?;
        let id = Scope::new(&format!("/subscriptions/{subscription}"));
        self.scope_exists(&id)?;
        let found = self
            .state
            .documents
            .get(&id.key)
            .map(|found| found.body.clone());
        let moved = Document {
            body: found.unwrap_or_default(),
            parent: Some(group.key.clone()),
        };
        self.change(Change::Document(id.key, Some(moved)));
        Ok(Response::empty(204))
    }

    /// Shows a group with its parent, and with what `$expand` asks for.
    fn group_shown(&self, request: &Request, id: &Scope) -> Value {
        let found = self.state.documents.get(&id.key);
        let mut shown = found.map(|found| found.body.clone()).unwrap_or_default();
        let ancestors: Vec<_> = self.state.chain(&id.key).into_iter().skip(1).collect();
        let ancestors: Vec<_> = ancestors.iter().filter(|key| *key != "/").collect();
        let parent = ancestors.first().map(|key| self.named(key));
        let expand = request.query.get("$expand").unwrap_or_default();
        let recurse = request
            .query
            .get("$recurse")
            .is_some_and(|word| word.eq_ignore_ascii_case("true"));
        if let Some(properties) = shown.get_mut("properties").and_then(Value::as_object_mut) {
            let mut details = json!({"version": 1, "updatedTime": self.now(), "parent": parent});
            if expand.eq_ignore_ascii_case("ancestors") || expand.eq_ignore_ascii_case("path") {
                let chain: Vec<_> = ancestors.iter().map(|key| self.named(key)).collect();
                if let Some(details) = details.as_object_mut() {
                    details.insert("managementGroupAncestorsChain".to_owned(), json!(chain));
                }
            }
            properties.insert("details".to_owned(), details);
            if expand.eq_ignore_ascii_case("children") {
                let children = self.children_shown(&id.key, if recurse { DEEPEST + 1 } else { 1 });
                properties.insert("children".to_owned(), children);
            }
        }
        shown
    }

    fn children_shown(&self, key: &str, depth: usize) -> Value {
        let children = self.state.children.get(key).into_iter().flatten();
        let shown = children.map(|child| {
            let mut shown = self.named(child);
            if let (Some(fields), true) = (
                shown.as_object_mut(),
                depth > 1 && child.starts_with(MANAGEMENT_GROUPS),
            ) {
                fields.insert("children".to_owned(), self.children_shown(child, depth - 1));
            }
            shown
        });
        Value::Array(shown.collect())
    }

    /// Shows the id, type and names of a group or subscription.
    fn named(&self, key: &str) -> Value {
        let body = self.state.documents.get(key).map(|found| &found.body);
        let text = |path: &str| {
            body.and_then(|body| body.pointer(path))
                .and_then(Value::as_str)
        };
        let kind = if key.starts_with(MANAGEMENT_GROUPS) {
            TYPE
        } else {
            "/subscriptions"
        };
        let display = text("/properties/displayName").or_else(|| text("/displayName"));
        json!({
            "id": text("/id").unwrap_or(key), "type": kind,
            "name": text("/name").map_or_else(|| last(key), str::to_owned), "displayName": display,
        })
    }

    fn descendants(&self, request: &Request, id: &Scope) -> Response {
        let inside = self.state.inside(&id.key);
        let items = inside.iter().map(|key| (key.as_str(), key));
        Cut::of(request, self.orders.page_size).page(request, items, |key| {
            let named = self.named(key);
            let parent = self
                .state
                .documents
                .get(key)
                .and_then(|found| found.parent.as_deref());
            let parent = parent.map(|parent| json!({"id": self.named(parent).get("id")}));
            json!({
                "id": named.get("id"), "type": named.get("type"), "name": named.get("name"),
                "properties": {"displayName": named.get("displayName"), "parent": parent},
            })
        })
    }

    /// Lists every group and subscription that the caller may see.
    pub(super) fn entities(&self, request: &Request, caller: &Caller) -> Response {
        let root = format!("{MANAGEMENT_GROUPS}{}", self.identity.tenant);
        let mut keys = self.state.inside(&root);
        keys.push(root);
        keys.retain(|key| {
            let action = if key.starts_with(MANAGEMENT_GROUPS) {
                READ
            } else {
                "Microsoft.Resources/subscriptions/read"
            };
            self.may(caller, action, &Scope::new(key), &Facts::default())
        });
        let items = keys.iter().map(|key| (key.as_str(), key));
        Cut::of(request, self.orders.page_size).page(request, items, |key| {
            let named = self.named(key);
            let mut above: Vec<_> = self
                .state
                .chain(key)
                .into_iter()
                .skip(1)
                .filter(|key| key != "/")
                .collect();
            let parent = above
                .first()
                .map(|parent| json!({"id": self.named(parent).get("id")}));
            above.reverse();
            let chain: Vec<_> = above.iter().map(|key| last(key)).collect();
            json!({
                "id": named.get("id"), "type": named.get("type"), "name": named.get("name"),
                "properties": {
                    "tenantId": self.identity.tenant, "displayName": named.get("displayName"),
                    "parent": parent, "parentNameChain": chain, "permissions": "view",
                },
            })
        })
    }
}
