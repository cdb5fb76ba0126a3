//! What a step at a place gains.

use super::Steps;
use crate::access::RoleId;
use crate::model::ScopeId;
use crate::reach::edge::{Edge, Gains, Given};
use crate::reach::node::Node;

impl Steps<'_> {
    /// Lists what a step at a place gains, and whether surely.
    pub(super) fn gained(&self, edge: &Edge, site: ScopeId) -> Vec<(Node, bool)> {
        let world = self.access.world();
        let Some(place) = world.places.get(site.index()) else {
            return Vec::new();
        };
        let sure = match edge.given {
            Given::Nothing | Given::Host | Given::OwnRole => true,
            // Not gained by a grant.
            Given::Label(_) => return Vec::new(),
            Given::Unsaid(_) => false,
            Given::Unless(key, value) => match place.setting(key) {
                Some(said) if said == value => return Vec::new(),
                said => said.is_some(),
            },
            Given::Only(key, value) => match place.setting(key) {
                Some(said) if said != value => return Vec::new(),
                said => said.is_some(),
            },
        };
        match edge.given {
            Given::Host => {
                let itself = self.targets.of_gain(world, Gains::Itself, site);
                return itself.map(|id| (Node::Attach(id), true)).collect();
            }
            Given::OwnRole => return self.editable(site),
            _ => {}
        }
        if edge.gains == Gains::Host {
            return vec![(Node::Host, sure)];
        }
        let gained = self.targets.of_gain(world, edge.gains, site);
        gained.map(|id| (Node::Be(id), sure)).collect()
    }

    /// Lists the custom roles that may be edited with the right to write roles at a scope: that has
    /// to be held wherever the role may be assigned.
    fn editable(&self, scope: ScopeId) -> Vec<(Node, bool)> {
        let world = self.access.world();
        let roles = world
            .roles
            .iter()
            .enumerate()
            .filter(|(_, role)| role.custom);
        let editable = roles.filter_map(|(index, role)| {
            let node = Node::Edit(RoleId::new(index));
            if role.assignable.is_empty() {
                return Some((node, false));
            }
            let covered = role.assignable.iter().all(|id| {
                let at = self.access.place(id);
                at.is_some_and(|at| at.exact && self.access.covers(scope, at.scope))
            });
            covered.then_some((node, true))
        });
        editable.collect()
    }
}
