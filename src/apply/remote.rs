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
    /// What it means.
    pub meaning: Meaning,
    /// Azure's code; none where no answer came.
    pub code: Option<String>,
    /// What was said. Text from outside.
    pub message: String,
    /// How long the server wants to hear nothing.
    pub after: Option<Duration>,
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
    /// The caller may not.
    Forbidden,
    /// A lock is in the way.
    Locked,
    /// A limit of Azure is reached.
    Full,
    /// The scope is gone.
    NoScope,
    /// It is wrong, and will be wrong again.
    Wrong,
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
            Self::Forbidden => "forbidden",
            Self::Locked => "locked",
            Self::Full => "full",
            Self::NoScope => "no-scope",
            Self::Wrong => "wrong",
        }
    }

    /// Says how long it is worth waiting for it to pass; none where it will not.
    pub(super) fn patience(self) -> Option<Duration> {
        let minutes = match self {
            Self::Throttled => 10,
            // A principal or a role that was just made is not known everywhere at once.
            Self::NoPrincipal | Self::NoRole => 5,
            Self::Unclear | Self::Busy | Self::Held | Self::Exists | Self::Unseen => 2,
            Self::Forbidden | Self::Locked | Self::Full | Self::NoScope | Self::Wrong => {
                return None;
            }
        };
        Some(Duration::from_mins(minutes))
    }

    /// Says what is waited for, or what is in the way.
    pub fn words(self) -> &'static str {
        match self {
            Self::Unclear => "no answer that can be used came",
            Self::Throttled => "Azure takes no more requests for now",
            Self::Busy => "Azure is still at another change there",
            Self::NoPrincipal => "the directory does not know the principal, or not yet",
            Self::NoRole => "Azure does not know the role there, or not yet",
            Self::Held => "Azure still sees an assignment of the role",
            Self::Exists => "Azure says that an equal assignment is there, and shows none yet",
            Self::Unseen => "Azure says that it is done, and does not show it yet",
            Self::Forbidden => "who applies may not do this",
            Self::Locked => "a lock is in the way",
            Self::Full => "a limit of Azure is reached",
            Self::NoScope => "the scope is not there",
            Self::Wrong => "Azure does not take it",
        }
    }

    /// Says what to do about it.
    pub fn remedy(self) -> &'static str {
        match self {
            Self::Unclear | Self::Throttled | Self::Busy | Self::Exists | Self::Unseen => {
                "go on with `--resume` a little later"
            }
            Self::NoPrincipal => "look the object id up, correct the policy and plan again",
            Self::NoRole => "go on with `--resume` in some minutes; else plan again",
            Self::Held => "look who holds the role outside this policy, then go on with `--resume`",
            Self::Forbidden => {
                "have the right granted, wait some minutes, then go on with `--resume`; a condition on \
                 the grant of who applies may forbid this role or this principal"
            }
            Self::Locked => "have the lock taken off for the time, then go on with `--resume`",
            Self::Full => "make room, or grant to groups, and plan again",
            Self::NoScope => {
                "look whether the scope was deleted, correct the policy and plan again"
            }
            Self::Wrong => "correct the policy and plan again",
        }
    }
}
