//! Tokens: web tokens that this instance signs with a key of its own, and checks again.

use base64::Engine as _;
use base64::alphabet::URL_SAFE;
use base64::engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig};
use ring::hmac;
use serde::{Deserialize, Serialize};

use crate::sandbox::refusal::Refusal;

/// The letters of web tokens; whether others pad them does not matter.
const BASE64: GeneralPurpose = GeneralPurpose::new(
    &URL_SAFE,
    GeneralPurposeConfig::new()
        .with_encode_padding(false)
        .with_decode_padding_mode(DecodePaddingMode::Indifferent),
);

/// What a token says.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(in crate::sandbox) struct Claims {
    pub(in crate::sandbox) aud: String,
    pub(in crate::sandbox) iss: String,
    pub(in crate::sandbox) iat: i64,
    pub(in crate::sandbox) nbf: i64,
    pub(in crate::sandbox) exp: i64,
    pub(in crate::sandbox) oid: String,
    pub(in crate::sandbox) sub: String,
    pub(in crate::sandbox) tid: String,
    pub(in crate::sandbox) appid: String,
    pub(in crate::sandbox) idtyp: String,
    pub(in crate::sandbox) ver: String,
}

impl Claims {
    /// Writes and signs the token.
    pub(super) fn sign(&self, key: &[u8]) -> String {
        let header = BASE64.encode(br#"{"typ":"JWT","alg":"HS256","kid":"sandbox"}"#);
        let body = BASE64.encode(serde_json::to_vec(self).unwrap_or_default());
        let signed = format!("{header}.{body}");
        let signature = BASE64.encode(hmac::sign(&keyed(key), signed.as_bytes()));
        format!("{signed}.{signature}")
    }

    /// Reads a token that this instance signed and that has not run out.
    pub(in crate::sandbox) fn check(token: &str, key: &[u8], now: i64) -> Result<Self, Refusal> {
        let invalid = || {
            let text = "The access token is invalid.";
            Refusal::new(401, "InvalidAuthenticationToken", text)
        };
        if !is_signed(token, key) {
            return Err(invalid());
        }
        let claims: Self = unsigned(token).ok_or_else(invalid)?;
        if claims.exp <= now {
            let text = "The access token has expired.";
            return Err(Refusal::new(401, "ExpiredAuthenticationToken", text));
        }
        Ok(claims)
    }
}

/// Tells whether a token was signed with a key.
pub(super) fn is_signed(token: &str, key: &[u8]) -> bool {
    let signed = token.rsplit_once('.').and_then(|(signed, given)| {
        let given = BASE64.decode(given).ok()?;
        hmac::verify(&keyed(key), signed.as_bytes(), &given).ok()
    });
    signed.is_some()
}

/// Reads what a token says without checking who signed it.
pub(super) fn unsigned<T: serde::de::DeserializeOwned>(token: &str) -> Option<T> {
    let body = token.split('.').nth(1)?;
    serde_json::from_slice(&BASE64.decode(body).ok()?).ok()
}

fn keyed(key: &[u8]) -> hmac::Key {
    hmac::Key::new(hmac::HMAC_SHA256, key)
}

/// Compares without telling by its time where two texts differ.
pub(super) fn same(one: &[u8], other: &[u8]) -> bool {
    let differences = one
        .iter()
        .zip(other)
        .fold(0, |sum, (one, other)| sum | (one ^ other));
    one.len() == other.len() && differences == 0
}
