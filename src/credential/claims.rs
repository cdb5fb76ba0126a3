//! Who a token is for. It is told and not proved: only Azure can check a token, and does.

use azure_core::base64::decode_url_safe;
use serde::Deserialize;

#[derive(Deserialize)]
struct Claims {
    oid: Option<String>,
}

/// Returns the object id of whoever a token is for.
pub(super) fn object_id(token: &str) -> Option<String> {
    let claims = token.split('.').nth(1)?;
    let claims = claims.trim_end_matches('=');
    let padded = format!("{claims}{}", "=".repeat((4 - claims.len() % 4) % 4));
    let bytes = decode_url_safe(claims)
        .or_else(|_| decode_url_safe(padded))
        .ok()?;
    let claims: Claims = serde_json::from_slice(&bytes).ok()?;
    let id = claims.oid?.to_ascii_lowercase();
    let plain = id
        .bytes()
        .all(|byte| byte.is_ascii_hexdigit() || byte == b'-');
    (id.len() == 36 && plain).then_some(id)
}
