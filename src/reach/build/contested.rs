//! Steps that a deny assignment may stand against: each is decided for every principal by itself.

use super::Steps;
use crate::access::{At, Bounds};
use crate::algebra::PermissionSet;
use crate::model::{PrincipalId, ScopeId};
use crate::reach::edge::Edge;
use crate::reach::node::{How, Node};

impl Steps<'_> {
    /// Tells whether a deny assignment may stand against a step at a place.
    pub(super) fn is_contested(&self, edge: &Edge, site: ScopeId) -> bool {
        let denials = self.access.world().denials.iter();
        let mut above = denials.filter(|denial| self.access.covers(denial.scope, site));
        above.any(|denial| {
            let set = PermissionSet::of(&denial.blocks);
            let mut operations = edge.operations.iter();
            operations.any(|(plane, name)| set.grants(*plane, name).is_possible())
        })
    }

    /// Decides a contested step for every principal by itself, once.
    pub(super) fn contest(&mut self, at: u16, site: ScopeId, gained: &[(Node, bool)]) {
        if !self.contested.insert((at, site)) {
            return;
        }
        for index in 0..self.access.world().parties.len() {
            let who = PrincipalId::new(index);
            let bounds = self.may(who, at, site);
            for (to, sure) in gained.iter().filter(|_| bounds.upper) {
                let how = How::Contested(at, site);
                self.link(Node::Be(who), *to, how, *sure && bounds.lower);
            }
        }
    }

    /// Decides whether a principal holds what enables a step at a place.
    fn may(&self, who: PrincipalId, at: u16, site: ScopeId) -> Bounds {
        let asked = self.edges.get(at as usize).map(|ready| &ready.asked);
        let decided = asked.into_iter().flatten();
        decided
            .map(|asked| self.access.decide(who, At::from(site), asked))
            .fold(Bounds::default(), Bounds::or)
    }
}
