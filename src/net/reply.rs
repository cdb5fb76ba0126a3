//! What a server answered.

use std::ops::Deref;
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

/// Takes the body of an answer that went well, piece by piece: a long one is never held whole.
pub trait Sink: Send {
    /// Begins anew: what was taken of an earlier try is void.
    fn begin(&mut self);

    /// Takes the next piece; false if no more is wanted.
    fn take(&mut self, piece: &[u8]) -> bool;
}

impl Reply {
    /// Reads an answer to its end; bytes beyond the limit end it at once.
    pub(super) async fn read(response: Response, host: &str, limit: usize) -> Result<Self, Error> {
        let (mut reply, mut pieces) = Self::begun(response, host, limit)?;
        reply.body = whole(&mut pieces).await?;
        reply.checked(host)
    }

    /// Reads an answer to its end, and gives the body of one that went well to somebody else. What
    /// a refusal says is kept.
    pub(super) async fn pour(
        response: Response,
        (host, limit): (&str, usize),
        sink: &mut dyn Sink,
    ) -> Result<Self, Error> {
        let (mut reply, mut pieces) = Self::begun(response, host, limit)?;
        if reply.is_success() {
            sink.begin();
        }
        if !reply.is_success() || !is_json(&reply.headers) {
            reply.body = whole(&mut pieces).await?;
            return reply.checked(host);
        }
        while let Some(piece) = pieces.next().await? {
            if !sink.take(&piece) {
                break;
            }
        }
        Ok(reply)
    }

    fn begun(
        mut response: Response,
        host: &str,
        limit: usize,
    ) -> Result<(Self, Pieces<'_>), Error> {
        let status = response.status();
        // 304 is no redirect, but nothing here asks for what may be answered so.
        if status.is_redirection() {
            let host = host.to_owned();
            return Err(Error::Redirect { host });
        }
        let reply = Self {
            status: status.as_u16(),
            body: Vec::new(),
            headers: std::mem::take(response.headers_mut()),
        };
        let pieces = Pieces {
            response,
            host,
            limit,
            length: 0,
        };
        Ok((reply, pieces))
    }

    /// Refuses a body that is not JSON.
    fn checked(mut self, host: &str) -> Result<Self, Error> {
        if is_json(&self.headers) || self.body.is_empty() {
            return Ok(self);
        }
        if self.is_success() {
            let (host, found) = (host.to_owned(), said(&self.headers));
            return Err(Error::Type { host, found });
        }
        // What a proxy or a gate says of a failure is for browsers; the status tells enough.
        self.body.clear();
        Ok(self)
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

/// A body that comes piece by piece, up to a limit.
struct Pieces<'p> {
    response: Response,
    host: &'p str,
    limit: usize,
    length: usize,
}

impl Pieces<'_> {
    async fn next(&mut self) -> Result<Option<impl Deref<Target = [u8]>>, Error> {
        let piece = self.response.chunk().await;
        let piece = piece.map_err(|error| Error::of(error, self.host))?;
        self.length += piece.as_deref().map_or(0, <[u8]>::len);
        if self.length > self.limit {
            let (host, limit) = (self.host.to_owned(), self.limit);
            return Err(Error::Long { host, limit });
        }
        Ok(piece)
    }
}

/// So many bytes of a body whose length was not promised are kept together.
const BLOCK: usize = 256 << 10;

/// Reads a body. It is put together once, when it is whole: what grows is copied again and again, and
/// an endless one is not to take twice what it may.
async fn whole(pieces: &mut Pieces<'_>) -> Result<Vec<u8>, Error> {
    let mut blocks = Vec::<Vec<u8>>::new();
    let promised = pieces.response.content_length().unwrap_or(0);
    let promised = usize::try_from(promised).unwrap_or(0).min(pieces.limit);
    let mut body = Vec::with_capacity(promised);
    while let Some(piece) = pieces.next().await? {
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
    body.reserve_exact(pieces.length - body.len());
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
