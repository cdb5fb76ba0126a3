//! The graph of steps: its nodes and links.

use crate::access::RoleId;
use crate::model::{PrincipalId, ScopeId};

/// What somebody may come to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(super) enum Node {
    /// To act as a principal.
    Be(PrincipalId),
    /// To be possibly in any group whose members were not all read.
    Anybody,
    /// To hold what a principal or a group is granted.
    Rights(PrincipalId),
    /// To hold equal blocks at a scope; by the position of the blocks.
    Held(u32, ScopeId),
    /// To hold what enables a step, at a scope; by the position of the step.
    Enabled(u16, ScopeId),
    /// To be able to create something that runs code.
    Host,
    /// To be able to attach an identity.
    Attach(PrincipalId),
    /// To be able to edit a custom role.
    Edit(RoleId),
    /// To hold a custom role at a scope.
    Holds(RoleId, ScopeId),
    /// To hold both rights of steps that need two; by a number.
    Both(u32),
}

/// How one comes from one node to the next.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Link {
    pub(super) how: How,
    /// Whether it surely works.
    pub(super) sure: bool,
}

/// What a link is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum How {
    /// Whoever acts as a principal has its rights.
    Is,
    /// A member has the rights of its group.
    Member,
    /// It was not read whether there is such a member.
    Unread,
    /// A grant, by its position.
    Grant(u32),
    /// The blocks of a grant enable a step.
    Enables,
    /// A step at a place, by the position of the step.
    Step(u16, ScopeId),
    /// A step that a deny assignment stands against, so that it was decided for one principal.
    Contested(u16, ScopeId),
    /// A token of another issuer is trusted.
    Trusted,
    /// Who has come to two rights holds both.
    Both,
    /// Two rights together, by the position of the step.
    Joined(u16),
}
