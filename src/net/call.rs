//! What is asked of a server.

use std::borrow::Cow;

use reqwest::Url;

/// What to do with what stands at an address.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Method {
    /// Read it.
    Get,
    /// Ask with a body; of the calls here none changes anything.
    Post,
    /// Create or replace it.
    Put,
    /// Delete it.
    Delete,
}

/// No answer may be longer, unless a call says otherwise.
const LIMIT: usize = 32 << 20;

/// One request; it may be sent several times, since each method here can be repeated.
pub struct Call {
    /// What to do.
    pub method: Method,
    /// Where.
    pub url: Url,
    /// A body of JSON.
    pub body: Option<Vec<u8>>,
    /// More headers.
    pub headers: Vec<(Cow<'static, str>, String)>,
    /// So many bytes of an answer are read.
    pub limit: usize,
    /// It is one page of a long list.
    pub paged: bool,
}

impl Call {
    /// Makes a call without a body.
    pub fn new(method: Method, url: Url) -> Self {
        Self {
            method,
            url,
            body: None,
            headers: Vec::new(),
            limit: LIMIT,
            paged: false,
        }
    }

    /// Gives it a body of JSON.
    pub fn json(mut self, body: Vec<u8>) -> Self {
        self.body = Some(body);
        self
    }

    /// Says that it is one page of many.
    pub fn paged(mut self) -> Self {
        self.paged = true;
        self
    }

    /// Gives it a header.
    pub fn header(mut self, name: impl Into<Cow<'static, str>>, value: impl Into<String>) -> Self {
        self.headers.push((name.into(), value.into()));
        self
    }
}
