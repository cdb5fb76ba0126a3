//! Grants: who may do what, where, and on which terms.

use super::{Date, Name, Reference, Selector, Text, Value, What};
use crate::source::Span;

/// `grant WHAT to WHO, … on WHERE, … [{ … }]`
#[derive(Debug, Clone)]
pub struct Grant {
    /// A stage or role by name, or a built-in role in quotes.
    pub what: What,
    /// Who gets it.
    pub to: Vec<Selector>,
    /// Where.
    pub on: Vec<Selector>,
    /// The terms between braces.
    pub options: Vec<GrantOption>,
    /// From the keyword to the end.
    pub span: Span,
}

/// One term of a grant with its place.
#[derive(Debug, Clone)]
pub struct GrantOption {
    /// The term.
    pub term: GrantTerm,
    /// The whole term.
    pub span: Span,
}

/// One term of a grant.
#[derive(Debug, Clone)]
pub enum GrantTerm {
    /// `because "…"`
    Because(Text),
    /// `until DATE`
    Until(Date),
    /// `eligible [max DURATION] [approved-by WHO, …]` (Privileged Identity Management)
    Eligible {
        /// The longest activation.
        max: Option<Name>,
        /// Who approves an activation.
        approved_by: Vec<Reference>,
    },
    /// `where ATTRIBUTE OPERATOR VALUE [and|or …]` (a condition)
    Where(Vec<Comparison>),
    /// `condition "…"`: a condition in Azure's own words (version 2.0), kept as it is.
    Condition(Text),
    /// `may-assign ROLE, … to WHO, …` (constrained delegation)
    MayAssign {
        /// The stages and roles that may be handed out.
        what: Vec<What>,
        /// To whom.
        to: Vec<Selector>,
    },
    /// `binding SLOT = TARGET`
    Binding {
        /// The name in the stage's clause, or its kind.
        slot: Name,
        /// What it stands for in this grant.
        target: Reference,
    },
    /// `keep`: never planned for removal.
    Keep,
}

/// `blob path starts-with "team-a/"`, with the word that joins it to the one before.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Comparison {
    /// `and` or `or`; none on the first.
    pub joint: Option<Joint>,
    /// The attribute's words, such as `blob path`, and the operator as the last one.
    pub words: Vec<Name>,
    /// What it is compared with.
    pub value: Value,
    /// The comparison without its joint.
    pub span: Span,
}

/// How a comparison is joined to the one before.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Joint {
    /// Both must hold.
    And,
    /// One must hold.
    Or,
}
