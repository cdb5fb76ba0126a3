//! In which way something is otherwise.

use crate::plan;

/// In which way something is otherwise.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Kind {
    /// Somebody else granted something at the scopes of the policy.
    Added,
    /// What is ours is not as the policy has it.
    Changed,
    /// What the policy asks for is not there.
    Gone,
    /// What the policy asks for is there, and does not say that it is ours.
    Unmarked,
    /// What is ours is not declared any more.
    Left,
    /// It says that it is ours, and it is not sure that it is.
    Suspicious,
    /// Something stands in the way of what the policy asks for.
    Blocked,
    /// A built-in role is not what the catalogue says.
    BuiltInChanged,
}

impl Kind {
    /// Every kind.
    pub const ALL: [Self; 8] = [
        Self::Added,
        Self::Changed,
        Self::Gone,
        Self::Unmarked,
        Self::Left,
        Self::Suspicious,
        Self::Blocked,
        Self::BuiltInChanged,
    ];

    /// Finds the kind of what a plan makes of something; none where that is no drift by itself.
    pub(super) fn of(kind: plan::Kind) -> Option<Self> {
        match kind {
            plan::Kind::Create => Some(Self::Gone),
            plan::Kind::Update => Some(Self::Changed),
            plan::Kind::Adopt => Some(Self::Unmarked),
            plan::Kind::Delete => Some(Self::Left),
            plan::Kind::Refused => Some(Self::Blocked),
            plan::Kind::Suspicious => Some(Self::Suspicious),
            plan::Kind::BuiltInChanged => Some(Self::BuiltInChanged),
            plan::Kind::Unresolved
            | plan::Kind::Unknown
            | plan::Kind::Waiting
            | plan::Kind::Given
            | plan::Kind::Foreign
            | plan::Kind::Same => None,
        }
    }

    /// Returns its word in JSON.
    pub fn word(self) -> &'static str {
        match self {
            Self::Added => "added",
            Self::Changed => "changed",
            Self::Gone => "gone",
            Self::Unmarked => "unmarked",
            Self::Left => "left",
            Self::Suspicious => "suspicious",
            Self::Blocked => "blocked",
            Self::BuiltInChanged => "built-in-changed",
        }
    }

    /// Says it in a few words.
    pub fn words(self) -> &'static str {
        match self {
            Self::Added => "added by somebody else",
            Self::Changed => "ours, and changed outside",
            Self::Gone => "asked for, and not there",
            Self::Unmarked => "there, and not marked as ours",
            Self::Left => "ours, and not declared any more",
            Self::Suspicious => "marked as ours, and not known to be",
            Self::Blocked => "asked for, and something is in the way",
            Self::BuiltInChanged => "changed by Azure",
        }
    }

    /// Tells whether Azure has nothing of it.
    pub fn is_absent(self) -> bool {
        self == Self::Gone
    }
}
