//! Tokens: web tokens that this instance signs with a key of its own, and checks again.

use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};

use super::base64;
use crate::sandbox::refusal::Refusal;

/// The block of SHA-256 that a signature pads its key to.
const BLOCK: usize = 64;

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
        let header = base64::encode(br#"{"typ":"JWT","alg":"HS256","kid":"sandbox"}"#);
        let body = base64::encode(&serde_json::to_vec(self).unwrap_or_default());
        let signed = format!("{header}.{body}");
        let signature = base64::encode(&signature(key, signed.as_bytes()));
        format!("{signed}.{signature}")
    }

    /// Reads a token that this instance signed and that has not run out.
    pub(in crate::sandbox) fn check(token: &str, key: &[u8], now: i64) -> Result<Self, Refusal> {
        let invalid = || {
            let text = "The access token is invalid.";
            Refusal::new(401, "InvalidAuthenticationToken", text)
        };
        let (signed, given) = token.rsplit_once('.').ok_or_else(invalid)?;
        let given = base64::decode(given).ok_or_else(invalid)?;
        if !same(&given, &signature(key, signed.as_bytes())) {
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

/// Reads what a token says without checking who signed it.
pub(super) fn unsigned<T: serde::de::DeserializeOwned>(token: &str) -> Option<T> {
    let body = token.split('.').nth(1)?;
    serde_json::from_slice(&base64::decode(body)?).ok()
}

/// Computes HMAC-SHA-256.
fn signature(key: &[u8], message: &[u8]) -> [u8; 32] {
    let pad = |with: u8| {
        let mut block = [with; BLOCK];
        for (slot, byte) in block.iter_mut().zip(key) {
            *slot ^= byte;
        }
        block
    };
    let inner = Sha256::new()
        .chain_update(pad(0x36))
        .chain_update(message)
        .finalize();
    Sha256::new()
        .chain_update(pad(0x5c))
        .chain_update(inner)
        .finalize()
        .into()
}

/// Compares without telling by its time where two texts differ.
pub(super) fn same(one: &[u8], other: &[u8]) -> bool {
    let differences = one
        .iter()
        .zip(other)
        .fold(0, |sum, (one, other)| sum | (one ^ other));
    one.len() == other.len() && differences == 0
}
