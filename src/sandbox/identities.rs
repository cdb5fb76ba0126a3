//! User-assigned managed identities and their federated credentials.

use serde_json::{Value, json};

use super::directory::{FederatedCredential, Object, ObjectKind};
use super::documents::shaped;
use super::rbac::Caller;
use super::refusal::Refusal;
use super::scope::{Path, Scope};
use super::state::Change;
use super::tenant::Tenant;
use super::wire::{Method, Request, Response};

/// The type of identities.
const TYPE: &str = "Microsoft.ManagedIdentity/userAssignedIdentities";

/// The longest issuer, subject and audience.
const LONGEST: usize = 600;

impl Tenant {
    /// Answers a request about managed identities.
    pub(super) fn identities(
        &mut self,
        request: &Request,
        path: &Path,
        caller: &Caller,
    ) -> Result<Response, Refusal> {
        if path.then() == "federatedidentitycredentials" {
            return match (request.method, path.rest.get(3)) {
                (Method::Put, Some(_)) => self.put_federated(request, path, caller),
                (Method::Delete, Some(_)) => {
                    let held = self.hold(path)?;
                    let answer = self.resources(request, path, caller);
                    self.busy = Some(held);
                    answer
                }
                _ => self.resources(request, path, caller),
            };
        }
        match (request.method, path.rest.len()) {
            (Method::Put, 2) => self.put_identity(request, path, caller),
            (Method::Delete, 2) => {
                let id = path.whole();
                let owner = self.principal_of(&id);
                let response = self.resources(request, path, caller)?;
                if let Some(owner) = owner {
                    self.change(Change::Object(owner, None));
                }
                Ok(response)
            }
            _ => self.resources(request, path, caller),
        }
    }

    /// Creates an identity with its service principal, or changes its tags.
    fn put_identity(
        &mut self,
        request: &Request,
        path: &Path,
        caller: &Caller,
    ) -> Result<Response, Refusal> {
        let id = path.whole();
        self.allow(caller, &format!("{TYPE}/write"), &id)?;
        self.parent_exists(&id)?;
        self.unlocked(&id, false)?;
        let mut body: Value = request.json()?;
        let before = self.state.documents.get(&id.key);
        let is_new = before.is_none();
        let known = |name: &str| {
            let text = before?.body.pointer(&format!("/properties/{name}"))?;
            text.as_str().map(str::to_owned)
        };
        let object = known("principalId").unwrap_or_else(|| self.new_id("principal"));
        let client = known("clientId").unwrap_or_else(|| self.new_id("client"));
        if let Some(body) = body.as_object_mut() {
            let properties = json!({
                "tenantId": self.identity.tenant, "principalId": object, "clientId": client,
            });
            body.insert("properties".to_owned(), properties);
        }
        if is_new {
            let principal = Object {
                app_id: Some(client),
                managed_identity: true,
                alternative_names: vec![id.text.clone()],
                ..Object::new(
                    &object,
                    ObjectKind::ServicePrincipal,
                    path.name().unwrap_or_default(),
                )
            };
            self.change(Change::Object(object, Some(Box::new(principal))));
        }
        Ok(self.keep(&id, shaped(body, &id, TYPE), None))
    }

    fn principal_of(&self, id: &Scope) -> Option<String> {
        let found = self.state.documents.get(&id.key)?;
        let owner = found.body.pointer("/properties/principalId")?.as_str()?;
        Some(owner.to_owned())
    }

    fn put_federated(
        &mut self,
        request: &Request,
        path: &Path,
        caller: &Caller,
    ) -> Result<Response, Refusal> {
        let id = path.whole();
        let kind = format!("{TYPE}/federatedIdentityCredentials");
        self.allow(caller, &format!("{kind}/write"), &id)?;
        self.parent_exists(&id)?;
        self.unlocked(&id, false)?;
        let held = self.hold(path)?;
        let body: Value = request.json()?;
        let name = path.rest.get(3).map(String::as_str).unwrap_or_default();
        let wanted = federated(&body, name).ok_or_else(|| bad_federated("it lacks a property"))?;
        check(&wanted)?;
        self.fits_beside_others(&wanted, &id)?;
        self.busy = Some(held);
        let properties = json!({
            "issuer": wanted.issuer, "subject": wanted.subject, "audiences": wanted.audiences,
        });
        let shown = json!({
            "id": id.text, "name": name, "type": kind, "properties": properties,
        });
        Ok(self.keep(&id, shown, None))
    }

    /// Refuses a federated credential that is one too many, or that another one of the identity equals.
    fn fits_beside_others(&self, wanted: &FederatedCredential, id: &Scope) -> Result<(), Refusal> {
        let start = format!(
            "{}/",
            id.key.rsplit_once('/').map_or("", |(start, _)| start)
        );
        let others: Vec<_> = self.federated_below(&start, &id.key);
        if others.len() >= self.orders.limits.federated_credentials {
            let text =
                "The number of federated identity credentials of this identity exceeds the limit.";
            return Err(Refusal::bad(
                "FederatedIdentityCredentialsLimitExceeded",
                text,
            ));
        }
        let pair = |one: &FederatedCredential| (one.issuer.clone(), one.subject.clone());
        if others.iter().any(|other| pair(other) == pair(wanted)) {
            let text = "Issuer and subject combination already exists for this managed identity.";
            return Err(Refusal::new(
                409,
                "FederatedIdentityCredentialAlreadyExists",
                text,
            ));
        }
        Ok(())
    }

    /// Refuses a write while another one on the same identity is under way.
    fn hold(&self, path: &Path) -> Result<String, Refusal> {
        let identity = path.whole().key;
        let identity = identity
            .split("/federatedidentitycredentials")
            .next()
            .unwrap_or_default();
        if self.under_way.contains(identity) {
            let text = format!(
                "Too many Federated Identity Credentials are written concurrently for the managed identity \
                 '{identity}'. Concurrent Federated Identity Credentials writes under the same managed \
                 identity are not supported."
            );
            let code = "ConcurrentFederatedIdentityCredentialsWritesForSingleManagedIdentity";
            return Err(Refusal::new(409, code, text));
        }
        Ok(identity.to_owned())
    }

    fn federated_below(&self, start: &str, but: &str) -> Vec<FederatedCredential> {
        let found = self.state.below(start).filter(|(key, _)| *key != but);
        found
            .filter_map(|(_, document)| federated(&document.body, ""))
            .collect()
    }

    /// Lists the federated credentials of the managed identity that has a client id.
    pub(super) fn federated_with(&self, client: &str) -> Vec<FederatedCredential> {
        let principal = self.state.directory.service_principal(client);
        let names = principal
            .map(|principal| principal.alternative_names.clone())
            .unwrap_or_default();
        let found = names.iter().flat_map(|id| {
            let start = format!("{}/federatedidentitycredentials/", id.to_lowercase());
            self.federated_below(&start, "")
        });
        found.collect()
    }
}

fn federated(body: &Value, name: &str) -> Option<FederatedCredential> {
    let text = |path: &str| {
        body.pointer(path)
            .and_then(Value::as_str)
            .map(str::to_owned)
    };
    let audiences = body.pointer("/properties/audiences")?.as_array()?.iter();
    Some(FederatedCredential {
        id: String::new(),
        name: name.to_owned(),
        issuer: text("/properties/issuer")?,
        subject: text("/properties/subject")?,
        audiences: audiences
            .filter_map(|one| one.as_str().map(str::to_owned))
            .collect(),
    })
}

/// Refuses a federated credential whose form is wrong.
pub(super) fn check(wanted: &FederatedCredential) -> Result<(), Refusal> {
    let name = &wanted.name;
    let is_part = |char: char| char.is_ascii_alphanumeric() || matches!(char, '-' | '_');
    let fits = (3..=120).contains(&name.len())
        && name.chars().all(is_part)
        && name.starts_with(|char: char| char.is_ascii_alphanumeric());
    let texts = [&wanted.issuer, &wanted.subject]
        .into_iter()
        .chain(&wanted.audiences);
    if !fits {
        return Err(bad_federated(
            "its name is not 3 to 120 letters, digits, `-` and `_`",
        ));
    }
    if wanted.audiences.len() != 1 {
        return Err(bad_federated("it must have exactly one audience"));
    }
    if texts
        .into_iter()
        .any(|text| text.is_empty() || text.chars().count() > LONGEST)
    {
        return Err(bad_federated(
            "issuer, subject and audience must have 1 to 600 characters",
        ));
    }
    if !wanted.issuer.starts_with("https://") {
        return Err(bad_federated("its issuer must begin with https://"));
    }
    Ok(())
}

fn bad_federated(why: &str) -> Refusal {
    let text = format!("The federated identity credential is not valid: {why}.");
    Refusal::bad("InvalidFederatedIdentityCredential", text)
}
