//! Things without rules of their own: kept as they were given, found by their id, listed by their type.

use serde_json::{Map, Value, json};

use super::orders::Level;
use super::page::Cut;
use super::rbac::Caller;
use super::refusal::Refusal;
use super::scope::{Path, Scope, last};
use super::state::{Change, Document};
use super::tenant::Tenant;
use super::wire::{Method, Request, Response};

impl Tenant {
    /// Lists the documents whose id begins with a text and whose type is wanted, of those that a
    /// caller may read.
    pub(super) fn list_documents(
        &self,
        request: &Request,
        start: &str,
        wanted: impl Fn(&str, &Document) -> bool,
    ) -> Response {
        let found = self
            .state
            .below(start)
            .filter(|(id, document)| wanted(id, document));
        let items = found.map(|(id, document)| (id.as_str(), document));
        Cut::of(request, self.orders.page_size).page(request, items, |document| &document.body)
    }

    /// Puts a document in its place and answers 201 or 200.
    pub(super) fn keep(&mut self, id: &Scope, body: Value, parent: Option<String>) -> Response {
        let status = if self.state.documents.contains_key(&id.key) {
            200
        } else {
            201
        };
        let response = Response::json(status, &body);
        let document = Document { body, parent };
        self.change(Change::Document(id.key.clone(), Some(document)));
        response
    }

    /// Removes everything at and below an id, and the assignments there.
    pub(super) fn remove_tree(&mut self, id: &Scope) {
        let start = format!("{}/", id.key);
        let mut keys: Vec<_> = self
            .state
            .below(&start)
            .map(|(key, _)| key.clone())
            .collect();
        keys.push(id.key.clone());
        let all = &self.state.assignments;
        let held = all.at(&id.key).chain(all.below(&id.key));
        let held: Vec<_> = held.map(|held| held.name.clone()).collect();
        for key in keys {
            self.change(Change::Document(key, None));
        }
        for name in held {
            self.change(Change::Assignment(name, None));
        }
    }

    /// Answers a request about a resource of any provider.
    pub(super) fn resources(
        &mut self,
        request: &Request,
        path: &Path,
        caller: &Caller,
    ) -> Result<Response, Refusal> {
        let (id, kind) = (path.whole(), path.full_type());
        if !path.rest.len().is_multiple_of(2) {
            return self.list_or_act(request, path, caller);
        }
        match request.method {
            Method::Get | Method::Head => {
                self.allow(caller, &format!("{kind}/read"), &id)?;
                self.scope_exists(&id)?;
                let found = self.state.documents.get(&id.key).map(|found| &found.body);
                Ok(if request.method == Method::Head {
                    Response::empty(204)
                } else {
                    Response::json(200, &found)
                })
            }
            Method::Put => {
                self.allow(caller, &format!("{kind}/write"), &id)?;
                self.parent_exists(&id)?;
                self.unlocked(&id, false)?;
                let body = shaped(request.json()?, &id, &kind);
                Ok(self.keep(&id, body, None))
            }
            Method::Delete => {
                self.allow(caller, &format!("{kind}/delete"), &id)?;
                if !self.state.documents.contains_key(&id.key) {
                    return Ok(Response::empty(204));
                }
                self.unlocked(&id, true)?;
                self.remove_tree(&id);
                Ok(Response::empty(200))
            }
            method => Err(Refusal::method(method)),
        }
    }

    fn list_or_act(
        &self,
        request: &Request,
        path: &Path,
        caller: &Caller,
    ) -> Result<Response, Refusal> {
        request.only_reads()?;
        let kind = path.full_type();
        self.allow(caller, &format!("{kind}/read"), &path.scope)?;
        self.scope_exists(&path.scope)?;
        let start = format!("{}/", path.scope.key.trim_end_matches('/'));
        Ok(self.list_documents(request, &start, |_, document| is_of(document, &kind)))
    }

    /// Refuses a resource whose parent is not there.
    pub(super) fn parent_exists(&self, id: &Scope) -> Result<(), Refusal> {
        let parent = self
            .state
            .chain(&id.key)
            .into_iter()
            .nth(1)
            .unwrap_or_default();
        self.scope_exists(&Scope::new(&parent))
    }

    /// Answers a request about a thing that is attached to any scope: a lock, a deny assignment.
    pub(super) fn extensions(
        &mut self,
        request: &Request,
        path: &Path,
        caller: &Caller,
    ) -> Result<Response, Refusal> {
        let (id, kind) = (path.whole(), path.full_type());
        match (request.method, path.name()) {
            (Method::Get, None) => {
                self.allow(caller, &format!("{kind}/read"), &path.scope)?;
                self.scope_exists(&path.scope)?;
                Ok(self.list_attached(request, path, |_| true))
            }
            (Method::Get, Some(name)) => {
                self.allow(caller, &format!("{kind}/read"), &id)?;
                let found = self.state.documents.get(&id.key);
                let found = found.ok_or_else(|| not_attached(&path.kind(), name))?;
                Ok(Response::json(200, &found.body))
            }
            (Method::Put, Some(_)) => {
                self.allow(caller, &format!("{kind}/write"), &path.scope)?;
                self.scope_exists(&path.scope)?;
                let body = self.checked(request.json()?, path)?;
                Ok(self.keep(&id, body, None))
            }
            (Method::Delete, Some(_)) => {
                self.allow(caller, &format!("{kind}/delete"), &path.scope)?;
                if !self.state.documents.contains_key(&id.key) {
                    return Ok(Response::empty(204));
                }
                self.change(Change::Document(id.key, None));
                Ok(Response::empty(200))
            }
            (method, _) => Err(Refusal::method(method)),
        }
    }

    /// Lists what is attached at a scope and above it, and below it unless `atScope()` is asked for.
    pub(super) fn list_attached(
        &self,
        request: &Request,
        path: &Path,
        wanted: impl Fn(&Document) -> bool,
    ) -> Response {
        let middle = format!("/providers/microsoft.authorization/{}/", path.kind());
        let at_scope = request
            .query
            .get("$filter")
            .is_some_and(|text| text.contains("atScope()"));
        let chain = self.state.chain(&path.scope.key);
        let mut found: Vec<_> = Vec::new();
        for above in &chain {
            let start = format!("{}{middle}", above.trim_end_matches('/'));
            found.extend(
                self.state
                    .documents
                    .range(start.clone()..)
                    .take_while(|(id, _)| id.starts_with(&start)),
            );
        }
        if !at_scope {
            let below = format!("{}/", path.scope.key.trim_end_matches('/'));
            let own = format!("{}{middle}", path.scope.key.trim_end_matches('/'));
            let inner = self.state.documents.range(below.clone()..);
            let inner = inner.take_while(|(id, _)| id.starts_with(&below));
            found.extend(inner.filter(|(id, _)| id.contains(&middle) && !id.starts_with(&own)));
        }
        found.retain(|(_, document)| wanted(document));
        let items = found
            .into_iter()
            .map(|(id, document)| (id.as_str(), document));
        Cut::of(request, self.orders.page_size).page(request, items, |document| &document.body)
    }

    /// Locks a scope, as somebody does who asks nobody.
    pub(super) fn lock(&mut self, scope: &str, level: Level) {
        let kind = "Microsoft.Authorization/locks";
        let scope = Scope::new(scope);
        let above = scope.text.trim_end_matches('/');
        let id = Scope::new(&format!("{above}/providers/{kind}/ordered"));
        let body = shaped(json!({"properties": {"level": level}}), &id, kind);
        self.keep(&id, body, None);
    }

    fn checked(&self, body: Value, path: &Path) -> Result<Value, Refusal> {
        let (id, kind) = (path.whole(), path.full_type());
        if path.kind() == "denyassignments" {
            return Ok(shaped(body, &id, &kind));
        }
        let level = body
            .pointer("/properties/level")
            .and_then(Value::as_str)
            .unwrap_or_default();
        if !["CanNotDelete", "ReadOnly"].contains(&level) {
            let text = format!(
                "The lock level '{level}' is invalid. It must be CanNotDelete or ReadOnly."
            );
            return Err(Refusal::bad("InvalidLockLevel", text));
        }
        let start = format!(
            "{}/",
            id.key.rsplit_once('/').map_or("", |(start, _)| start)
        );
        let others = self.state.below(&start).filter(|(key, _)| **key != id.key);
        if others.count() >= self.orders.limits.locks {
            let text = "The number of locks of this scope exceeds the limit.";
            return Err(Refusal::new(409, "LockLimitExceeded", text));
        }
        Ok(shaped(body, &id, &kind))
    }
}

/// Tells whether a document is of a type, ignoring case.
pub(super) fn is_of(document: &Document, kind: &str) -> bool {
    let own = document.body.get("type").and_then(Value::as_str);
    own.is_some_and(|own| own.eq_ignore_ascii_case(kind))
}

/// Gives a body its id, name and type, and says that it is done.
pub(super) fn shaped(body: Value, id: &Scope, kind: &str) -> Value {
    let name = id.text.rsplit('/').next().unwrap_or_default();
    let mut shaped = Map::new();
    shaped.insert("id".to_owned(), json!(id.text));
    shaped.insert("name".to_owned(), json!(name));
    shaped.insert("type".to_owned(), json!(kind));
    if let Value::Object(given) = body {
        let own = ["id", "name", "type"];
        shaped.extend(
            given
                .into_iter()
                .filter(|(key, _)| !own.contains(&key.as_str())),
        );
    }
    let properties = shaped.entry("properties").or_insert_with(|| json!({}));
    if let (Some(properties), false) = (
        properties.as_object_mut(),
        kind.starts_with("Microsoft.Authorization"),
    ) {
        properties.insert("provisioningState".to_owned(), json!("Succeeded"));
    }
    Value::Object(shaped)
}

fn not_attached(kind: &str, name: &str) -> Refusal {
    let (code, what) = match kind {
        "locks" => ("LockNotFound", "lock"),
        "denyassignments" => ("DenyAssignmentNotFound", "deny assignment"),
        _ => ("ResourceNotFound", "resource"),
    };
    Refusal::missing(
        code,
        format!("The {what} '{}' could not be found.", last(name)),
    )
}
