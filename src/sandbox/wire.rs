//! What goes over the wire, without sockets: a request, its query, a response.

use std::fmt::Write as _;

use serde::Serialize;

use super::refusal::Refusal;

/// The longest body that is read: Resource Manager's own limit.
pub const BODY_LIMIT: usize = 4 << 20;

/// What a request wants to do.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Method {
    /// Reads.
    Get,
    /// Asks whether something is there.
    Head,
    /// Creates or replaces.
    Put,
    /// Acts.
    Post,
    /// Changes in part.
    Patch,
    /// Removes.
    Delete,
    /// Anything else.
    Other,
}

/// One request, as the server took it or a test made it.
#[derive(Debug, Clone)]
pub struct Request {
    /// The method.
    pub method: Method,
    /// The path, its segments decoded.
    pub segments: Vec<String>,
    /// The query.
    pub query: Query,
    /// The path and query as they came, for links and the log.
    pub target: String,
    /// The host and port that the client asked for.
    pub host: String,
    /// The token of the `Authorization` header.
    pub bearer: Option<String>,
    /// The id that the client gave the request.
    pub client_id: Option<String>,
    /// The body.
    pub body: Vec<u8>,
}

/// The answer to a request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Response {
    /// The HTTP status.
    pub status: u16,
    /// Headers beside the content type.
    pub headers: Vec<(&'static str, String)>,
    /// The body, JSON or nothing.
    pub body: Vec<u8>,
}

/// The parameters of a query, decoded; names ignore letter case.
#[derive(Debug, Clone, Default)]
pub struct Query(Vec<(String, String)>);

impl Method {
    /// Reads the word of a request line.
    pub fn read(word: &str) -> Self {
        match word {
            "GET" => Self::Get,
            "HEAD" => Self::Head,
            "PUT" => Self::Put,
            "POST" => Self::Post,
            "PATCH" => Self::Patch,
            "DELETE" => Self::Delete,
            _ => Self::Other,
        }
    }

    /// Writes the word of a request line.
    pub fn word(self) -> &'static str {
        match self {
            Self::Get => "GET",
            Self::Head => "HEAD",
            Self::Put => "PUT",
            Self::Post => "POST",
            Self::Patch => "PATCH",
            Self::Delete => "DELETE",
            Self::Other => "OTHER",
        }
    }

    /// Tells whether it only looks.
    pub fn reads(self) -> bool {
        matches!(self, Self::Get | Self::Head)
    }
}

impl Request {
    /// Makes a request of a method and a target, such as `/subscriptions?api-version=2022-12-01`.
    pub fn new(method: Method, target: &str) -> Self {
        let (path, query) = target.split_once('?').unwrap_or((target, ""));
        let segments = path.split('/').filter(|segment| !segment.is_empty());
        Self {
            method,
            segments: segments.map(|segment| decode(segment, false)).collect(),
            query: Query::read(query),
            target: target.to_owned(),
            host: "127.0.0.1".to_owned(),
            bearer: None,
            client_id: None,
            body: Vec::new(),
        }
    }

    /// Gives it a token.
    pub fn with_token(mut self, token: &str) -> Self {
        self.bearer = Some(token.to_owned());
        self
    }

    /// Gives it a body.
    pub fn with_body(mut self, body: impl Into<Vec<u8>>) -> Self {
        self.body = body.into();
        self
    }

    /// Refuses anything but reading.
    pub(super) fn only_reads(&self) -> Result<(), Refusal> {
        match self.method {
            Method::Get => Ok(()),
            other => Err(Refusal::method(other)),
        }
    }

    /// Returns a segment of the path, or nothing past its end.
    pub(super) fn segment(&self, at: usize) -> &str {
        self.segments.get(at).map_or("", String::as_str)
    }

    /// Tells whether the path begins with these segments, ignoring case.
    pub(super) fn starts_with(&self, start: &[&str]) -> bool {
        let same = |(at, word): (usize, &&str)| self.segment(at).eq_ignore_ascii_case(word);
        start.iter().enumerate().all(same)
    }

    /// Returns the address at which the client reached the sandbox.
    pub(super) fn origin(&self) -> String {
        format!("https://{}", self.host)
    }

    /// Returns the address of the request with its query changed in one parameter.
    pub(super) fn link(&self, name: &str, value: &str) -> String {
        let (path, query) = self.target.split_once('?').unwrap_or((&self.target, ""));
        let others = query.split('&').filter(|pair| {
            let written = pair.split_once('=').map_or(*pair, |(written, _)| written);
            !pair.is_empty() && !decode(written, true).eq_ignore_ascii_case(name)
        });
        let own = format!("{}={value}", encode(name));
        let pairs: Vec<_> = others.chain([own.as_str()]).collect();
        format!("{}{path}?{}", self.origin(), pairs.join("&"))
    }

    /// Reads the body as JSON of a shape.
    pub(super) fn json<'body, T: serde::Deserialize<'body>>(&'body self) -> Result<T, Refusal> {
        serde_json::from_slice(&self.body).map_err(|error| {
            let text = format!(
                "The request content was invalid and could not be deserialized: '{error}'."
            );
            Refusal::bad("InvalidRequestContent", text)
        })
    }
}

impl Response {
    /// Answers with a status and a JSON value.
    pub(super) fn json(status: u16, value: &impl Serialize) -> Self {
        Self {
            status,
            headers: Vec::new(),
            // A value made here always has a JSON form; an empty body would show if not.
            body: serde_json::to_vec(value).unwrap_or_default(),
        }
    }

    /// Answers with a status alone.
    pub(super) fn empty(status: u16) -> Self {
        Self {
            status,
            headers: Vec::new(),
            body: Vec::new(),
        }
    }

    /// Adds a header.
    pub(super) fn with(mut self, name: &'static str, value: impl Into<String>) -> Self {
        self.headers.push((name, value.into()));
        self
    }
}

impl Query {
    /// Reads `name=value` pairs, as queries and forms write them.
    pub fn read(text: &str) -> Self {
        let pairs = text.split('&').filter(|pair| !pair.is_empty());
        let decoded = pairs.map(|pair| {
            let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
            (decode(name, true), decode(value, true))
        });
        Self(decoded.collect())
    }

    /// Returns the value of a parameter.
    pub fn get(&self, name: &str) -> Option<&str> {
        let mut pairs = self.0.iter();
        let found = pairs.find(|(given, _)| given.eq_ignore_ascii_case(name));
        found.map(|(_, value)| value.as_str())
    }

    /// Returns the value of a parameter that is a number.
    pub(super) fn number(&self, name: &str) -> Option<usize> {
        self.get(name).and_then(|text| text.parse().ok())
    }
}

/// Decodes `%41`, and in queries `+`; what is no UTF-8 is replaced.
fn decode(text: &str, plus: bool) -> String {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let Some((first, after)) = rest.split_first() {
        rest = after;
        let code = after.get(..2).and_then(|two| std::str::from_utf8(two).ok());
        let code = code.and_then(|two| u8::from_str_radix(two, 16).ok());
        match (first, code) {
            (b'%', Some(byte)) => {
                bytes.push(byte);
                rest = after.get(2..).unwrap_or_default();
            }
            (b'+', _) if plus => bytes.push(b' '),
            _ => bytes.push(*first),
        }
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

/// Encodes what may not stand in a query.
pub(super) fn encode(text: &str) -> String {
    let mut encoded = String::new();
    for byte in text.bytes() {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' => {
                encoded.push(char::from(byte));
            }
            _ => {
                let _ = write!(encoded, "%{byte:02X}");
            }
        }
    }
    encoded
}
