//! The deployment stack that `--via stack` writes.

/// The deployment stack that `--via stack` writes.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Stack {
    /// `stack.name`: its name, its own at its scope.
    pub name: String,
    /// `stack.scope`: the id of a subscription or a management group.
    pub scope: String,
    /// `stack.location`: where Azure keeps it.
    pub location: String,
    /// `stack.on-unmanage`: what becomes of what leaves it.
    pub on_unmanage: Unmanage,
    /// `stack.deny`: what others may not do to what it holds.
    pub deny: Deny,
    /// `stack.excluded-principals`: to whom that does not apply, by their object ids.
    pub excluded_principals: Vec<String>,
    /// `stack.excluded-actions`: what may be done all the same.
    pub excluded_actions: Vec<String>,
    /// `stack.deny-below`: it holds below those scopes as well.
    pub deny_below: bool,
}

/// What becomes of what leaves a stack.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Unmanage {
    /// It is deleted.
    #[default]
    Delete,
    /// It stays, and the stack knows nothing of it any more.
    Detach,
}

/// What others may not do to what a stack holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Deny {
    /// They may do everything.
    #[default]
    Nothing,
    /// They may not delete it.
    Delete,
    /// They may neither change nor delete it.
    WriteAndDelete,
}

impl Unmanage {
    /// Returns Azure's word.
    pub fn word(self) -> &'static str {
        match self {
            Self::Delete => "delete",
            Self::Detach => "detach",
        }
    }
}

impl Deny {
    /// Returns Azure's word.
    pub fn word(self) -> &'static str {
        match self {
            Self::Nothing => "none",
            Self::Delete => "denyDelete",
            Self::WriteAndDelete => "denyWriteAndDelete",
        }
    }
}
