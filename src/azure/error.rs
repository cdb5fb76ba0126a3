//! The one error of all calls.

use std::fmt;
use std::sync::Arc;

use super::body;
use super::meaning::{Meaning, Retry};
use crate::net::{self, Reply};

/// Why a call to Azure did not give what was asked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Error {
    /// What was tried, such as `list role assignments at /subscriptions/…`.
    pub what: String,
    /// What it means.
    pub meaning: Meaning,
    /// The status; none where no answer came.
    pub status: Option<u16>,
    /// Azure's code; empty where there is none.
    pub code: String,
    /// What Azure says, in one line.
    pub message: String,
    /// The id under which Azure's support finds the call.
    pub correlation: Option<String>,
}

/// A kind of scope that Azure says is not there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum MissingScope {
    /// A management group.
    ManagementGroup,
    /// A subscription.
    Subscription,
    /// A resource group.
    ResourceGroup,
    /// A resource, or a child of one.
    Resource,
}

impl Error {
    /// Reads a refusal.
    pub(super) fn refused(what: &str, reply: &Reply) -> Self {
        let said = body::read(&reply.body);
        let correlation = correlation(reply);
        Self {
            what: what.to_owned(),
            meaning: Meaning::of(reply.status, &said.code),
            status: Some(reply.status),
            code: said.code,
            message: said.message,
            correlation,
        }
    }

    /// Takes over why no answer came.
    pub(super) fn unanswered(what: &str, error: &net::Error) -> Self {
        let meaning = met(error);
        Self::plain(what, meaning, &error.to_string())
    }

    /// Makes an error about an answer that is none.
    pub(super) fn answer(what: &str, message: &str) -> Self {
        Self::plain(what, Meaning::Answer, message)
    }

    /// Makes an error about lists that are longer together than they may be.
    pub(super) fn too_much(what: &str, message: &str) -> Self {
        Self::plain(what, Meaning::TooMuch, message)
    }

    fn plain(what: &str, meaning: Meaning, message: &str) -> Self {
        Self {
            what: what.to_owned(),
            meaning,
            status: None,
            code: String::new(),
            message: body::safe(message, 600),
            correlation: None,
        }
    }

    /// Tells whether it is worth another try.
    pub fn retry(&self) -> Retry {
        self.meaning.retry()
    }

    /// Tells what kind of scope it says is not there; none where it says nothing of the kind.
    pub fn missing(&self) -> Option<MissingScope> {
        const KINDS: [(&str, MissingScope); 4] = [
            ("ManagementGroupNotFound", MissingScope::ManagementGroup),
            ("SubscriptionNotFound", MissingScope::Subscription),
            ("ResourceGroupNotFound", MissingScope::ResourceGroup),
            ("ResourceNotFound", MissingScope::Resource),
        ];
        if self.meaning != Meaning::ScopeMissing {
            return None;
        }
        let mut kinds = KINDS.into_iter();
        let found = kinds.find(|(code, _)| code.eq_ignore_ascii_case(&self.code));
        found.map(|(_, kind)| kind)
    }

    /// Says what to do.
    pub fn help(&self) -> &'static str {
        self.meaning.help()
    }
}

/// Says what trouble on the way means.
fn met(error: &net::Error) -> Meaning {
    use net::Error as Net;
    match error {
        Net::Certificate { .. } | Net::Authorities => Meaning::Certificate,
        // Where nothing listens a sandbox is not running, in all likelihood.
        Net::Token(why) => match why.downcast_ref::<Arc<Net>>().map(|error| &**error) {
            Some(
                error @ (Net::Certificate { .. }
                | Net::Connect { .. }
                | Net::Broken { .. }
                | Net::Slow { .. }),
            ) => met(error),
            _ => Meaning::SignIn,
        },
        Net::Connect { .. }
        | Net::Refused { .. }
        | Net::Broken { .. }
        | Net::Slow { .. }
        | Net::Patience { .. } => Meaning::Unreachable,
        Net::Path { .. } | Net::Header => Meaning::Malformed,
        Net::NotHere { .. } | Net::Setup { .. } => Meaning::Other,
        Net::Long { .. } | Net::Type { .. } | Net::Redirect { .. } | Net::Elsewhere { .. } => {
            Meaning::Answer
        }
    }
}

/// Returns the id under which Azure's support finds a call.
pub(super) fn correlation(reply: &Reply) -> Option<String> {
    let names = [
        "x-ms-correlation-request-id",
        "x-ms-request-id",
        "request-id",
    ];
    let found = names.iter().find_map(|name| reply.header(name));
    found.map(|id| body::safe(id, 100))
}

impl fmt::Display for Error {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "cannot {}: {}", self.what, self.meaning.words())?;
        match (self.code.as_str(), self.status) {
            ("", None) => {}
            ("", Some(status)) => write!(formatter, " (status {status})")?,
            (code, Some(status)) => write!(formatter, " ({code}, status {status})")?,
            (code, None) => write!(formatter, " ({code})")?,
        }
        if !self.message.is_empty() {
            write!(formatter, ": {}", self.message)?;
        }
        Ok(())
    }
}

impl std::error::Error for Error {}
