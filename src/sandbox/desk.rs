//! The front desk: which service a request is for, who makes it, and what it is refused for.

use serde_json::json;

use super::authority::{Claims, discover, metadata};
use super::rbac::Caller;
use super::refusal::Refusal;
use super::scope::{Path, subscription_of};
use super::tenant::Tenant;
use super::wire::{BODY_LIMIT, Method, Request, Response};

/// The audiences of tokens for Resource Manager, beside the sandbox itself.
const RESOURCE_MANAGER: [&str; 4] = [
    "https://management.azure.com",
    "https://management.core.windows.net",
    "https://management.usgovcloudapi.net",
    "https://management.chinacloudapi.cn",
];

/// The audiences of tokens for Microsoft Graph, beside the sandbox itself.
const GRAPH: [&str; 4] = [
    "https://graph.microsoft.com",
    "https://graph.microsoft.us",
    "https://microsoftgraph.chinacloudapi.cn",
    "00000003-0000-0000-c000-000000000000",
];

impl Tenant {
    /// Answers a request, and names the code of the error if it is one.
    pub(super) fn dispatch(&mut self, request: &Request) -> (Response, Option<String>) {
        if request.starts_with(&["metadata", "endpoints"]) {
            return (metadata(request), None);
        }
        if let Some(found) = discover(request, &self.identity.tenant) {
            return (found, None);
        }
        let (date, id) = (self.now(), self.request_id());
        let [_, second, ..] = request.segments.as_slice() else {
            return self.finish(request, Self::resource_manager);
        };
        if second.eq_ignore_ascii_case("oauth2") && request.method == Method::Post {
            let given = self.token(request);
            return told(given, |refusal| refusal.of_authority(&id, &date));
        }
        if ["v1.0", "beta"].contains(&request.segment(0)) {
            let given = self.graph(request);
            return told(given, |refusal| refusal.of_graph(&id, &date));
        }
        if request.segment(0) == "sandbox" {
            return self.finish(request, Self::control);
        }
        self.finish(request, Self::resource_manager)
    }

    /// Answers in the shapes of Resource Manager; what a refused request changed is taken back.
    fn finish(
        &mut self,
        request: &Request,
        answer: impl Fn(&mut Self, &Request) -> Result<Response, Refusal>,
    ) -> (Response, Option<String>) {
        let given = answer(self, request).map_err(|mut refusal| {
            if let Some(status) = self.orders.statuses.get(&refusal.code) {
                refusal.status = *status;
            }
            refusal
        });
        if given.is_err() {
            self.take_back();
        }
        told(given, Refusal::of_resource_manager)
    }

    /// Answers a request to Resource Manager.
    fn resource_manager(&mut self, request: &Request) -> Result<Response, Refusal> {
        let caller = self.sign_in(request, &RESOURCE_MANAGER)?;
        let path = Path::read(&request.segments)?;
        let whole = path.whole();
        let subscription = subscription_of(&whole.key);
        let taken = self
            .buckets
            .take(&caller.oid, subscription, request.method, self.clock);
        if let (true, Some(wait)) = (self.orders.throttle, taken.wait) {
            let text = format!(
                "Number of requests for the principal '{}' exceeded the limit. Please try again after \
                 '{wait}' seconds.",
                caller.oid
            );
            let refusal = Refusal::new(429, "SubscriptionRequestsThrottled", text);
            return Err(refusal
                .with("Retry-After", wait.to_string())
                .with(taken.header, "0"));
        }
        // Without throttling there is always as much left as at first.
        let left = if self.orders.throttle {
            taken.left
        } else {
            11_999
        };
        let answer = version(request).and_then(|()| self.route(request, &path, &caller));
        let left = left.to_string();
        match answer {
            Ok(response) => {
                self.note_activity();
                Ok(response.with(taken.header, left))
            }
            Err(refusal) => Err(refusal.with(taken.header, left)),
        }
    }

    /// Finds who makes a request.
    pub(super) fn sign_in(
        &mut self,
        request: &Request,
        audiences: &[&str],
    ) -> Result<Caller, Refusal> {
        let claims = self.claims(request, audiences).map_err(|refusal| {
            let challenge = format!(
                "Bearer authorization_uri=\"{}/{}\", error=\"invalid_token\", error_description=\"{}\"",
                request.origin(),
                self.identity.tenant,
                refusal.message.replace(['"', '\\'], "'")
            );
            refusal.with("WWW-Authenticate", challenge)
        })?;
        if request.body.len() > BODY_LIMIT {
            let text =
                format!("The request content size exceeds the maximum size of {BODY_LIMIT} bytes.");
            return Err(Refusal::new(413, "RequestContentTooLarge", text));
        }
        self.actor = Some(claims.oid.clone());
        Ok(self.caller(&claims.oid))
    }

    fn claims(&self, request: &Request, audiences: &[&str]) -> Result<Claims, Refusal> {
        let Some(token) = &request.bearer else {
            let text = "Authentication failed. The 'Authorization' header is missing or invalid.";
            return Err(Refusal::new(401, "AuthenticationFailed", text));
        };
        let key = self.identity.key.as_bytes();
        let claims = Claims::check(token, key, self.clock.as_second())?;
        if claims.tid != self.identity.tenant {
            let text = format!(
                "The access token is from the wrong issuer '{}'. It must match the tenant '{}' associated \
                 with this subscription.",
                claims.iss, self.identity.tenant
            );
            return Err(Refusal::new(401, "InvalidAuthenticationTokenTenant", text));
        }
        if !audiences.contains(&claims.aud.as_str()) && !is_loopback(&claims.aud) {
            let text = format!(
                "The access token has been obtained for wrong audience or resource '{}'. It should exactly \
                 match with one of the allowed audiences '{}'.",
                claims.aud,
                audiences.join("','")
            );
            return Err(Refusal::new(
                401,
                "InvalidAuthenticationTokenAudience",
                text,
            ));
        }
        Ok(claims)
    }

    /// Signs in to Microsoft Graph, which any principal of the tenant may read here.
    pub(super) fn sign_in_to_graph(&mut self, request: &Request) -> Result<Caller, Refusal> {
        self.sign_in(request, &GRAPH)
    }

    /// Answers a request about the sandbox itself, which only its first principal may make.
    fn control(&mut self, request: &Request) -> Result<Response, Refusal> {
        let caller = self.sign_in(request, &RESOURCE_MANAGER)?;
        if caller.oid != self.identity.object {
            return Err(Refusal::unauthorized(
                &caller.oid,
                "sandbox/write",
                "/sandbox",
            ));
        }
        match (request.method, request.segment(1)) {
            (Method::Get, "orders") => Ok(Response::json(200, &self.orders)),
            (Method::Put, "orders") => {
                self.orders = request.json()?;
                Ok(Response::json(200, &self.orders))
            }
            (Method::Post, "seed") => {
                self.seed(request.json()?)?;
                Ok(Response::json(200, &json!({"seeded": true})))
            }
            (method, _) => Err(Refusal::method(method)),
        }
    }
}

/// Writes what came of a request, and names the code of the error if it is one.
fn told(
    given: Result<Response, Refusal>,
    write: impl Fn(Refusal) -> Response,
) -> (Response, Option<String>) {
    match given {
        Ok(response) => (response, None),
        Err(refusal) => {
            let code = refusal.code.clone();
            (write(refusal), Some(code))
        }
    }
}

/// Refuses a request to Resource Manager that names no version of its interface.
fn version(request: &Request) -> Result<(), Refusal> {
    let Some(version) = request.query.get("api-version") else {
        let text = "The api-version query parameter (?api-version=) is required for all requests.";
        return Err(Refusal::bad("MissingApiVersionParameter", text));
    };
    let day = version.get(..10).unwrap_or_default();
    let tail = version.get(10..).unwrap_or_default();
    if day.parse::<jiff::civil::Date>().is_err() || !["", "-preview"].contains(&tail) {
        let text =
            format!("The api-version '{version}' is invalid. The api-version must be a date.");
        return Err(Refusal::bad("InvalidApiVersionParameter", text));
    }
    Ok(())
}

/// Tells whether a token is for the sandbox itself, under any of its names.
fn is_loopback(audience: &str) -> bool {
    let host = audience.strip_prefix("https://").unwrap_or_default();
    let host = host.rsplit_once(':').map_or(host, |(host, _)| host);
    ["127.0.0.1", "localhost", "[::1]"].contains(&host)
}
