//! Giving tokens: to an application that knows its secret, or that somebody trusted vouches for.

use serde::Deserialize;
use serde_json::{Value, json};

use super::token::{Claims, is_signed, same, unsigned};
use crate::sandbox::directory::{FederatedCredential, Object};
use crate::sandbox::refusal::Refusal;
use crate::sandbox::tenant::Tenant;
use crate::sandbox::wire::{Query, Request, Response};

/// The audience of assertions.
const EXCHANGE: &str = "api://AzureADTokenExchange";

/// The tenant names that stand for whichever tenant there is.
const ANY_TENANT: [&str; 3] = ["common", "organizations", "adfs"];

/// What an assertion of an outside identity says.
#[derive(Debug, Deserialize)]
struct Assertion {
    iss: String,
    sub: String,
    aud: Value,
    #[serde(default)]
    exp: Option<i64>,
}

impl Tenant {
    /// Answers a request for a token.
    pub(in crate::sandbox) fn token(&self, request: &Request) -> Result<Response, Refusal> {
        let tenant = request.segment(0);
        if !tenant.eq_ignore_ascii_case(&self.identity.tenant) && !ANY_TENANT.contains(&tenant) {
            let text = format!("Tenant '{tenant}' not found.");
            return Err(Refusal::bad("invalid_request 90002", text));
        }
        let form = Query::read(&String::from_utf8_lossy(&request.body));
        if form.get("grant_type") != Some("client_credentials") {
            let text = "The sandbox gives tokens for the grant type client_credentials alone.";
            return Err(Refusal::bad("unsupported_grant_type 70003", text));
        }
        let client = form.get("client_id").unwrap_or_default();
        let principal = self
            .state
            .directory
            .service_principal(client)
            .ok_or_else(|| {
                let text = format!(
                    "Application with identifier '{client}' was not found in the directory."
                );
                Refusal::bad("unauthorized_client 700016", text)
            })?;
        self.prove(principal, client, &form)?;
        let audience = audience(&form).ok_or_else(|| {
            let text = "The provided value for scope is not valid. It must end in `/.default`.";
            Refusal::bad("invalid_scope 1002012", text)
        })?;
        Ok(self.give(principal, client, audience))
    }

    fn give(&self, principal: &Object, client: &str, audience: String) -> Response {
        let (now, life) = (self.clock.as_second(), i64::from(self.orders.token_seconds));
        let claims = Claims {
            aud: audience,
            iss: self.issuer(),
            iat: now,
            nbf: now,
            exp: now + life,
            oid: principal.id.clone(),
            sub: principal.id.clone(),
            tid: self.identity.tenant.clone(),
            appid: client.to_lowercase(),
            idtyp: "app".to_owned(),
            ver: "1.0".to_owned(),
        };
        Response::json(
            200,
            &json!({
                "token_type": "Bearer",
                "expires_in": life,
                "ext_expires_in": life,
                "expires_on": (now + life).to_string(),
                "resource": claims.aud,
                "access_token": claims.sign(self.identity.key.as_bytes()),
            }),
        )
        .with("Cache-Control", "no-store, no-cache")
    }

    /// Refuses an application that proves nothing.
    fn prove(&self, principal: &Object, client: &str, form: &Query) -> Result<(), Refusal> {
        let application = self.state.directory.application(client);
        let both = [Some(principal), application];
        if let Some(secret) = form.get("client_secret") {
            let mut known = both
                .into_iter()
                .flatten()
                .flat_map(|object| &object.secrets);
            let known = known.any(|known| same(known.as_bytes(), secret.as_bytes()));
            let text = "Invalid client secret provided. Ensure the secret being sent in the request is the \
                        client secret value, not the client secret ID.";
            return known.then_some(()).ok_or_else(|| unproved("7000215", text));
        }
        let Some(token) = form.get("client_assertion") else {
            let text = "The request body must contain the following parameter: 'client_assertion' or \
                        'client_secret'.";
            return Err(unproved("7000218", text));
        };
        let federated = both
            .into_iter()
            .flatten()
            .flat_map(|object| object.federated_credentials.clone());
        let federated: Vec<_> = federated.chain(self.federated_with(client)).collect();
        self.check_signature(token)?;
        check_assertion(token, &federated, self.clock.as_second())
    }

    /// Refuses an assertion that names this authority as its issuer and was not signed here. The keys
    /// of other issuers are somewhere on the network, where the sandbox does not go.
    fn check_signature(&self, token: &str) -> Result<(), Refusal> {
        let is_ours = |assertion: &Assertion| assertion.iss == self.issuer();
        let claims_ours = unsigned::<Assertion>(token).is_some_and(|one| is_ours(&one));
        if !claims_ours || is_signed(token, self.identity.key.as_bytes()) {
            return Ok(());
        }
        let text = "Client assertion failed signature validation.";
        Err(unproved("700027", text))
    }

    /// Returns the issuer of the tokens that are given here.
    fn issuer(&self) -> String {
        format!("https://sts.windows.net/{}/", self.identity.tenant)
    }
}

/// Refuses an assertion that no federated credential accepts.
fn check_assertion(
    token: &str,
    federated: &[FederatedCredential],
    now: i64,
) -> Result<(), Refusal> {
    let Some(assertion) = unsigned::<Assertion>(token) else {
        let text = "The client assertion is no JSON web token.";
        return Err(unproved("50027", text));
    };
    if assertion.exp.is_some_and(|exp| exp <= now) {
        let text = "Client assertion is not within its valid time range.";
        return Err(unproved("700024", text));
    }
    let audiences = match &assertion.aud {
        Value::Array(many) => many.iter().filter_map(Value::as_str).collect(),
        one => Vec::from_iter(one.as_str()),
    };
    let (issuer, subject) = (&assertion.iss, &assertion.sub);
    let known = federated.iter().filter(|known| known.issuer == *issuer);
    let known: Vec<_> = known.collect();
    if known.is_empty() {
        return Err(no_record("700211", &format!("issuer '{issuer}'.")));
    }
    let Some(known) = known.iter().find(|known| known.subject == *subject) else {
        let what = format!("subject '{subject}'. The subject is compared letter by letter.");
        return Err(no_record("700213", &what));
    };
    let mut accepted = known.audiences.iter();
    if !accepted.any(|audience| audiences.contains(&audience.as_str())) {
        let given = audiences.join(", ");
        let what = format!("audience '{given}'. It should be '{EXCHANGE}'.");
        return Err(no_record("700212", &what));
    }
    Ok(())
}

fn no_record(number: &str, what: &str) -> Refusal {
    let text =
        format!("No matching federated identity record found for presented assertion {what}");
    unproved(number, text)
}

fn unproved(number: &str, text: impl Into<String>) -> Refusal {
    Refusal::new(401, &format!("invalid_client {number}"), text)
}

/// Reads for what a token is wanted: of a scope that ends in `/.default`, or of an older `resource`.
fn audience(form: &Query) -> Option<String> {
    let wanted = match (form.get("scope"), form.get("resource")) {
        (Some(scopes), _) => {
            let mut scopes = scopes.split(' ');
            scopes.find_map(|scope| scope.strip_suffix("/.default"))?
        }
        (None, Some(resource)) => resource,
        (None, None) => return None,
    };
    Some(wanted.trim_end_matches('/').to_owned())
}
