//! Narrows the graph to what somebody asked about.

use std::collections::HashSet;

use petgraph::Direction::{self, Incoming, Outgoing};
use petgraph::stable_graph::NodeIndex;
use petgraph::visit::EdgeRef;

use super::build::{Access, Edge};
use crate::model::{PrincipalId, ScopeId};

/// Some of the nodes.
type Kept = HashSet<NodeIndex>;

impl Access {
    /// Keeps identities with the groups that hold them and their members, what all of these hold,
    /// where, what inherits it, who that lets them act as, and what runs as the identities.
    pub fn of_principals(&mut self, principals: &[PrincipalId]) {
        let starts = principals.iter().filter_map(|id| self.principal(*id));
        let starts: Kept = starts.collect();
        let groups = self.follow(&starts, Outgoing, Edge::MemberOf);
        let members = self.follow(&starts, Incoming, Edge::MemberOf);
        let roles = self.step(&groups, Outgoing, Edge::Holds);
        let places = self.step(&roles, Outgoing, Edge::On);
        let mut kept = self.around(&places);
        kept.extend(self.step(&places, Outgoing, Edge::Is));
        kept.extend(self.step(&starts, Incoming, Edge::RunsAs));
        kept.extend(groups.into_iter().chain(members).chain(roles));
        self.keep(&kept);
    }

    /// Keeps scopes, what lies in and above them, who holds what there, as whom they run and what
    /// they use.
    pub fn of_scopes(&mut self, scopes: &[ScopeId]) {
        let starts = scopes.iter().filter_map(|id| self.scope(*id)).collect();
        let inside = self.follow(&starts, Incoming, Edge::Within);
        let mut kept = self.around(&starts);
        let roles = self.step(&kept, Incoming, Edge::On);
        let holders = self.step(&roles, Incoming, Edge::Holds);
        kept.extend(self.follow(&holders, Incoming, Edge::MemberOf));
        kept.extend(roles);
        for edge in [Edge::RunsAs, Edge::Is, Edge::Uses] {
            kept.extend(self.step(&inside, Outgoing, edge));
        }
        self.keep(&kept);
    }

    /// Tells whether nothing is left to draw.
    pub fn is_empty(&self) -> bool {
        self.graph.node_count() == 0
    }

    /// Leaves out what leads nowhere: scopes and identities without any edge, and the resources of
    /// identities that nothing is granted on.
    pub fn without_bystanders(&mut self) {
        let nodes: Vec<_> = self.graph.node_indices().collect();
        for node in nodes {
            let granted = self.step(&Kept::from([node]), Incoming, Edge::On);
            let idle = self.is_identity_resource(node) && granted.is_empty();
            if idle || self.graph.neighbors_undirected(node).next().is_none() {
                self.graph.remove_node(node);
            }
        }
    }

    /// Lists scopes with everything in and above them.
    fn around(&self, scopes: &Kept) -> Kept {
        let mut found = self.follow(scopes, Incoming, Edge::Within);
        found.extend(self.follow(scopes, Outgoing, Edge::Within));
        found
    }

    /// Lists the nodes one edge of a kind away.
    fn step(&self, from: &Kept, direction: Direction, kind: Edge) -> Kept {
        let edges = from
            .iter()
            .flat_map(|node| self.graph.edges_directed(*node, direction));
        let edges = edges.filter(|edge| *edge.weight() == kind);
        let far = edges.map(|edge| match direction {
            Outgoing => edge.target(),
            Incoming => edge.source(),
        });
        far.collect()
    }

    /// Lists nodes with all that edges of a kind lead to, however far.
    fn follow(&self, from: &Kept, direction: Direction, kind: Edge) -> Kept {
        let mut found = from.clone();
        let mut last = from.clone();
        while !last.is_empty() {
            let next = self.step(&last, direction, kind);
            last = next.difference(&found).copied().collect();
            found.extend(&last);
        }
        found
    }

    fn keep(&mut self, kept: &Kept) {
        self.graph.retain_nodes(|_, node| kept.contains(&node));
    }
}
