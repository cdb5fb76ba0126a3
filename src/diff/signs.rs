//! By what an identity is known in Azure, so that a name does not come to mean somebody else.

use smol_str::SmolStr;

use super::Side;
use crate::model::{PrincipalId, PrincipalKind};

/// What is said of an identity that stands for it in Azure.
pub(super) struct Signs {
    object_id: Option<SmolStr>,
    /// Application id, user principal name, resource, and the name of a group.
    others: [Option<SmolStr>; 4],
    /// A policy says it, and could say more.
    declared: bool,
}

impl Signs {
    pub(super) fn of(side: &Side<'_>, id: PrincipalId) -> Self {
        let world = side.world();
        let party = world.parties.get(id.index());
        let said = side.model.principal(id);
        let lower = |text: &SmolStr| SmolStr::new(text.to_lowercase());
        let resource = party.and_then(|one| one.implicit_of.or(one.resource));
        let resource = resource.and_then(|at| world.places.get(at.index()));
        let group = said.filter(|one| one.kind == PrincipalKind::Group);
        Self {
            object_id: party.and_then(|one| one.object_id.clone()),
            others: [
                said.and_then(|one| one.app_id.clone()),
                said.and_then(|one| one.upn.as_ref().map(lower)),
                resource.map(|place| place.id.clone()),
                group.and_then(|one| one.azure_name.as_ref().map(lower)),
            ],
            declared: party.is_some_and(|one| one.declared),
        }
    }

    /// Tells whether two identities may be one. No two object ids are; without them no other sign
    /// may differ, and where a policy says any, one must be the same: whoever stood behind a bare
    /// name may be somebody else.
    pub(super) fn fit(&self, other: &Self) -> bool {
        if let (Some(one), Some(other)) = (&self.object_id, &other.object_id) {
            return one == other;
        }
        let pairs = || self.others.iter().zip(&other.others);
        let shared = || pairs().filter_map(|(one, other)| one.as_ref().zip(other.as_ref()));
        let said =
            |signs: &Self| signs.object_id.is_some() || signs.others.iter().any(Option::is_some);
        let is_bare = !said(self) && !said(other);
        let is_known = is_bare || shared().next().is_some() || !(self.declared && other.declared);
        is_known && shared().all(|(one, other)| one == other)
    }
}
