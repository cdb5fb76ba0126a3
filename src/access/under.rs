//! Lays what was read from Azure under the world of a policy set.
//!
//! What a policy declares keeps its place and its name; what only Azure has comes behind it. What was
//! not read becomes a [`Gap`](super::Gap), and a group whose members were not read may hold
//! anybody: no answer says no because something was not looked at.

mod gaps;
mod grants;
mod parties;
mod places;

use super::world::World;
use crate::model::Model;
use crate::observed::Snapshot;

impl World {
    /// Lays a snapshot under this world, which is that of a model; the snapshot is to be one that
    /// [`fits`](crate::observed::fits) the run.
    pub fn under(mut self, model: &Model, snapshot: &Snapshot) -> Self {
        let index = snapshot.index();
        let places = places::lay(&mut self, snapshot, &index);
        let parties = parties::lay(&mut self, model, snapshot, &index);
        places::connect(&mut self, snapshot, &places, &parties);
        grants::lay(&mut self, snapshot, &places, &parties);
        gaps::lay(&mut self, snapshot, &index, &parties);
        self
    }
}
