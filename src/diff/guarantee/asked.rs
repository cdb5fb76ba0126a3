//! What a guarantee speaks about, as permissions, so that a name may change.

use super::Sides;
use crate::algebra::{Bound, PermissionSet};
use crate::model::guarantee::Asked;
use crate::model::{Granted, Model, StageId};
use crate::verdict::defining;

impl Sides<'_, '_> {
    /// Tells whether what was asked about is asked about still: the new thing is as large.
    pub(super) fn asks(&self, now: &Asked, was: &Asked) -> bool {
        if let (Asked::Operation(now), Asked::Operation(was)) = (now, was)
            && now.as_str().eq_ignore_ascii_case(was.as_str())
        {
            return true;
        }
        let was = defining(self.old.model, was);
        let now = defining(self.new.model, now);
        Bound::BOTH
            .iter()
            .all(|bound| was.within(*bound, &now, *bound).is_sure())
    }

    /// Tells whether something that is granted now is one of what was named: by its name, or
    /// because it gives no more.
    pub(super) fn is_named(&self, now: &Granted, named: &[Granted]) -> bool {
        named.iter().any(|was| match (now, was) {
            (Granted::BuiltIn(now), Granted::BuiltIn(was)) => now == was,
            (Granted::Stage(now), Granted::Stage(was)) => self.same_stage(*now, *was),
            (Granted::Role(now), Granted::Role(was)) => {
                let blocks =
                    |model: &Model, id| model.role(id).map(|role| PermissionSet::of(&role.blocks));
                let sets = blocks(self.new.model, *now).zip(blocks(self.old.model, *was));
                sets.is_some_and(|(now, was)| was.contains(&now).is_sure())
            }
            _ => false,
        })
    }

    /// Tells whether a stage of the new side is one of the old side: by its name, or because it
    /// gives the same.
    pub(super) fn same_stage(&self, now: StageId, was: StageId) -> bool {
        let names = self.new.model.stage(now).zip(self.old.model.stage(was));
        names.is_some_and(|(now, was)| now.name == was.name) || {
            let now = defining(self.new.model, &Asked::Stage(now));
            now.equals(&defining(self.old.model, &Asked::Stage(was)))
                .is_sure()
        }
    }
}
