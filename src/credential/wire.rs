//! How `azure_identity` reaches the authority: through our own client.

use std::collections::HashMap;
use std::error::Error as _;
use std::sync::{Arc, Mutex, PoisonError};

use async_trait::async_trait;
use azure_core::error::{Error, ErrorKind};
use azure_core::http::headers::{HeaderName, HeaderValue, Headers};
use azure_core::http::request::{Body, Request};
use azure_core::http::{AsyncRawResponse, HttpClient, Method};

use crate::net::{self, Call, Client, Origin};

/// Why the last request got no answer; `azure_identity` does not pass it on.
pub(super) type Slot = Arc<Mutex<Option<net::Error>>>;

/// A client that talks to some origins; to all that its own client may, if there are none.
#[derive(Debug)]
pub(super) struct Wire {
    pub(super) client: Client,
    pub(super) origins: Vec<Origin>,
    pub(super) slot: Slot,
}

/// No token and no refusal of one is longer.
const LIMIT: usize = 1 << 20;

impl Wire {
    fn call(&self, request: &Request) -> azure_core::Result<Call> {
        let url = request.url();
        let known = self.origins.is_empty() || self.origins.iter().any(|one| one.holds(url));
        if !known {
            let message = "the sign-in would go to another host, which is not allowed";
            return Err(Error::with_message(ErrorKind::Other, message));
        }
        let method = match request.method() {
            Method::Get => net::Method::Get,
            Method::Post => net::Method::Post,
            other => {
                let message = format!("no sign-in asks with {other}");
                return Err(Error::with_message(ErrorKind::Other, message));
            }
        };
        let mut call = Call::new(method, url.clone());
        call.limit = LIMIT;
        for (name, value) in request.headers().iter() {
            // Ours is the one that says who asks.
            if name.as_str() != "user-agent" {
                call = call.header(name.as_str().to_owned(), value.as_str());
            }
        }
        if let Body::Bytes(bytes) = request.body() {
            call.body = (!bytes.is_empty()).then(|| bytes.to_vec());
        }
        Ok(call)
    }

    fn failed(&self, error: net::Error) -> Error {
        // Only these two kinds are tried again, and without a word: a certificate gets no better,
        // and where nothing listens nothing will in a few seconds.
        let kind = match error {
            net::Error::Connect { .. } => ErrorKind::Connection,
            net::Error::Broken { .. } | net::Error::Slow { .. } => ErrorKind::Io,
            _ => ErrorKind::Other,
        };
        let told = Error::with_message(kind, error.to_string());
        put(&self.slot, Some(error));
        told
    }
}

/// Puts something into a slot and returns what was there.
pub(super) fn put(slot: &Slot, error: Option<net::Error>) -> Option<net::Error> {
    // What is kept stays right even if somebody panicked beside it.
    let mut slot = slot.lock().unwrap_or_else(PoisonError::into_inner);
    std::mem::replace(&mut slot, error)
}

#[async_trait]
impl HttpClient for Wire {
    async fn execute_request(&self, request: &Request) -> azure_core::Result<AsyncRawResponse> {
        let call = self.call(request)?;
        let reply = self.client.send(&call, None).await;
        let reply = reply.map_err(|error| self.failed(error))?;
        put(&self.slot, None);
        let mut headers = HashMap::new();
        for name in ["retry-after", "www-authenticate", "content-type"] {
            if let Some(value) = reply.header(name) {
                let value = HeaderValue::from(value.to_owned());
                headers.insert(HeaderName::from_static(name), value);
            }
        }
        let headers = Headers::from(headers);
        Ok(AsyncRawResponse::from_bytes(
            reply.status.into(),
            headers,
            reply.body,
        ))
    }
}

/// Says what went wrong, with what lies below it, on one line.
pub(super) fn said(error: &Error) -> String {
    let mut text = error.to_string();
    let mut below = error.source();
    while let Some(one) = below {
        let one_text = one.to_string();
        if !text.contains(&one_text) {
            text.push_str(": ");
            text.push_str(&one_text);
        }
        below = one.source();
    }
    let trouble = text.find("To troubleshoot, visit").unwrap_or(text.len());
    let text = text.get(..trouble).unwrap_or(&text);
    let words: Vec<_> = text.split_whitespace().collect();
    words.join(" ").chars().take(500).collect()
}
