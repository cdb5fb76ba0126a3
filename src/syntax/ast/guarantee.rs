//! What must hold: invariants, tests and baselines.

use super::{Name, Selector, Text, Value, What};
use crate::source::Span;

/// Which kind of access a `never` speaks about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Modality {
    /// Direct access, eligible and conditional access counted.
    Any,
    /// Direct access and every escalation step.
    Reach,
    /// Standing access only.
    Standing,
}

/// `never [reach | standing] WHAT [to WHO, …] [on WHERE, …] [except EXC, …]`
#[derive(Debug, Clone)]
pub struct Never {
    /// Which kind of access.
    pub modality: Modality,
    /// A capability, a stage or a quoted operation.
    pub what: What,
    /// Who; nobody named means anyone.
    pub to: Vec<Selector>,
    /// Where; nothing named means everywhere.
    pub on: Vec<Selector>,
    /// Who is excepted.
    pub except: Vec<Exception>,
    /// From the keyword to the end.
    pub span: Span,
}

/// One exception of a `never`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Exception {
    /// These.
    Who(Selector),
    /// `through STAGE | "role"`: what came by that stage's grants.
    Through(What),
}

/// `test "title" { … }`
#[derive(Debug, Clone)]
pub struct Test {
    /// Its title.
    pub title: Text,
    /// What is expected.
    pub expectations: Vec<Expectation>,
    /// From the keyword to the closing brace.
    pub span: Span,
}

/// `[only] WHO, … (can | cannot) [reach] WHAT on WHERE, … [because STAGE | "role"]`
#[derive(Debug, Clone)]
pub struct Expectation {
    /// Nobody else may.
    pub only: bool,
    /// Who.
    pub who: Vec<Selector>,
    /// `can`, and not `cannot`.
    pub can: bool,
    /// Escalation steps count too.
    pub reach: bool,
    /// A capability, a stage or a quoted operation.
    pub what: What,
    /// Where.
    pub on: Vec<Selector>,
    /// By whose grant.
    pub because: Option<Reason>,
    /// The whole line.
    pub span: Span,
}

/// `because STAGE | "role"`
#[derive(Debug, Clone)]
pub struct Reason {
    /// The stage or role.
    pub what: What,
    /// From the keyword to the end.
    pub span: Span,
}

/// `baseline NAME on WHERE, … { require … }`
#[derive(Debug, Clone)]
pub struct Baseline {
    /// Its name.
    pub name: Name,
    /// What it is for.
    pub on: Vec<Selector>,
    /// What it demands.
    pub requires: Vec<Require>,
    /// From the keyword to the closing brace.
    pub span: Span,
}

/// `require KEY [to | at-most | at-least] [VALUE]`
#[derive(Debug, Clone)]
pub struct Require {
    /// The property.
    pub key: Name,
    /// How it is compared; none means equal.
    pub relation: Option<Name>,
    /// With what; none where the word says it all.
    pub value: Option<Value>,
    /// The whole line.
    pub span: Span,
}
