//! The answer to a question, and how it is made of the answers to its parts.

use crate::algebra::{Answer, Condition, Reasons};

/// The answer to a question about several operations.
///
/// It is the [`Answer`] to the whole, with one kind more: where some of it is granted and some is
/// surely not.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Verdict {
    /// Surely nothing that counts.
    No,
    /// Not known, and why.
    Unknown(Reasons),
    /// Some of it, and surely not all.
    Partly,
    /// All of it where a condition holds.
    If(Condition),
    /// All of it, surely.
    Yes,
}

impl Verdict {
    /// Every word that stands for a verdict, from the most to the least.
    pub const WORDS: [&'static str; 5] = ["yes", "if", "partly", "unknown", "no"];

    /// Returns the word for it.
    pub fn word(&self) -> &'static str {
        match self {
            Self::Yes => "yes",
            Self::If(_) => "if",
            Self::Partly => "partly",
            Self::Unknown(_) => "unknown",
            Self::No => "no",
        }
    }

    /// Tells whether all of it is surely granted.
    pub fn is_sure(&self) -> bool {
        matches!(self, Self::Yes)
    }

    /// Tells whether any of it is possibly granted.
    pub fn is_possible(&self) -> bool {
        !matches!(self, Self::No)
    }

    /// Tells whether it is granted, be it under a condition.
    pub fn is_able(&self) -> bool {
        matches!(self, Self::Yes | Self::If(_))
    }

    /// Returns the place in the order of how much is known in favour.
    pub fn rank(&self) -> u8 {
        match self {
            Self::No => 0,
            Self::Unknown(_) => 1,
            Self::Partly => 2,
            Self::If(_) => 3,
            Self::Yes => 4,
        }
    }

    /// Joins what is taken together; each part is told by whether it defines the whole or is only
    /// needed for it.
    pub(super) fn all<'v>(parts: impl Iterator<Item = (bool, &'v Self)> + Clone) -> Self {
        let mut defining = parts.clone().filter(|(defines, _)| *defines);
        if !defining.clone().any(|(_, one)| one.is_possible()) {
            return Self::No;
        }
        let lacking = |one: &Self| matches!(one, Self::No | Self::Partly);
        if !parts.clone().any(|(_, one)| lacking(one)) {
            let answers = parts.filter_map(|(_, one)| one.answer());
            return Self::from(answers.fold(Answer::Yes, Answer::and));
        }
        if defining.any(|(_, one)| one.rank() > 1) {
            return Self::Partly;
        }
        let unknown = parts.filter_map(|(_, one)| match one {
            Self::Unknown(reasons) => Some(reasons.iter().cloned()),
            _ => None,
        });
        Self::Unknown(unknown.flatten().collect())
    }

    /// Joins alternatives: any of them suffices.
    pub(super) fn any<'v>(parts: impl Iterator<Item = &'v Self>) -> Self {
        parts.fold(Self::No, |one, other| {
            match (one.answer(), other.answer()) {
                (Some(left), Some(right)) => Self::from(left.or(right)),
                _ if one.rank() < other.rank() => other.clone(),
                _ => one,
            }
        })
    }

    /// Returns it as an answer, which cannot be partly.
    fn answer(&self) -> Option<Answer> {
        Some(match self {
            Self::No => Answer::No,
            Self::Unknown(reasons) => Answer::Unknown(reasons.clone()),
            Self::Partly => return None,
            Self::If(condition) => Answer::If(condition.clone()),
            Self::Yes => Answer::Yes,
        })
    }
}

impl From<Answer> for Verdict {
    fn from(answer: Answer) -> Self {
        match answer {
            Answer::No => Self::No,
            Answer::Unknown(reasons) => Self::Unknown(reasons),
            Answer::If(condition) => Self::If(condition),
            Answer::Yes => Self::Yes,
        }
    }
}
