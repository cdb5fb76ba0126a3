//! What can be come to from each node: one set of bits for each circle of nodes.

use fixedbitset::FixedBitSet;
use petgraph::algo::kosaraju_scc;
use petgraph::graph::{DiGraph, NodeIndex};
use petgraph::visit::{EdgeFiltered, EdgeRef as _};

use super::node::{Link, Node};

/// What can be come to from each node.
pub(super) struct Closure {
    /// The circle of each node.
    circle: Vec<u32>,
    /// What can be come to from each circle, by column.
    reached: Vec<FixedBitSet>,
    /// The node of each column: halves of steps first, then principals.
    columns: Vec<NodeIndex>,
    /// The column of each node that has one.
    column_of: Vec<Option<usize>>,
    /// How many columns are halves of steps.
    halves: usize,
}

impl Closure {
    /// Closes a graph; with `sure`, only over links that surely work.
    pub(super) fn of(graph: &DiGraph<Node, Link>, sure: bool) -> Self {
        let (mut columns, principals): (Vec<_>, Vec<_>) = graph
            .node_indices()
            .filter(|node| is_column(graph, *node))
            .partition(|node| !matches!(graph.node_weight(*node), Some(Node::Be(_))));
        let halves = columns.len();
        columns.extend(principals);
        let mut column_of = vec![None; graph.node_count()];
        for (column, node) in columns.iter().enumerate() {
            if let Some(slot) = column_of.get_mut(node.index()) {
                *slot = Some(column);
            }
        }
        let counted = EdgeFiltered::from_fn(graph, |edge| !sure || edge.weight().sure);
        // Circles come after those that they lead to.
        let circles = kosaraju_scc(&counted);
        let mut circle = vec![0_u32; graph.node_count()];
        let mut reached: Vec<FixedBitSet> = Vec::with_capacity(circles.len());
        for (at, members) in (0_u32..).zip(&circles) {
            for node in members {
                if let Some(slot) = circle.get_mut(node.index()) {
                    *slot = at;
                }
            }
            let mut bits = FixedBitSet::with_capacity(columns.len());
            for node in members {
                if let Some(column) = column_of.get(node.index()).copied().flatten() {
                    bits.insert(column);
                }
                for edge in graph
                    .edges(*node)
                    .filter(|edge| !sure || edge.weight().sure)
                {
                    let next = circle.get(edge.target().index()).copied();
                    if let Some(next) = next.and_then(|next| reached.get(next as usize)) {
                        bits.union_with(next);
                    }
                }
            }
            reached.push(bits);
        }
        Self {
            circle,
            reached,
            columns,
            column_of,
            halves,
        }
    }

    /// Lists the principals that can be come to from a node.
    pub(super) fn principals(&self, node: NodeIndex) -> impl Iterator<Item = NodeIndex> + '_ {
        self.ones(node)
            .skip_while(|column| *column < self.halves)
            .filter_map(|column| self.columns.get(column).copied())
    }

    /// Lists the halves of steps that can be come to from a node.
    pub(super) fn halves(&self, node: NodeIndex) -> impl Iterator<Item = NodeIndex> + '_ {
        self.ones(node)
            .take_while(|column| *column < self.halves)
            .filter_map(|column| self.columns.get(column).copied())
    }

    fn ones(&self, node: NodeIndex) -> impl Iterator<Item = usize> + '_ {
        let circle = self.circle.get(node.index());
        let bits = circle.and_then(|at| self.reached.get(*at as usize));
        bits.into_iter().flat_map(FixedBitSet::ones)
    }

    /// Tells whether a principal can be come to from a node.
    pub(super) fn has(&self, from: NodeIndex, to: NodeIndex) -> bool {
        let column = self.column_of.get(to.index()).copied().flatten();
        let circle = self.circle.get(from.index());
        let bits = circle.and_then(|at| self.reached.get(*at as usize));
        column
            .zip(bits)
            .is_some_and(|(column, bits)| bits.contains(column))
    }
}

/// Tells whether anybody asks if a node can be come to.
fn is_column(graph: &DiGraph<Node, Link>, node: NodeIndex) -> bool {
    match graph.node_weight(node) {
        Some(Node::Be(_)) => graph
            .edges_directed(node, petgraph::Direction::Incoming)
            .next()
            .is_some(),
        Some(Node::Host | Node::Attach(_) | Node::Edit(_) | Node::Holds(..)) => true,
        _ => false,
    }
}
