//! Tests of the local Azure: over the core in process, and once over HTTPS.

mod activity;
mod assignments;
mod authority;
mod conditions;
mod conformance;
mod definitions;
mod demo;
mod deployments;
mod directory;
mod errors;
mod faults;
mod hierarchy;
mod identities;
mod journal;
mod killed;
pub(crate) mod over_https;
mod published;
mod rights;
mod schedules;
mod search;
mod stacked;

use jiff::{SignedDuration, Timestamp};
use rolewright::sandbox::{Answer, Identity, Method, Orders, Request, Tenant};
use serde_json::{Value, json};

pub(crate) const TENANT: &str = "99999999-9999-4999-8999-999999999999";
pub(crate) const SUB: &str = "/subscriptions/11111111-1111-4111-8111-111111111111";
pub(crate) const OTHER: &str = "/subscriptions/22222222-2222-4222-8222-222222222222";
pub(crate) const GROUP: &str =
    "/subscriptions/11111111-1111-4111-8111-111111111111/resourceGroups/rg-ml";
pub(crate) const STORE: &str = "/subscriptions/11111111-1111-4111-8111-111111111111/resourceGroups/rg-ml/providers/Microsoft.Storage/storageAccounts/lake";
pub(crate) const MANAGEMENT: &str = "/providers/Microsoft.Management/managementGroups/ml";
pub(crate) const TEAM: &str = "aaaaaaaa-0000-4000-8000-000000000001";
pub(crate) const ANN: &str = "aaaaaaaa-0000-4000-8000-000000000002";
pub(crate) const ROBOT: &str = "aaaaaaaa-0000-4000-8000-000000000003";
pub(crate) const ROBOT_APP: &str = "bbbbbbbb-0000-4000-8000-000000000003";
pub(crate) const REGISTRATION: &str = "aaaaaaaa-0000-4000-8000-000000000004";
pub(crate) const OUTER: &str = "aaaaaaaa-0000-4000-8000-000000000005";

pub(crate) const OWNER: &str = "8e3af657-a8ff-443c-a75c-2fe8c4bcb635";
pub(crate) const READER: &str = "acdd72a7-3385-48ef-bd42-f606fba81ae7";
pub(crate) const RBAC_ADMIN: &str = "f58310d9-a9f6-439a-9e8d-f62e7b41a168";
pub(crate) const BLOB_READER: &str = "2a2b9908-6ea1-4ae2-8e65-a410df84e7d1";

/// A tenant with a small world in it, and the token of its first principal.
pub(crate) struct World {
    pub(crate) tenant: Tenant,
    pub(crate) now: Timestamp,
    /// The line that keeps what it began with.
    pub(crate) begun: Option<Vec<u8>>,
    pub(crate) token: String,
}

pub(crate) fn identity() -> Identity {
    Identity {
        tenant: TENANT.to_owned(),
        client: "cccccccc-0000-4000-8000-000000000001".to_owned(),
        object: "cccccccc-0000-4000-8000-000000000002".to_owned(),
        secret: "a root secret".to_owned(),
        key: "a key that nobody knows".to_owned(),
    }
}

pub(crate) fn seed() -> Value {
    json!({
        "objects": [
            {"id": TEAM, "kind": "group", "displayName": "team", "members": [ANN]},
            {"id": OUTER, "kind": "group", "displayName": "all teams", "members": [TEAM]},
            {"id": ANN, "kind": "user", "displayName": "Ann", "userPrincipalName": "ann@contoso.com"},
            {
                "id": ROBOT, "kind": "servicePrincipal", "displayName": "robot", "appId": ROBOT_APP,
                "secrets": ["robot secret"],
            },
            {
                "id": REGISTRATION, "kind": "application", "displayName": "robot", "appId": ROBOT_APP,
                "federatedCredentials": [{
                    "name": "github", "issuer": "https://token.actions.githubusercontent.com",
                    "subject": "repo:contoso/ml:environment:prod",
                    "audiences": ["api://AzureADTokenExchange"],
                }],
            },
        ],
        "managementGroups": [{"name": "ml", "displayName": "Machine learning"}],
        "subscriptions": [
            {"id": &SUB[15..], "displayName": "development", "managementGroup": "ml"},
            {"id": &OTHER[15..]},
        ],
        "resources": [{"id": GROUP, "location": "westeurope"}, {"id": STORE, "location": "westeurope"}],
    })
}

impl World {
    pub(crate) fn new() -> Self {
        Self::with(Orders::default())
    }

    pub(crate) fn with(orders: Orders) -> Self {
        Self::of(orders, &[])
    }

    /// Opens a tenant of what was kept; a new one is seeded.
    pub(crate) fn of(orders: Orders, kept: &[u8]) -> Self {
        let now: Timestamp = "2026-11-22T12:00:00Z".parse().unwrap();
        let mut tenant = Tenant::new(identity(), orders, kept, now);
        if kept.is_empty() {
            tenant
                .plant(serde_json::from_value(seed()).unwrap())
                .unwrap();
        }
        let begun = tenant.unkept();
        let mut world = Self {
            tenant,
            begun,
            now,
            token: String::new(),
        };
        let identity = identity();
        world.token = world.token_of(&identity.client, &identity.secret);
        world
    }

    pub(crate) fn token_of(&mut self, client: &str, secret: &str) -> String {
        let form = format!(
            "grant_type=client_credentials&client_id={client}&client_secret={}&scope={}",
            secret.replace(' ', "+"),
            "https%3A%2F%2F127.0.0.1%2F.default"
        );
        let request = Request::new(Method::Post, &format!("/{TENANT}/oauth2/v2.0/token"));
        let answer = self.tenant.answer(&request.with_body(form), self.now);
        let body: Value = serde_json::from_slice(&answer.response.body).unwrap();
        body["access_token"]
            .as_str()
            .unwrap_or_else(|| panic!("{body}"))
            .to_owned()
    }

    pub(crate) fn wait(&mut self, seconds: i64) {
        self.now += SignedDuration::from_secs(seconds);
    }

    /// Makes a request as the first principal.
    #[track_caller]
    pub(crate) fn call(&mut self, method: Method, target: &str, body: Value) -> (u16, Value) {
        let token = self.token.clone();
        self.call_as(&token, method, target, body)
    }

    pub(crate) fn call_as(
        &mut self,
        token: &str,
        method: Method,
        target: &str,
        body: Value,
    ) -> (u16, Value) {
        let answer = self.answer(token, method, target, body);
        if let Some(held) = &answer.holds {
            self.tenant.release(held);
        }
        read(&answer)
    }

    pub(crate) fn answer(
        &mut self,
        token: &str,
        method: Method,
        target: &str,
        body: Value,
    ) -> Answer {
        let target = if target.contains("api-version") || target.starts_with("/v1.0") {
            target.to_owned()
        } else {
            let sign = if target.contains('?') { '&' } else { '?' };
            format!("{target}{sign}api-version=2022-04-01")
        };
        let target = target.replace(' ', "%20");
        let mut request = Request::new(method, &target).with_token(token);
        if !body.is_null() {
            request = request.with_body(body.to_string());
        }
        self.tenant.answer(&request, self.now)
    }

    pub(crate) fn root(&self) -> String {
        self.token.clone()
    }

    pub(crate) fn get(&mut self, target: &str) -> (u16, Value) {
        self.call(Method::Get, target, Value::Null)
    }

    pub(crate) fn put(&mut self, target: &str, body: Value) -> (u16, Value) {
        self.call(Method::Put, target, body)
    }

    pub(crate) fn delete(&mut self, target: &str) -> (u16, Value) {
        self.call(Method::Delete, target, Value::Null)
    }

    /// Assigns a role and tells how that ended.
    pub(crate) fn assign(
        &mut self,
        scope: &str,
        number: u32,
        role: &str,
        principal: &str,
    ) -> (u16, Value) {
        self.put(&assignment(scope, number), grant(role, principal))
    }

    /// Lists the names of what a list holds, over all its pages.
    pub(crate) fn names(&mut self, target: &str) -> Vec<String> {
        let (mut names, mut target) = (Vec::new(), target.to_owned());
        loop {
            let (status, body) = self.get(&target);
            assert_eq!(status, 200, "{body}");
            let page = body["value"].as_array().unwrap();
            names.extend(
                page.iter()
                    .map(|item| item["name"].as_str().unwrap().to_owned()),
            );
            let Some(next) = body["nextLink"].as_str() else {
                return names;
            };
            target = next.strip_prefix("https://127.0.0.1").unwrap().to_owned();
        }
    }
}

pub(crate) fn read(answer: &Answer) -> (u16, Value) {
    let body = serde_json::from_slice(&answer.response.body).unwrap_or(Value::Null);
    (answer.response.status, body)
}

pub(crate) fn guid(number: u32) -> String {
    format!("dddddddd-0000-4000-8000-{number:012}")
}

pub(crate) fn assignment(scope: &str, number: u32) -> String {
    let scope = scope.trim_end_matches('/');
    format!(
        "{scope}/providers/Microsoft.Authorization/roleAssignments/{}",
        guid(number)
    )
}

pub(crate) fn definition(scope: &str, number: u32) -> String {
    format!(
        "{scope}/providers/Microsoft.Authorization/roleDefinitions/{}",
        guid(number)
    )
}

pub(crate) fn grant(role: &str, principal: &str) -> Value {
    let role = format!("/providers/Microsoft.Authorization/roleDefinitions/{role}");
    json!({"properties": {"roleDefinitionId": role, "principalId": principal}})
}

pub(crate) fn role(name: &str, scopes: &[&str], actions: &[&str]) -> Value {
    json!({"properties": {
        "roleName": name, "type": "CustomRole", "description": "made by a test",
        "assignableScopes": scopes, "permissions": [{"actions": actions, "notActions": []}],
    }})
}

/// Asserts the status and the code of an error.
#[track_caller]
pub(crate) fn refused(given: (u16, Value), status: u16, code: &str) {
    assert_eq!(
        (given.0, given.1["error"]["code"].as_str()),
        (status, Some(code)),
        "{}",
        given.1
    );
}
