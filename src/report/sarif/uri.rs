//! Paths as URIs.

use std::fmt::Write as _;
use std::path::Path;

use super::shape::{ArtifactLocation, ROOT};

/// Returns the location of a file: relative to the root where it is, else absolute.
pub(super) fn artifact(name: Option<&Path>) -> ArtifactLocation {
    let Some(name) = name else {
        return ArtifactLocation {
            uri: "unknown".to_owned(),
            uri_base_id: Some(ROOT),
        };
    };
    let encoded = encode(name.as_os_str().as_encoded_bytes());
    if name.is_absolute() {
        return ArtifactLocation {
            uri: format!("file://{encoded}"),
            uri_base_id: None,
        };
    }
    ArtifactLocation {
        uri: encoded,
        uri_base_id: Some(ROOT),
    }
}

/// Encodes every byte that RFC 3986 does not let stand in a path segment, `/` left out.
fn encode(bytes: &[u8]) -> String {
    let mut text = String::with_capacity(bytes.len());
    for byte in bytes {
        if byte.is_ascii_alphanumeric() || b"-._~/!$&'()*+,;=@".contains(byte) {
            text.push(char::from(*byte));
        } else {
            // Writing to a string cannot fail.
            let _ = write!(text, "%{byte:02X}");
        }
    }
    text
}
