//! Which grants enable which steps where.

use super::Steps;
use crate::access::Schedule;
use crate::model::ScopeId;
use crate::reach::edge::{Given, Site};
use crate::reach::node::{How, Node};

impl Steps<'_> {
    /// Adds the grants that enable a step, and what they enable.
    pub(super) fn grants(&mut self) {
        let world = self.access.world();
        let edits = self.edits();
        for (index, grant) in (0_u32..).zip(&world.grants) {
            let plain = grant.condition.is_none() && grant.schedule == Schedule::Standing;
            let holder = Node::Rights(grant.principal);
            if edits
                && world
                    .roles
                    .get(grant.role.index())
                    .is_some_and(|role| role.custom)
            {
                let held = Node::Holds(grant.role, grant.scope);
                self.link(holder, held, How::Grant(index), plain);
            }
            let Some(set) = self.access.blocks_of(grant.role) else {
                continue;
            };
            if self.enabled.get(set as usize).is_none_or(Vec::is_empty) {
                continue;
            }
            let held = Node::Held(set, grant.scope);
            let is_new = self.find(held).is_none();
            self.link(holder, held, How::Grant(index), plain);
            if is_new {
                self.enable(held, set, grant.scope);
            }
        }
    }

    /// Tells whether anybody may come to edit a custom role.
    fn edits(&self) -> bool {
        let own = |(at, _): &(u16, bool)| {
            let ready = self.edges.get(*at as usize);
            ready.is_some_and(|ready| ready.edge.given == Given::OwnRole)
        };
        self.enabled.iter().flatten().any(own)
    }

    /// Adds what blocks enable at a scope.
    fn enable(&mut self, held: Node, set: u32, scope: ScopeId) {
        let enabled = self.enabled.get(set as usize).cloned().unwrap_or_default();
        for (at, sure) in enabled {
            let node = Node::Enabled(at, scope);
            let is_new = self.find(node).is_none();
            if is_new && !self.leads(at, scope) {
                continue;
            }
            self.link(held, node, How::Enables, sure);
        }
    }

    /// Adds where an enabled step leads; tells whether it leads anywhere.
    fn leads(&mut self, at: u16, scope: ScopeId) -> bool {
        let Some(edge) = self.edges.get(at as usize).map(|ready| ready.edge) else {
            return false;
        };
        let access = self.access;
        let sites = match (edge.at, self.sites.get(at as usize)) {
            (Site::Anywhere, _) => vec![scope],
            (_, Some(all)) => access.within(all, scope).to_vec(),
            (_, None) => Vec::new(),
        };
        let from = Node::Enabled(at, scope);
        let mut any = false;
        for site in sites {
            let gained = self.gained(edge, site);
            any |= !gained.is_empty();
            if self.is_contested(edge, site) {
                self.contest(at, site, &gained);
                continue;
            }
            for (to, sure) in gained {
                self.link(from, to, How::Step(at, site), sure);
            }
        }
        any
    }
}
