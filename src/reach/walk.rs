//! Walks over the graph of steps, the nearest nodes first.

use std::collections::VecDeque;

use petgraph::graph::{EdgeIndex, NodeIndex};
use petgraph::visit::EdgeRef as _;

use super::build::Steps;
use super::node::Node;
use crate::support::hash::HashMap;

/// Which links a walk takes: those that surely work alone, or all; among those before one.
pub(super) type Over = (bool, EdgeIndex);

/// What a walk came to. What it costs grows with that, and not with the world.
pub(super) struct Walk {
    from: Option<NodeIndex>,
    /// By which link each node was come to first.
    came: HashMap<NodeIndex, EdgeIndex>,
    /// The first node at which the walk was to end.
    pub(super) end: Option<NodeIndex>,
}

impl Steps<'_> {
    /// Walks from a node until one ends it.
    pub(super) fn walk(
        &self,
        from: Node,
        (sure, before): Over,
        ends: impl Fn(&Node) -> bool,
    ) -> Walk {
        let mut walk = Walk {
            from: self.find(from),
            came: HashMap::default(),
            end: None,
        };
        let mut waiting: VecDeque<_> = walk.from.into_iter().collect();
        while let Some(node) = waiting.pop_front() {
            if self.graph.node_weight(node).is_some_and(&ends) {
                walk.end = Some(node);
                break;
            }
            let links = self.graph.edges(node);
            let links = links.filter(|link| link.id() < before && (!sure || link.weight().sure));
            // petgraph lists the newest link first.
            let mut links: Vec<_> = links.map(|link| (link.id(), link.target())).collect();
            links.reverse();
            for (link, next) in links {
                if Some(next) != walk.from && !walk.came.contains_key(&next) {
                    walk.came.insert(next, link);
                    waiting.push_back(next);
                }
            }
        }
        walk
    }
}

impl Walk {
    /// Lists the links to a node; none where the walk did not come to it.
    pub(super) fn links_to(&self, steps: &Steps<'_>, to: NodeIndex) -> Option<Vec<EdgeIndex>> {
        let mut links = Vec::new();
        let mut at = to;
        while Some(at) != self.from {
            let link = *self.came.get(&at)?;
            links.push(link);
            at = steps.graph.edge_endpoints(link)?.0;
        }
        links.reverse();
        Some(links)
    }
}
