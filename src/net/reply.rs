//! What a server answered.

use std::time::Duration;

use reqwest::Response;
use reqwest::header::{CONTENT_TYPE, HeaderMap};

use super::error::Error;

/// An answer whose body is complete.
#[derive(Debug)]
pub struct Reply {
    /// The status.
    pub status: u16,
    /// The body: JSON, or nothing.
    pub body: Vec<u8>,
    headers: HeaderMap,
}

impl Reply {
    /// Reads an answer to its end; bytes beyond the limit end it at once.
    pub(super) async fn read(
        mut response: Response,
        host: &str,
        limit: usize,
    ) -> Result<Self, Error> {
        let status = response.status();
        let headers = std::mem::take(response.headers_mut());
        // 304 is no redirect, but nothing here asks for what may be answered so.
        if status.is_redirection() {
            let host = host.to_owned();
            return Err(Error::Redirect { host });
        }
        let json = is_json(&headers);
        let mut body = body(&mut response, host, limit).await?;
        if !json && !body.is_empty() {
            if status.is_success() {
                let (host, found) = (host.to_owned(), said(&headers));
                return Err(Error::Type { host, found });
            }
            // What a proxy or a gate says of a failure is for browsers; the status tells enough.
            body.clear();
        }
        Ok(Self {
            status: status.as_u16(),
            body,
            headers,
        })
    }

    /// Returns a header that is plain text.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name)?.to_str().ok()
    }

    /// Tells whether it went well.
    pub fn is_success(&self) -> bool {
        (200..300).contains(&self.status)
    }

    /// Returns how long the server asks to wait.
    pub fn retry_after(&self) -> Option<Duration> {
        let number = |name| self.header(name)?.trim().parse::<u64>().ok();
        let milliseconds = number("retry-after-ms").or_else(|| number("x-ms-retry-after-ms"));
        let seconds = || number("retry-after").or_else(|| self.quota_after());
        let wait = milliseconds.map(Duration::from_millis);
        wait.or_else(|| seconds().map(Duration::from_secs))
    }

    /// Returns when the quota of Resource Graph is whole again, which it says as `00:00:05`.
    fn quota_after(&self) -> Option<u64> {
        let left = self.header("x-ms-user-quota-remaining")?.trim();
        let after = self.header("x-ms-user-quota-resets-after")?.trim();
        let mut parts = after.split(':').map(|part| part.parse::<u64>().ok());
        let total = parts.try_fold(0_u64, |sum, part| sum.checked_mul(60)?.checked_add(part?));
        total.filter(|_| left == "0")
    }

    /// Returns how many more requests the scarcest of the server's quotas allows.
    pub(super) fn remaining(&self) -> Option<usize> {
        let quotas = self.headers.iter().filter(|(name, _)| {
            let name = name.as_str();
            name.starts_with("x-ms-ratelimit-remaining-") || name == "x-ms-user-quota-remaining"
        });
        quotas
            .filter_map(|(_, value)| value.to_str().ok()?.trim().parse().ok())
            .min()
    }
}

fn said(headers: &HeaderMap) -> String {
    let value = headers.get(CONTENT_TYPE);
    let text = value.and_then(|value| value.to_str().ok());
    text.unwrap_or("nothing").chars().take(100).collect()
}

/// So many bytes of a body whose length was not promised are kept together.
const BLOCK: usize = 256 << 10;

/// Reads a body. It is put together once, when it is whole: what grows is copied again and again, and
/// an endless one is not to take twice what it may.
async fn body(response: &mut Response, host: &str, limit: usize) -> Result<Vec<u8>, Error> {
    let (mut blocks, mut length) = (Vec::<Vec<u8>>::new(), 0);
    let promised = response.content_length().unwrap_or(0);
    let mut body = Vec::with_capacity(usize::try_from(promised).unwrap_or(0).min(limit));
    while let Some(piece) = response
        .chunk()
        .await
        .map_err(|error| Error::of(error, host))?
    {
        length += piece.len();
        if length > limit {
            let host = host.to_owned();
            return Err(Error::Long { host, limit });
        }
        let fits = |block: &Vec<u8>| block.len() + piece.len() <= block.capacity();
        if blocks.is_empty() && fits(&body) {
            body.extend_from_slice(&piece);
        } else if let Some(last) = blocks.last_mut().filter(|last| fits(last)) {
            last.extend_from_slice(&piece);
        } else {
            let mut block = Vec::with_capacity(piece.len().max(BLOCK));
            block.extend_from_slice(&piece);
            blocks.push(block);
        }
    }
    body.reserve_exact(length - body.len());
    for block in &blocks {
        body.extend_from_slice(block);
    }
    Ok(body)
}

fn is_json(headers: &HeaderMap) -> bool {
    let said = said(headers).to_ascii_lowercase();
    let kind = said.split(';').next().unwrap_or_default().trim();
    kind == "text/json"
        || kind
            .strip_prefix("application/")
            .is_some_and(|kind| kind == "json" || kind.ends_with("+json"))
}
