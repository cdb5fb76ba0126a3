//! Builds the graph and narrows it.

use std::collections::HashMap;

use petgraph::Direction;
use petgraph::stable_graph::{NodeIndex, StableDiGraph};
use petgraph::visit::{Bfs, EdgeRef, IntoEdgeReferences, Reversed};

use crate::compile::Compiled;
use crate::model::{Model, PrincipalId, PrincipalKind, ScopeId};

/// What a node stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Shape {
    /// A group.
    Group,
    /// Any other identity.
    Identity,
    /// A role that is assigned.
    Role,
    /// A scope.
    Scope,
}

/// One node.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Node {
    /// What it stands for.
    pub shape: Shape,
    /// Its name as a policy writes it.
    pub name: String,
    /// Its kind in a word: `group`, `workspace`, `custom role`.
    pub kind: String,
}

/// What leads from one node to another.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Edge {
    /// An identity is a member of a group.
    MemberOf,
    /// An identity or group holds a role at a scope; the edge leads to the role.
    Holds,
    /// A role is held at a scope, by whom.
    At(String),
    /// A scope lies in another.
    Within,
    /// A workspace uses another resource.
    Uses,
    /// Whoever runs code on a scope acts as an identity.
    RunsAs,
}

impl Edge {
    /// Returns the edge's label.
    pub fn label(&self) -> String {
        match self {
            Edge::MemberOf => "member of".to_owned(),
            Edge::Holds => "holds".to_owned(),
            Edge::At(who) => format!("for {who}"),
            Edge::Within => "within".to_owned(),
            Edge::Uses => "uses".to_owned(),
            Edge::RunsAs => "runs as".to_owned(),
        }
    }
}

/// The graph of a policy set.
#[derive(Debug, Default)]
pub struct Access {
    graph: StableDiGraph<Node, Edge>,
    scopes: HashMap<ScopeId, NodeIndex>,
    principals: HashMap<PrincipalId, NodeIndex>,
}

/// Builds the graph of a policy set; nodes and edges stand in the order of the model.
pub fn build(model: &Model, compiled: &Compiled) -> Access {
    let mut access = Access::default();
    for (index, scope) in model.scopes.iter().enumerate() {
        let id = ScopeId::new(index);
        let kind = scope.kind.keyword().to_owned();
        let node = Node {
            shape: Shape::Scope,
            name: model.scope_name(id),
            kind,
        };
        access.scopes.insert(id, access.graph.add_node(node));
    }
    for (index, principal) in model.principals.iter().enumerate() {
        let id = PrincipalId::new(index);
        let group = principal.kind == PrincipalKind::Group;
        let shape = if group { Shape::Group } else { Shape::Identity };
        let kind = principal.kind.keyword().to_owned();
        let node = Node {
            shape,
            name: model.principal_name(id),
            kind,
        };
        access.principals.insert(id, access.graph.add_node(node));
    }
    access.structure(model);
    access.assignments(model, compiled);
    access
}

impl Access {
    /// Lists the nodes with stable numbers, in order.
    pub fn nodes(&self) -> impl Iterator<Item = (usize, &Node)> {
        let nodes = self.graph.node_indices();
        nodes.filter_map(|index| Some((index.index(), self.graph.node_weight(index)?)))
    }

    /// Lists the edges with the numbers of their ends, in order.
    pub fn edges(&self) -> Vec<(usize, usize, &Edge)> {
        let edges = (&self.graph).edge_references();
        let mut edges: Vec<_> = edges
            .map(|edge| (edge.source().index(), edge.target().index(), edge.weight()))
            .collect();
        edges.sort();
        edges
    }

    fn structure(&mut self, model: &Model) {
        for (index, scope) in model.scopes.iter().enumerate() {
            let id = ScopeId::new(index);
            if let Some(parent) = scope.parent {
                self.connect(self.scope(id), self.scope(parent), Edge::Within);
            }
            for link in &scope.links {
                self.connect(self.scope(id), self.scope(link.target), Edge::Uses);
            }
            if let Some(identity) = scope.identity {
                self.connect(self.scope(id), self.principal(identity), Edge::RunsAs);
            }
        }
        for (index, principal) in model.principals.iter().enumerate() {
            for group in &principal.member_of {
                let member = self.principal(PrincipalId::new(index));
                self.connect(member, self.principal(*group), Edge::MemberOf);
            }
        }
    }

    fn assignments(&mut self, model: &Model, compiled: &Compiled) {
        let roles: Vec<_> = compiled
            .roles
            .iter()
            .map(|role| {
                let kind = if role.is_custom() {
                    "custom role"
                } else {
                    "role"
                };
                let name = role.display_name.to_string();
                self.graph.add_node(Node {
                    shape: Shape::Role,
                    name,
                    kind: kind.to_owned(),
                })
            })
            .collect();
        for assignment in &compiled.assignments {
            let Some(role) = roles.get(assignment.role.index()).copied() else {
                continue;
            };
            let who = model.principal_name(assignment.principal);
            let holder = self.principal(assignment.principal);
            if holder.is_some_and(|holder| self.graph.find_edge(holder, role).is_none()) {
                self.connect(holder, Some(role), Edge::Holds);
            }
            self.connect(Some(role), self.scope(assignment.scope), Edge::At(who));
        }
    }

    fn scope(&self, id: ScopeId) -> Option<NodeIndex> {
        self.scopes.get(&id).copied()
    }

    fn principal(&self, id: PrincipalId) -> Option<NodeIndex> {
        self.principals.get(&id).copied()
    }

    fn connect(&mut self, from: Option<NodeIndex>, to: Option<NodeIndex>, edge: Edge) {
        if let (Some(from), Some(to)) = (from, to) {
            self.graph.add_edge(from, to, edge);
        }
    }

    /// Keeps what identities can come to, and the groups and scopes on the way.
    pub fn of_principals(&mut self, principals: &[PrincipalId]) {
        let starts: Vec<_> = principals
            .iter()
            .filter_map(|id| self.principal(*id))
            .collect();
        let names: Vec<_> = starts
            .iter()
            .filter_map(|index| self.graph.node_weight(*index))
            .map(|node| node.name.clone())
            .collect();
        let mut holders = names;
        let mut kept: Vec<NodeIndex> = Vec::new();
        for start in starts {
            let mut walk = Bfs::new(&self.graph, start);
            while let Some(node) = walk.next(&self.graph) {
                kept.push(node);
                let group = self
                    .graph
                    .node_weight(node)
                    .filter(|node| node.shape == Shape::Group);
                holders.extend(group.map(|node| node.name.clone()));
            }
        }
        // A role that others hold as well leads on only where one of these identities holds it.
        self.graph
            .retain_edges(|graph, edge| match graph.edge_weight(edge) {
                Some(Edge::At(who)) => holders.contains(who),
                _ => true,
            });
        let mut reached: Vec<NodeIndex> = Vec::new();
        for start in principals.iter().filter_map(|id| self.principals.get(id)) {
            let mut walk = Bfs::new(&self.graph, *start);
            while let Some(node) = walk.next(&self.graph) {
                reached.push(node);
            }
        }
        kept.retain(|node| reached.contains(node));
        self.keep(&kept);
    }

    /// Keeps scopes, what lies in and above them, and who holds what there.
    pub fn of_scopes(&mut self, model: &Model, scopes: &[ScopeId]) {
        let inside = |id: &ScopeId| {
            scopes
                .iter()
                .any(|scope| model.covers(*scope, *id) || model.covers(*id, *scope))
        };
        let wanted = self
            .scopes
            .iter()
            .filter(|(id, _)| inside(id))
            .map(|(_, index)| *index);
        let wanted: Vec<NodeIndex> = wanted.collect();
        let mut kept = wanted.clone();
        for scope in wanted {
            let roles = self.graph.edges_directed(scope, Direction::Incoming);
            let roles = roles.filter(|edge| matches!(edge.weight(), Edge::At(_)));
            let found: Vec<_> = roles
                .map(|edge| (edge.source(), edge.weight().clone()))
                .collect();
            for (role, at) in found {
                kept.push(role);
                let reversed = Reversed(&self.graph);
                let mut walk = Bfs::new(reversed, role);
                while let Some(node) = walk.next(reversed) {
                    let named = self.graph.node_weight(node);
                    let holds = named.is_some_and(|named| at == Edge::At(named.name.clone()));
                    if holds {
                        kept.push(node);
                    }
                }
            }
            let identities = self.graph.edges_directed(scope, Direction::Outgoing);
            let acting = identities.filter(|edge| *edge.weight() == Edge::RunsAs);
            kept.extend(acting.map(|edge| edge.target()));
        }
        self.keep(&kept);
    }

    fn keep(&mut self, kept: &[NodeIndex]) {
        let kept: std::collections::HashSet<_> = kept.iter().copied().collect();
        self.graph.retain_nodes(|_, node| kept.contains(&node));
    }

    /// Leaves out scopes and identities that nothing is granted on or to and that lead nowhere.
    pub fn without_bystanders(&mut self) {
        let idle: Vec<_> = self
            .graph
            .node_indices()
            .filter(|node| self.graph.edges(*node).next().is_none())
            .filter(|node| {
                self.graph
                    .edges_directed(*node, Direction::Incoming)
                    .next()
                    .is_none()
            })
            .collect();
        for node in idle {
            self.graph.remove_node(node);
        }
    }
}
