//! Builds the graph of steps.

mod contested;
mod gained;
mod grants;
mod ready;
mod targets;

use petgraph::graph::{DiGraph, NodeIndex};

use super::edge::{self, Given};
use super::gains::tops;
use super::node::{How, Link, Node};
use crate::access::{Access, Gained};
use crate::model::{PrincipalId, ScopeId};
use crate::support::hash::{HashMap, HashSet};
use ready::{Ready, enabled, sites};
use targets::Targets;

/// The graph of steps over a world.
pub(super) struct Steps<'a> {
    pub(super) access: &'a Access<'a>,
    pub(super) edges: Vec<Ready>,
    pub(super) graph: DiGraph<Node, Link>,
    nodes: HashMap<Node, NodeIndex>,
    targets: Targets,
    /// Which steps distinct blocks enable, by their position.
    enabled: Vec<Vec<(u16, bool)>>,
    /// Where each step's operations have to be held, in the order of the tree.
    sites: Vec<Vec<ScopeId>>,
    /// Steps at places that a deny assignment stands against.
    contested: HashSet<(u16, ScopeId)>,
}

impl<'a> Steps<'a> {
    /// Builds the graph of an access.
    pub(super) fn of(access: &'a Access<'a>) -> Self {
        let edges: Vec<_> = edge::all().map(|edge| Ready::of(access, edge)).collect();
        let mut steps = Self {
            access,
            graph: DiGraph::new(),
            nodes: HashMap::default(),
            targets: Targets::of(access.world()),
            enabled: enabled(access, &edges),
            sites: edges.iter().map(|one| sites(access, one.edge)).collect(),
            contested: HashSet::default(),
            edges,
        };
        steps.principals();
        steps.grants();
        steps.tokens();
        steps.labels();
        steps
    }

    /// Returns a node, which is made where it is not there yet.
    pub(super) fn node(&mut self, node: Node) -> NodeIndex {
        let graph = &mut self.graph;
        *self
            .nodes
            .entry(node)
            .or_insert_with(|| graph.add_node(node))
    }

    /// Finds a node.
    pub(super) fn find(&self, node: Node) -> Option<NodeIndex> {
        self.nodes.get(&node).copied()
    }

    pub(super) fn link(&mut self, from: Node, to: Node, how: How, sure: bool) {
        let (from, to) = (self.node(from), self.node(to));
        self.graph.add_edge(from, to, Link { how, sure });
    }

    /// Adds every principal, its rights and its groups.
    fn principals(&mut self) {
        let world = self.access.world();
        for group in &world.open {
            self.link(Node::Anybody, Node::Rights(*group), How::Member, false);
        }
        for (index, party) in world.parties.iter().enumerate() {
            let id = PrincipalId::new(index);
            self.link(Node::Be(id), Node::Rights(id), How::Is, true);
            for group in &party.member_of {
                self.link(Node::Rights(id), Node::Rights(*group), How::Member, true);
            }
            if party.gained.is_none() && !world.open.is_empty() {
                self.link(Node::Be(id), Node::Anybody, How::Unread, false);
            }
        }
    }

    /// Adds the identities that trust tokens of other issuers.
    fn tokens(&mut self) {
        for (index, party) in self.access.world().parties.iter().enumerate() {
            if let Some(Gained::Token(identity)) = party.gained {
                let from = Node::Be(PrincipalId::new(index));
                self.link(from, Node::Be(identity), How::Trusted, true);
            }
        }
    }

    /// Adds what is gained by a label.
    fn labels(&mut self) {
        let world = self.access.world();
        let labelled = (0_u16..)
            .zip(edge::all())
            .filter_map(|(at, edge)| match edge.given {
                Given::Label(label) => Some((at, label)),
                _ => None,
            });
        for (at, label) in labelled {
            let holders = world.parties.iter().enumerate();
            let holders = holders.filter(|(_, party)| party.labels.iter().any(|own| own == label));
            for (index, _) in holders {
                let from = Node::Rights(PrincipalId::new(index));
                for scope in tops(world) {
                    if let Some(to) = self.everything(scope) {
                        self.link(from, Node::Be(to), How::Step(at, scope), true);
                    }
                }
            }
        }
    }

    /// Returns the principal that stands for everything at a scope.
    pub(super) fn everything(&self, scope: ScopeId) -> Option<PrincipalId> {
        self.targets.everything(scope)
    }
}
