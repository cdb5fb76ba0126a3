//! What a snapshot lacks.

use smol_str::{SmolStr, format_smolstr};

use super::parties::Parties;
use crate::access::world::{Gap, Hides, Place, World};
use crate::model::ScopeId;
use crate::observed::{Aspect, Index, Snapshot};

/// What has to be read of a scope to know who holds what there.
const ASPECTS: [(Aspect, Hides, &str); 4] = [
    (
        Aspect::RoleAssignments,
        Hides::Access,
        "the role assignments",
    ),
    (Aspect::Schedules, Hides::Access, "the eligible assignments"),
    (
        Aspect::RoleDefinitions,
        Hides::Access,
        "the role definitions",
    ),
    (
        Aspect::DenyAssignments,
        Hides::Denials,
        "the deny assignments",
    ),
];

/// Adds a gap for everything that was not read of a scope, of what stands above it, and for each
/// declared principal that nobody found in the directory: it may hold what a stranger is seen to hold.
pub(super) fn lay(world: &mut World, snapshot: &Snapshot, index: &Index<'_>, parties: &Parties) {
    let mut gaps = Vec::new();
    for (at, place) in world.places.iter().enumerate() {
        let scope = ScopeId::new(at);
        let parent = place.parent.and_then(|id| world.places.get(id.index()));
        match parent {
            Some(parent) => gaps.extend(of_place(index, scope, place, parent)),
            None => gaps.extend(of_top(index, scope, place)),
        }
    }
    let strangers = snapshot.role_assignments.len();
    for id in parties.lost.iter().filter(|_| strangers > 0) {
        let name = world.parties.get(id.index()).map(|one| one.name.as_str());
        gaps.push(Gap {
            hides: Hides::Access,
            principal: Some(*id),
            scope: None,
            what: format_smolstr!("the object id of `{}`", name.unwrap_or_default()),
        });
    }
    world.gaps.extend(gaps);
}

/// Lists what was read of the scope above and not of this one.
fn of_place(index: &Index<'_>, scope: ScopeId, place: &Place, parent: &Place) -> Vec<Gap> {
    let missing = ASPECTS.iter().filter(|(aspect, ..)| {
        let unread = |place: &Place| index.unread(*aspect, id_of(place)).is_some();
        unread(place) && !unread(parent)
    });
    missing
        .map(|(_, hides, what)| gap(scope, *hides, what, &place.name))
        .collect()
}

/// Lists what was not read of a scope and of everything above it.
fn of_top(index: &Index<'_>, scope: ScopeId, place: &Place) -> Vec<Gap> {
    let above = index.above(id_of(place));
    let mut gaps = Vec::new();
    for (aspect, hides, what) in ASPECTS {
        let unread = above
            .scopes
            .iter()
            .find(|id| index.unread(aspect, id).is_some());
        gaps.extend(unread.map(|id| gap(scope, hides, what, id)));
    }
    if !above.whole {
        for hides in [Hides::Access, Hides::Denials] {
            gaps.push(gap(scope, hides, "what stands above", &place.name));
        }
    }
    gaps
}

fn id_of(place: &Place) -> &str {
    if place.id.is_empty() { "/" } else { &place.id }
}

fn gap(scope: ScopeId, hides: Hides, what: &str, of: &SmolStr) -> Gap {
    let joint = if what.ends_with("above") { "" } else { "of " };
    Gap {
        hides,
        principal: None,
        scope: Some(scope),
        what: format_smolstr!("{what} {joint}`{of}`"),
    }
}
