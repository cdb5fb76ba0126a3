//! How signing in reaches others: through our own client, with few tries, each of which is told.
//!
//! `azure_identity` tries again without a word, some of its ways for more than a minute. It gets no
//! reason to: what it would try again comes to it as an error of a kind that it does not.

use std::collections::HashMap;
use std::error::Error as _;
use std::fmt;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use async_trait::async_trait;
use azure_core::error::{Error as Core, ErrorKind};
use azure_core::http::headers::{HeaderName, HeaderValue, Headers};
use azure_core::http::request::{Body, Request};
use azure_core::http::{AsyncRawResponse, HttpClient, Method};

use super::error::Error;
use crate::net::{self, Call, Client, Origin, Reply, Silent, Token, Wait, Watch};

/// Who asks for tokens, and remembers why none came.
#[derive(Clone)]
pub(super) struct Asker {
    pub(super) client: Client,
    pub(super) watch: Arc<dyn Watch>,
    /// The trouble of the last request; `azure_identity` does not pass it on.
    trouble: Arc<Mutex<Option<Error>>>,
}

/// A client that talks to some origins; to all that its own client may, if there are none.
#[derive(Debug)]
pub(super) struct Wire {
    pub(super) asker: Asker,
    pub(super) origins: Vec<Origin>,
}

/// No token and no refusal of one is longer.
const LIMIT: usize = 1 << 20;

/// So many times is asked at most.
const TRIES: u32 = 3;

/// The first pause; the next one is twice as long.
const FIRST: Duration = Duration::from_millis(500);

/// Whoever asks for a longer pause is not waited for.
const LONGEST: Duration = Duration::from_secs(20);

impl fmt::Debug for Asker {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("Asker").finish_non_exhaustive()
    }
}

impl Asker {
    pub(super) fn new(client: Client) -> Self {
        Self {
            client,
            watch: Arc::new(Silent),
            trouble: Arc::default(),
        }
    }

    /// Returns one that asks through another client.
    pub(super) fn through(&self, client: Client) -> Self {
        Self {
            client,
            ..self.clone()
        }
    }

    /// Returns one that keeps its trouble to itself.
    pub(super) fn apart(self) -> Self {
        Self {
            trouble: Arc::default(),
            ..self
        }
    }

    /// Takes out why the last request got no answer.
    pub(super) fn trouble(&self) -> Option<Error> {
        self.put(None)
    }

    fn put(&self, trouble: Option<Error>) -> Option<Error> {
        // What is kept stays right even if somebody panicked beside it.
        let mut kept = self.trouble.lock().unwrap_or_else(PoisonError::into_inner);
        std::mem::replace(&mut kept, trouble)
    }

    /// Asks, and remembers the trouble; `passes` says which answers tell of what passes by itself.
    pub(super) async fn ask(
        &self,
        call: &Call,
        token: Option<&Token>,
        passes: fn(u16) -> bool,
    ) -> azure_core::Result<Reply> {
        match self.tries(call, token, passes).await {
            Ok(reply) => {
                self.put(None);
                Ok(reply)
            }
            Err(trouble) => {
                // Of this kind nothing is tried again.
                let told = Core::with_message(ErrorKind::Other, trouble.to_string());
                self.put(Some(trouble));
                Err(told)
            }
        }
    }

    /// Asks again where that may help: a certificate gets no better, where nothing listens nothing will
    /// in a second, and what took a minute took long enough.
    async fn tries(
        &self,
        call: &Call,
        token: Option<&Token>,
        passes: fn(u16) -> bool,
    ) -> Result<Reply, Error> {
        let host = call.url.host_str().unwrap_or_default();
        let mut attempt = 1;
        loop {
            let (status, asked, trouble) = match self.client.send(call, token).await {
                Ok(reply) if passes(reply.status) => {
                    let (host, status) = (host.to_owned(), reply.status);
                    let asked = reply.retry_after();
                    (Some(status), asked, Error::Busy { host, status })
                }
                Err(error @ net::Error::Broken { .. }) => (None, None, error.into()),
                answer => return Ok(answer?),
            };
            let pause = asked.unwrap_or(FIRST * attempt);
            if attempt == TRIES || pause > LONGEST {
                return Err(trouble);
            }
            attempt += 1;
            self.watch.waiting(&Wait {
                host,
                pause,
                status,
                attempt,
            });
            tokio::time::sleep(pause).await;
        }
    }
}

/// Tells whether a service that answers so may answer otherwise in a moment.
pub(super) fn is_busy(status: u16) -> bool {
    matches!(status, 408 | 429 | 500..=599)
}

/// As [`is_busy`], of a machine, which also does so while its identity is on the way.
fn is_busy_machine(status: u16) -> bool {
    matches!(status, 404 | 410) || is_busy(status)
}

impl Wire {
    fn call(&self, request: &Request) -> azure_core::Result<Call> {
        let url = request.url();
        let known = self.origins.is_empty() || self.origins.iter().any(|one| one.holds(url));
        if !known {
            let message = "the sign-in would go to another host, which is not allowed";
            return Err(Core::with_message(ErrorKind::Other, message));
        }
        let method = match request.method() {
            Method::Get => net::Method::Get,
            Method::Post => net::Method::Post,
            other => {
                let message = format!("no sign-in asks with {other}");
                return Err(Core::with_message(ErrorKind::Other, message));
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
}

#[async_trait]
impl HttpClient for Wire {
    async fn execute_request(&self, request: &Request) -> azure_core::Result<AsyncRawResponse> {
        let call = self.call(request)?;
        let passes = if self.origins.is_empty() {
            is_busy_machine
        } else {
            is_busy
        };
        let reply = self.asker.ask(&call, None, passes).await?;
        let mut headers = HashMap::new();
        for name in ["www-authenticate", "content-type"] {
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
pub(super) fn said(error: &Core) -> String {
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
