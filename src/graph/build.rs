//! Builds the graph.

use std::collections::HashMap;

use petgraph::stable_graph::{NodeIndex, StableDiGraph};
use petgraph::visit::{EdgeRef, IntoEdgeReferences};

use crate::compile::Compiled;
use crate::model::given::Means;
use crate::model::{Kind, Model, Origin, PrincipalId, PrincipalKind, ScopeId};

/// What a node stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Shape {
    /// A group.
    Group,
    /// Any other identity.
    Identity,
    /// A role as it is held at one scope.
    Role(Origin),
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
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Edge {
    /// An identity is a member of a group.
    MemberOf,
    /// An identity or group holds a role.
    Holds,
    /// A role is held on a scope.
    On,
    /// A scope lies in another, and inherits from it.
    Within,
    /// A workspace uses another resource.
    Uses,
    /// Whoever runs code on a scope acts as an identity.
    RunsAs,
    /// A scope is the resource of an identity: whoever may use it can act as that.
    Is,
}

impl Edge {
    /// Returns the edge's label.
    pub fn label(self) -> &'static str {
        match self {
            Edge::MemberOf => "member of",
            Edge::Holds => "holds",
            Edge::On => "on",
            Edge::Within => "within",
            Edge::Uses => "uses",
            Edge::RunsAs => "runs as",
            Edge::Is => "is",
        }
    }
}

/// The graph of a policy set.
#[derive(Debug, Default)]
pub struct Access {
    pub(super) graph: StableDiGraph<Node, Edge>,
    pub(super) scopes: HashMap<ScopeId, NodeIndex>,
    pub(super) principals: HashMap<PrincipalId, NodeIndex>,
}

/// Builds the graph of a policy set; nodes and edges stand in the order of the model.
pub fn build(model: &Model, compiled: &Compiled) -> Access {
    let mut access = Access::default();
    for (index, scope) in model.scopes.iter().enumerate() {
        let id = ScopeId::new(index);
        let node = access.add(Shape::Scope, model.scope_name(id), scope.kind.keyword());
        access.scopes.insert(id, node);
    }
    for (index, principal) in model.principals.iter().enumerate() {
        let id = PrincipalId::new(index);
        let group = principal.kind == PrincipalKind::Group;
        let shape = if group { Shape::Group } else { Shape::Identity };
        let node = access.add(shape, model.principal_name(id), principal.kind.keyword());
        access.principals.insert(id, node);
    }
    access.structure(model);
    access.assignments(compiled);
    access.given(model);
    access
}

impl Access {
    /// Lists the nodes with stable numbers, in order.
    pub fn nodes(&self) -> impl Iterator<Item = (usize, &Node)> {
        let nodes = self.graph.node_indices();
        nodes.filter_map(|index| Some((index.index(), self.graph.node_weight(index)?)))
    }

    /// Lists the edges with the numbers of their ends, in order.
    pub fn edges(&self) -> Vec<(usize, usize, Edge)> {
        let edges = (&self.graph).edge_references();
        let mut edges: Vec<_> = edges
            .map(|edge| (edge.source().index(), edge.target().index(), *edge.weight()))
            .collect();
        edges.sort_unstable();
        edges
    }

    fn add(&mut self, shape: Shape, name: String, kind: &str) -> NodeIndex {
        let kind = kind.to_owned();
        self.graph.add_node(Node { shape, name, kind })
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
            let here = self.principal(PrincipalId::new(index));
            for group in &principal.member_of {
                self.connect(here, self.principal(*group), Edge::MemberOf);
            }
            if let Some(resource) = principal.scope {
                self.connect(self.scope(resource), here, Edge::Is);
            }
        }
    }

    /// Adds a node for each role at each scope, and who holds it.
    fn assignments(&mut self, compiled: &Compiled) {
        let mut held = HashMap::new();
        for assignment in &compiled.assignments {
            let Some(role) = compiled.roles.get(assignment.role.index()) else {
                continue;
            };
            let custom = role.is_custom();
            let kind = if custom { "custom role" } else { "role" };
            let key = (assignment.role, assignment.scope);
            let node = *held.entry(key).or_insert_with(|| {
                let name = role.display_name.to_string();
                self.role(Origin::Policy, name, kind, assignment.scope)
            });
            self.connect(
                self.principal(assignment.principal),
                Some(node),
                Edge::Holds,
            );
        }
    }

    /// Adds what is held without being written.
    fn given(&mut self, model: &Model) {
        for one in &model.given {
            let kind = match one.means {
                Means::Assignment => "granted by Azure",
                Means::OwnPartsOnly => "granted by Azure, on its own parts only",
                Means::AccessPolicy => "granted by Azure, by access policy",
            };
            let node = self.role(one.origin, one.role_name.to_string(), kind, one.scope);
            self.connect(self.principal(one.principal), Some(node), Edge::Holds);
        }
    }

    fn role(&mut self, origin: Origin, name: String, kind: &str, scope: ScopeId) -> NodeIndex {
        let node = self.add(Shape::Role(origin), name, kind);
        self.connect(Some(node), self.scope(scope), Edge::On);
        node
    }

    pub(super) fn scope(&self, id: ScopeId) -> Option<NodeIndex> {
        self.scopes.get(&id).copied()
    }

    pub(super) fn principal(&self, id: PrincipalId) -> Option<NodeIndex> {
        self.principals.get(&id).copied()
    }

    fn connect(&mut self, from: Option<NodeIndex>, to: Option<NodeIndex>, edge: Edge) {
        if let (Some(from), Some(to)) = (from, to) {
            self.graph.add_edge(from, to, edge);
        }
    }

    /// Tells whether a node is the resource of an identity.
    pub(super) fn is_identity_resource(&self, node: NodeIndex) -> bool {
        let found = self.graph.node_weight(node);
        let kind = Kind::ManagedIdentity.keyword();
        found.is_some_and(|one| one.shape == Shape::Scope && one.kind == kind)
    }
}
