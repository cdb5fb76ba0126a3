//! What clients ask for before they sign in.

use serde_json::{Value, json};

use crate::sandbox::wire::{Request, Response};

/// Answers where the parts of this cloud are, as the az CLI asks.
pub(in crate::sandbox) fn metadata(request: &Request) -> Response {
    let origin = request.origin();
    let slash = format!("{origin}/");
    Response::json(
        200,
        &json!({
            "name": "sandbox",
            "portal": origin,
            "authentication": {
                "loginEndpoint": slash,
                "audiences": [slash, origin],
                "tenant": "common",
                "identityProvider": "AAD",
            },
            "resourceManager": slash,
            "media": slash,
            "graph": slash,
            "graphAudience": slash,
            "microsoftGraphResourceId": slash,
            "batch": slash,
            "activeDirectoryDataLake": slash,
            "gallery": slash,
            "sqlManagement": slash,
            "vmImageAliasDoc": slash,
            "logAnalyticsResourceId": slash,
            "suffixes": {
                "storage": "core.sandbox.invalid",
                "keyVaultDns": "vault.sandbox.invalid",
                "acrLoginServer": "azurecr.sandbox.invalid",
                "sqlServerHostname": "database.sandbox.invalid",
            },
        }),
    )
}

/// Answers the discovery of the authority; nothing for any other path.
pub(in crate::sandbox) fn discover(request: &Request, tenant: &str) -> Option<Response> {
    let origin = request.origin();
    if request.starts_with(&["common", "discovery", "instance"]) {
        let host = &request.host;
        return Some(Response::json(
            200,
            &json!({
                "tenant_discovery_endpoint":
                    format!("{origin}/{tenant}/v2.0/.well-known/openid-configuration"),
                "api-version": "1.1",
                "metadata": [{
                    "preferred_network": host, "preferred_cache": host, "aliases": [host],
                }],
            }),
        ));
    }
    let rest: Vec<_> = request
        .segments
        .iter()
        .skip(1)
        .map(String::as_str)
        .collect();
    match rest.as_slice() {
        ["v2.0", ".well-known", "openid-configuration"]
        | [".well-known", "openid-configuration"] => {
            Some(Response::json(200, &configuration(&origin, tenant)))
        }
        ["discovery", "v2.0", "keys"] => Some(Response::json(200, &json!({"keys": []}))),
        _ => None,
    }
}

fn configuration(origin: &str, tenant: &str) -> Value {
    let oauth = format!("{origin}/{tenant}/oauth2/v2.0");
    json!({
        "issuer": format!("{origin}/{tenant}/v2.0"),
        "authorization_endpoint": format!("{oauth}/authorize"),
        "token_endpoint": format!("{oauth}/token"),
        "device_authorization_endpoint": format!("{oauth}/devicecode"),
        "end_session_endpoint": format!("{oauth}/logout"),
        "jwks_uri": format!("{origin}/{tenant}/discovery/v2.0/keys"),
        "token_endpoint_auth_methods_supported": ["client_secret_post", "private_key_jwt"],
        "response_modes_supported": ["query", "fragment", "form_post"],
        "subject_types_supported": ["pairwise"],
        "id_token_signing_alg_values_supported": ["RS256"],
        "response_types_supported": ["code", "id_token", "token"],
        "scopes_supported": ["openid"],
        "claims_supported": ["sub", "iss", "aud", "exp", "iat", "tid", "oid"],
        "tenant_region_scope": "EU",
        "cloud_instance_name": origin.trim_start_matches("https://"),
    })
}
