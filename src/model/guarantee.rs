//! What must hold: invariants and tests, with every name resolved.

use smol_str::SmolStr;

use super::permission::Pattern;
use super::{CapabilityId, Granted, PrincipalId, ScopeId, StageId};
use crate::source::Span;

/// What a guarantee speaks about.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Asked {
    /// A capability.
    Capability(CapabilityId),
    /// Any capability of a stage.
    Stage(StageId),
    /// An operation or pattern, on both planes.
    Operation(Pattern),
}

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

/// An invariant.
#[derive(Debug, Clone)]
pub struct Never {
    /// Which kind of access.
    pub modality: Modality,
    /// What.
    pub what: Asked,
    /// Who; none means anyone.
    pub to: Option<Vec<PrincipalId>>,
    /// Where; none means everywhere.
    pub on: Option<Vec<ScopeId>>,
    /// Who is excepted.
    pub except: Vec<PrincipalId>,
    /// What came by these grants is excepted.
    pub through: Vec<Granted>,
    /// The whole statement.
    pub span: Span,
}

/// A test.
#[derive(Debug, Clone)]
pub struct Test {
    /// Its title.
    pub title: SmolStr,
    /// What is expected.
    pub expectations: Vec<Expectation>,
    /// The whole test.
    pub span: Span,
}

/// One line of a test.
#[derive(Debug, Clone)]
pub struct Expectation {
    /// Nobody else may.
    pub only: bool,
    /// Who; none means anyone.
    pub who: Option<Vec<PrincipalId>>,
    /// `can`, and not `cannot`.
    pub can: bool,
    /// Escalation steps count too.
    pub reach: bool,
    /// What.
    pub what: Asked,
    /// Where.
    pub on: Vec<ScopeId>,
    /// The stage or role whose grant is the reason.
    pub because: Option<Granted>,
    /// The whole line.
    pub span: Span,
}

/// A baseline, which a later version judges.
#[derive(Debug, Clone)]
pub struct Baseline {
    /// Its name.
    pub name: SmolStr,
    /// Its canonical text, without comments.
    pub text: SmolStr,
    /// The whole declaration.
    pub span: Span,
}
