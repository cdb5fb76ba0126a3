//! Every way from one principal: one walk answers for all whom it can become.

use std::collections::VecDeque;

use petgraph::graph::{EdgeIndex, NodeIndex};
use petgraph::visit::EdgeRef as _;

use super::node::Node;
use super::path::Step;
use super::question::Reach;
use crate::algebra::Bound;
use crate::model::PrincipalId;
use crate::support::hash::HashMap;

/// The shortest ways from one principal to everybody whom it can become.
pub struct Ways<'r> {
    reach: &'r Reach<'r>,
    who: PrincipalId,
    /// By which link each node was come to first.
    came: HashMap<NodeIndex, EdgeIndex>,
}

impl Reach<'_> {
    /// Walks from a principal over steps that surely work, or possibly. What it costs grows with what
    /// the principal comes to, and not with the world.
    pub fn ways(&self, who: PrincipalId, bound: Bound) -> Ways<'_> {
        let mut came = HashMap::default();
        let graph = &self.steps.graph;
        let from = self.steps.find(Node::Be(who));
        let mut waiting: VecDeque<_> = from.into_iter().collect();
        while let Some(node) = waiting.pop_front() {
            let links = graph.edges(node);
            let links = links.filter(|link| bound == Bound::Upper || link.weight().sure);
            // petgraph lists the newest link first.
            let mut links: Vec<_> = links.map(|link| (link.id(), link.target())).collect();
            links.reverse();
            for (link, next) in links {
                if Some(next) != from && !came.contains_key(&next) {
                    came.insert(next, link);
                    waiting.push_back(next);
                }
            }
        }
        Ways {
            reach: self,
            who,
            came,
        }
    }
}

impl Ways<'_> {
    /// Tells the shortest way to somebody; none where there is none.
    pub fn to(&self, other: PrincipalId) -> Option<Vec<Step>> {
        let steps = &self.reach.steps;
        let mut links = Vec::new();
        let mut at = steps.find(Node::Be(other))?;
        while let Some(link) = self.came.get(&at) {
            links.push(*link);
            at = steps.graph.edge_endpoints(*link)?.0;
        }
        links.reverse();
        (!links.is_empty()).then(|| steps.told(self.who, &links))
    }
}
