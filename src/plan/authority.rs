//! Scopes at which the policy says all there is to be.

use std::collections::BTreeSet;

use smol_str::SmolStr;

use super::Work;
use crate::compile::names::scope_in_name;
use crate::model::{PrincipalId, PrincipalKind};
use crate::observed::{PartyKind, RoleAssignment};

/// Where assignments of others are taken away, and which are not.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Authority {
    /// The scopes, as they go into the names of assignments; what is below them does not count.
    pub scopes: BTreeSet<String>,
    /// The object ids of those from whom nothing is taken.
    pub principals: BTreeSet<SmolStr>,
    /// The GUIDs of the roles of which nothing is taken.
    pub roles: BTreeSet<SmolStr>,
    /// The names of assignments that stay.
    pub assignments: BTreeSet<SmolStr>,
}

/// What becomes of an assignment of others.
pub(super) enum Fate {
    /// It is none of ours.
    Stays,
    /// It would go, and must not: why.
    Spared(&'static str),
    /// It goes.
    Goes,
}

/// Decides over an assignment that carries no marker and that Azure is not known to have made.
pub(super) fn fate(work: &Work<'_>, one: &RoleAssignment) -> Fate {
    let Authority {
        scopes,
        principals,
        roles,
        assignments,
    } = work.input.authority;
    if scopes.is_empty() || !scopes.contains(&scope_in_name(&one.scope)) {
        return Fate::Stays;
    }
    let excepted = principals.contains(&*one.principal.id.text())
        || roles.contains(&*one.role.text())
        || assignments.contains(&*one.name.text());
    if excepted {
        return Fate::Stays;
    }
    if one.schedule.is_some() {
        return Fate::Spared(
            "the policy says all that is to be held there, and this is held by Privileged Identity Management: end it there",
        );
    }
    if may_be_of_a_resource(work, one) {
        return Fate::Spared(
            "the policy says all that is to be held there, and this may be what Azure granted by itself to the identity of a resource: look at it, and delete it by hand if it is not, or except it",
        );
    }
    Fate::Goes
}

/// Tells whether somebody may be the identity that a resource has by itself. Azure makes those and
/// grants to them, also of workspaces that the policy does not declare.
fn may_be_of_a_resource(work: &Work<'_>, one: &RoleAssignment) -> bool {
    let id = one.principal.id.text();
    let model = work.input.model;
    let mut declared = (0..model.principals.len()).map(PrincipalId::new);
    let declared = declared.find(|who| work.ids.known(*who).is_some_and(|known| **known == *id));
    if let Some(principal) = declared.and_then(|who| model.principal(who)) {
        return principal.kind == PrincipalKind::ManagedIdentity;
    }
    match work.index.principal(&id).map(|one| one.kind) {
        Some(kind) => kind == PartyKind::ManagedIdentity,
        // Without the directory one service principal looks like another.
        None => one.principal.kind.azure_type() == PartyKind::ServicePrincipal.azure_type(),
    }
}
