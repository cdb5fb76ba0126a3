//! The one answer type, and the one table that combines answers.
//!
//! The four kinds are a chain, `No < Unknown < If < Yes`: how much is known in favour. `Yes` and
//! `No` are sure whatever happens; `If(condition)` is sure at least where the condition holds and
//! says nothing about elsewhere; `Unknown(why)` is not known anywhere.
//!
//! | `or` | No | Unknown | If | Yes |      | `and` | No | Unknown | If | Yes |
//! |---|---|---|---|---|---|---|---|---|---|---|
//! | **No** | No | Unknown | If | Yes |    | **No** | No | No | No | No |
//! | **Unknown** | Unknown | Unknown | If | Yes |    | **Unknown** | No | Unknown | Unknown | Unknown |
//! | **If** | If | If | If (either) | Yes |    | **If** | No | Unknown | If (both) | If |
//! | **Yes** | Yes | Yes | Yes | Yes |    | **Yes** | No | Unknown | If | Yes |
//!
//! `deny(granted, denied)` is `granted and not denied`, where `not` turns Yes to No and No to Yes,
//! leaves Unknown, and turns `If` to Unknown: where the condition fails, a denial may yet hold for
//! another reason. `or` and `and` are commutative, associative and monotone; `deny`
//! rises with what is granted and falls with what is denied.

use std::collections::BTreeSet;
use std::fmt;

use smol_str::SmolStr;

/// The answer to a question about access.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Answer {
    /// Surely not.
    No,
    /// Not known, and why.
    Unknown(Reasons),
    /// Surely where a condition holds.
    If(Condition),
    /// Surely.
    Yes,
}

/// Why something is not known; never empty.
pub type Reasons = BTreeSet<Reason>;

/// One reason why something is not known.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Reason {
    /// Only the undocumented reading of `A/*/verb` covers the name.
    SharedSlash(SmolStr),
    /// Azure does not document what this form of wildcard covers.
    OddWildcard(SmolStr),
    /// What a condition takes away where it holds.
    DeniedIf(SmolStr),
    /// The question needs more work than the stated limit allows.
    WorkLimit,
    /// Something that the answer depends on was not read, or cannot be.
    NotRead(SmolStr),
    /// A step towards it works only if something holds that is not known.
    Step(SmolStr),
}

impl Answer {
    /// Makes the answer that is not known for one reason.
    pub fn unknown(reason: Reason) -> Self {
        Self::Unknown(BTreeSet::from([reason]))
    }

    /// Makes the answer that holds where a condition's text holds.
    pub fn only_if(condition: impl AsRef<str>) -> Self {
        Self::If(Condition::new(condition))
    }

    /// Joins two ways to the same access: either suffices.
    pub fn or(self, other: Self) -> Self {
        match (self, other) {
            (Self::Yes, _) | (_, Self::Yes) => Self::Yes,
            (Self::If(left), Self::If(right)) => Self::from(left.either(right)),
            (Self::If(condition), _) | (_, Self::If(condition)) => Self::If(condition),
            (Self::Unknown(left), Self::Unknown(right)) => Self::Unknown(joined(left, right)),
            (Self::Unknown(reasons), Self::No) | (Self::No, Self::Unknown(reasons)) => {
                Self::Unknown(reasons)
            }
            (Self::No, Self::No) => Self::No,
        }
    }

    /// Joins two requirements of the same access: both are needed.
    pub fn and(self, other: Self) -> Self {
        match (self, other) {
            (Self::No, _) | (_, Self::No) => Self::No,
            (Self::Unknown(left), Self::Unknown(right)) => Self::Unknown(joined(left, right)),
            (Self::Unknown(reasons), _) | (_, Self::Unknown(reasons)) => Self::Unknown(reasons),
            (Self::If(left), Self::If(right)) => Self::from(left.both(&right)),
            (Self::If(condition), Self::Yes) | (Self::Yes, Self::If(condition)) => {
                Self::If(condition)
            }
            (Self::Yes, Self::Yes) => Self::Yes,
        }
    }

    /// Takes a denial away from what is granted.
    pub fn deny(self, denied: Self) -> Self {
        self.and(denied.negated())
    }

    fn negated(self) -> Self {
        match self {
            Self::No => Self::Yes,
            Self::Yes => Self::No,
            Self::Unknown(reasons) => Self::Unknown(reasons),
            Self::If(condition) => {
                Self::unknown(Reason::DeniedIf(SmolStr::new(condition.to_string())))
            }
        }
    }

    /// Tells whether it belongs to the lower bound: surely so, without any condition.
    pub fn is_sure(&self) -> bool {
        matches!(self, Self::Yes)
    }

    /// Tells whether it belongs to the upper bound: anything but a sure no.
    pub fn is_possible(&self) -> bool {
        !matches!(self, Self::No)
    }

    /// Returns the place in the chain No, Unknown, If, Yes.
    pub fn rank(&self) -> u8 {
        match self {
            Self::No => 0,
            Self::Unknown(_) => 1,
            Self::If(_) => 2,
            Self::Yes => 3,
        }
    }
}

impl From<Option<Condition>> for Answer {
    /// A condition that grew over its limit is not known any more.
    fn from(condition: Option<Condition>) -> Self {
        condition.map_or_else(|| Self::unknown(Reason::WorkLimit), Self::If)
    }
}

impl From<bool> for Answer {
    fn from(yes: bool) -> Self {
        if yes { Self::Yes } else { Self::No }
    }
}

impl fmt::Display for Answer {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::No => out.write_str("no"),
            Self::Yes => out.write_str("yes"),
            Self::If(condition) => write!(out, "if {condition}"),
            Self::Unknown(reasons) => {
                out.write_str("unknown")?;
                for (index, reason) in reasons.iter().enumerate() {
                    write!(out, "{}{reason}", if index == 0 { ": " } else { "; " })?;
                }
                Ok(())
            }
        }
    }
}

impl fmt::Display for Reason {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::SharedSlash(pattern) => write!(
                out,
                "Azure does not document whether the `*` of `{pattern}` may stand for nothing"
            ),
            Self::OddWildcard(pattern) => {
                write!(out, "Azure does not document what `{pattern}` covers")
            }
            Self::DeniedIf(condition) => write!(out, "denied if {condition}"),
            Self::WorkLimit => out.write_str("the question takes more work than the limit allows"),
            Self::NotRead(what) => write!(out, "{what} was not read"),
            Self::Step(what) => out.write_str(what),
        }
    }
}

fn joined(mut left: Reasons, right: Reasons) -> Reasons {
    left.extend(right);
    left
}

/// A condition in normal form: some alternative holds, that is, each text in it does.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Condition(BTreeSet<BTreeSet<SmolStr>>);

impl Condition {
    /// More alternatives than this are not kept; the answer becomes unknown.
    pub const MOST_ALTERNATIVES: usize = 64;

    /// Makes a condition of its text.
    pub fn new(text: impl AsRef<str>) -> Self {
        Self(BTreeSet::from([BTreeSet::from([SmolStr::new(
            text.as_ref().trim(),
        )])]))
    }

    /// Lists the alternatives; each lists the texts that must hold together.
    pub fn alternatives(&self) -> impl Iterator<Item = &BTreeSet<SmolStr>> {
        self.0.iter()
    }

    fn either(self, other: Self) -> Option<Self> {
        Self::reduced(&self.0.into_iter().chain(other.0).collect())
    }

    fn both(&self, other: &Self) -> Option<Self> {
        let pairs = self.0.iter().flat_map(|left| {
            other
                .0
                .iter()
                .map(move |right| left.union(right).cloned().collect::<BTreeSet<_>>())
        });
        Self::reduced(&pairs.collect())
    }

    /// Drops alternatives that ask for more than another one does.
    fn reduced(all: &BTreeSet<BTreeSet<SmolStr>>) -> Option<Self> {
        let is_least =
            |one: &BTreeSet<SmolStr>| !all.iter().any(|other| other != one && other.is_subset(one));
        let least: BTreeSet<_> = all.iter().filter(|one| is_least(one)).cloned().collect();
        (least.len() <= Self::MOST_ALTERNATIVES).then_some(Self(least))
    }
}

impl fmt::Display for Condition {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, alternative) in self.0.iter().enumerate() {
            out.write_str(if index == 0 { "" } else { ", or " })?;
            for (place, text) in alternative.iter().enumerate() {
                write!(out, "{}`{text}`", if place == 0 { "" } else { " and " })?;
            }
        }
        Ok(())
    }
}
