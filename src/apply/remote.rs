//! Azure as far as a plan writes to it, one thing at a time.

use std::future::Future;
use std::time::Duration;

use super::thing::{Key, Thing};
use crate::observed::RoleAssignment;

/// Whoever has role definitions and role assignments: Azure, or a sandbox.
pub trait Remote {
    /// Returns what is there; none where nothing is. A role definition is asked for at each scope of
    /// its key until one knows it.
    fn read(&self, key: &Key) -> impl Future<Output = Result<Option<Thing>, Trouble>>;

    /// Writes what is to be there, as a whole.
    fn put(&self, thing: &Thing, request: &str) -> impl Future<Output = Result<Answer, Trouble>>;

    /// Deletes; what is not there is deleted already.
    fn delete(&self, key: &Key, request: &str) -> impl Future<Output = Result<Answer, Trouble>>;

    /// Finds the standing assignment of the same scope, principal and role, whatever its name is.
    fn twin(
        &self,
        one: &RoleAssignment,
    ) -> impl Future<Output = Result<Option<RoleAssignment>, Trouble>>;
}

/// What came of a write.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Answer {
    /// The id that Azure keeps the request by, for those who ask its support.
    pub correlation: Option<String>,
}

/// Why something was not done, or why nobody knows whether it was.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Trouble {
    /// What it means for a step.
    pub meaning: Meaning,
    /// What it is, in words.
    pub words: &'static str,
    /// What to do about it.
    pub help: &'static str,
    /// Azure's code; none where no answer came.
    pub code: Option<String>,
    /// What was said. Text from outside.
    pub message: String,
    /// The id that Azure keeps the request by.
    pub correlation: Option<String>,
}

/// What trouble means for a step.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Meaning {
    /// No answer came, or the server failed: it may have been done.
    Unclear,
    /// Too many requests.
    Throttled,
    /// Something else is under way there.
    Busy,
    /// The directory does not know the principal, or not yet.
    NoPrincipal,
    /// There is no such role, or not yet.
    NoRole,
    /// The role is still assigned, or was a moment ago.
    Held,
    /// An equal assignment is there already.
    Exists,
    /// It was answered as done, and is not to be seen.
    Unseen,
    /// The scope is gone.
    NoScope,
    /// It will be refused again.
    Final,
}

impl Meaning {
    /// Returns its word, as journals have it.
    pub fn word(self) -> &'static str {
        match self {
            Self::Unclear => "unclear",
            Self::Throttled => "throttled",
            Self::Busy => "busy",
            Self::NoPrincipal => "no-principal",
            Self::NoRole => "no-role",
            Self::Held => "held",
            Self::Exists => "exists",
            Self::Unseen => "unseen",
            Self::NoScope => "no-scope",
            Self::Final => "final",
        }
    }

    /// Says how long it is worth waiting for it to pass; none where it will not.
    pub(super) fn patience(self) -> Option<Duration> {
        let minutes = match self {
            Self::Throttled => 10,
            // A principal or a role that was just made is not known everywhere at once.
            Self::NoPrincipal | Self::NoRole => 5,
            Self::Unclear | Self::Busy | Self::Held | Self::Exists | Self::Unseen => 2,
            Self::NoScope | Self::Final => return None,
        };
        Some(Duration::from_mins(minutes))
    }
}

impl Trouble {
    /// Makes the trouble that Azure says that something is done and does not show it.
    pub(super) fn unseen() -> Self {
        Self {
            meaning: Meaning::Unseen,
            words: "Azure says that it is done, and does not show it yet",
            help: "go on a little later",
            code: None,
            message: String::new(),
            correlation: None,
        }
    }

    /// Says what it is, with the words that were said.
    pub fn told(&self) -> String {
        let code = self.code.as_ref().map(|code| format!(" (`{code}`)"));
        let said = match self.message.as_str() {
            "" => String::new(),
            message => format!(": {message}"),
        };
        format!("{}{}{said}", self.words, code.unwrap_or_default())
    }
}
