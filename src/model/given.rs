//! What is held without being written in the policy: what Azure grants by itself.
//!
//! Such grants stand beside [`Model::grants`](super::Model::grants) and not among them, so that
//! nothing plans, removes or forbids them by accident; whoever counts what a principal can come
//! to adds them.

use smol_str::SmolStr;

use super::{PrincipalId, ScopeId};

/// Where a grant comes from.
///
/// What is read from Azure will be a third.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Origin {
    /// The policy asks for it.
    Policy,
    /// Azure makes it when it makes the resource.
    Azure,
}

/// How it is held.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Means {
    /// By a role assignment.
    Assignment,
    /// By a role assignment with a condition that leaves only what is the resource's own.
    OwnPartsOnly,
    /// By an access policy of a key vault; the role says what it comes to.
    AccessPolicy,
}

/// A built-in role that is held without being written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Given {
    /// Where it comes from.
    pub origin: Origin,
    /// Who.
    pub principal: PrincipalId,
    /// The role's GUID in lower case.
    pub role: SmolStr,
    /// The role's display name.
    pub role_name: SmolStr,
    /// Where.
    pub scope: ScopeId,
    /// How.
    pub means: Means,
    /// Who says that Azure does this.
    pub source: &'static str,
}
