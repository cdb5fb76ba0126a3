//! What comes of a request: the response, what has to be kept first, what is noted.

use serde::Serialize;

use super::orders::What;
use super::refusal::Refusal;
use super::wire::{Request, Response};

/// What becomes of a request.
#[derive(Debug)]
pub struct Answer {
    /// The response.
    pub response: Response,
    /// The line that keeps what changed; it must be safe before the response goes out.
    pub kept: Option<Vec<u8>>,
    /// What becomes of the response.
    pub fate: Fate,
    /// What it keeps other requests from until [`release`](super::Tenant::release) is told that it is out.
    pub holds: Option<String>,
    /// The line of the request log.
    pub log: LogLine,
}

/// What becomes of a response.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fate {
    /// It is sent.
    Send,
    /// It is sent so many milliseconds later.
    Late(u64),
    /// The connection is closed instead.
    Drop,
    /// The sandbox ends instead.
    Exit,
}

/// What is noted of a request: neither a body nor a token.
#[derive(Debug, Clone, Serialize)]
pub struct LogLine {
    /// The position of the request in this run, from 1.
    pub number: u64,
    /// When it was answered.
    pub time: String,
    /// The method.
    pub method: &'static str,
    /// The path and query.
    pub target: String,
    /// The HTTP status.
    pub status: u16,
    /// The code of the error, if it was one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub code: Option<String>,
    /// The object id of the caller, where it proved who it is.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub caller: Option<String>,
    /// The id that the client gave the request.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub client_request_id: Option<String>,
    /// The id that the sandbox gave the request.
    pub request_id: String,
    /// What was made to go wrong.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub fault: Option<What>,
    /// Whether anything changed.
    pub changed: bool,
}

/// Says what becomes of a response when something is made to go wrong.
pub(super) fn fate(fault: Option<&What>) -> Fate {
    match fault {
        Some(What::DropBefore | What::DropAfter) => Fate::Drop,
        Some(What::ExitBefore | What::ExitAfter) => Fate::Exit,
        Some(What::Slow { milliseconds }) => Fate::Late(*milliseconds),
        _ => Fate::Send,
    }
}

/// Makes the error that was ordered.
pub(super) fn ordered(
    status: u16,
    code: Option<&str>,
    retry_after: Option<u32>,
) -> (Response, Option<String>) {
    let code = code.unwrap_or(match status {
        429 => "TooManyRequests",
        503 => "ServiceUnavailable",
        _ => "InternalServerError",
    });
    let refusal = Refusal::new(status, code, "This error was ordered.");
    let refusal = match retry_after {
        Some(seconds) => refusal.with("Retry-After", seconds.to_string()),
        None => refusal,
    };
    let response = match code {
        "RequestDisallowedByPolicy" => refusal.of_policy(),
        _ => refusal.of_resource_manager(),
    };
    (response, Some(code.to_owned()))
}

/// Adds the headers that every answer has.
pub(super) fn mark(response: &mut Response, request: &Request, id: &str) {
    let headers = &mut response.headers;
    for name in [
        "x-ms-request-id",
        "request-id",
        "x-ms-correlation-request-id",
    ] {
        headers.push((name, id.to_owned()));
    }
    if let Some(client) = &request.client_id {
        headers.push(("x-ms-client-request-id", client.clone()));
    }
}
