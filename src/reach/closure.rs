//! What can be come to from each node: one set of columns for each circle of nodes, equal sets once.

use std::hash::BuildHasher as _;

use petgraph::algo::kosaraju_scc;
use petgraph::graph::{DiGraph, NodeIndex};
use petgraph::visit::EdgeFiltered;

use super::columns::Columns;
use super::node::{Link, Node};
use crate::support::hash::HashMap;

/// What can be come to from each node.
pub(super) struct Closure {
    /// The set of each node, by its position.
    of: Vec<u32>,
    /// Distinct sets of columns.
    sets: Vec<Columns>,
    /// The node of each column: principals first, then halves of steps.
    columns: Vec<NodeIndex>,
    /// The column of each node that has one.
    column_of: Vec<Option<u32>>,
    /// How many columns are principals.
    principals: u32,
}

impl Closure {
    /// Closes a graph; with `sure`, only over links that surely work.
    pub(super) fn of(graph: &DiGraph<Node, Link>, sure: bool) -> Self {
        let counted = EdgeFiltered::from_fn(graph, |edge| !sure || edge.weight().sure);
        // Circles come after those that they lead to.
        let circles = kosaraju_scc(&counted);
        let (columns, principals) = columns(graph, &circles);
        let mut column_of = vec![None; graph.node_count()];
        for (column, node) in (0_u32..).zip(&columns) {
            if let Some(slot) = column_of.get_mut(node.index()) {
                *slot = Some(column);
            }
        }
        let mut closing = Closing {
            width: columns.len(),
            of: vec![OPEN; graph.node_count()],
            sets: Vec::new(),
            known: HashMap::default(),
        };
        for members in &circles {
            let own = members.iter();
            let own = own.filter_map(|node| *column_of.get(node.index())?);
            let own: Vec<u32> = own.collect();
            let links = members.iter().flat_map(|node| graph.edges(*node));
            let links = links.filter(|link| !sure || link.weight().sure);
            let next = links.map(|link| petgraph::visit::EdgeRef::target(&link));
            closing.close(members, &own, next);
        }
        Self {
            of: closing.of,
            sets: closing.sets,
            columns,
            column_of,
            principals,
        }
    }

    /// Returns the position of what can be come to from a node; nodes with the same come to the same.
    pub(super) fn position(&self, node: NodeIndex) -> Option<u32> {
        self.of.get(node.index()).copied()
    }

    fn set(&self, node: NodeIndex) -> Option<&Columns> {
        self.sets.get(self.position(node)? as usize)
    }

    /// Lists the principals that can be come to from a node.
    pub(super) fn principals(&self, node: NodeIndex) -> impl Iterator<Item = NodeIndex> + '_ {
        let all = self
            .set(node)
            .into_iter()
            .flat_map(|set| set.starting_at(0));
        all.take_while(|column| *column < self.principals)
            .filter_map(|column| self.columns.get(column as usize).copied())
    }

    /// Counts the principals that can be come to from a node.
    pub(super) fn count(&self, node: NodeIndex) -> usize {
        let set = self.set(node);
        set.map_or(0, |set| set.count_before(self.principals))
    }

    /// Lists the halves of steps that can be come to from a node, the roles that are held last.
    pub(super) fn halves(&self, node: NodeIndex) -> impl Iterator<Item = NodeIndex> + '_ {
        let set = self.set(node).into_iter();
        let halves = set.flat_map(|set| set.starting_at(self.principals));
        halves.filter_map(|column| self.columns.get(column as usize).copied())
    }

    /// Tells whether a principal can be come to from a node.
    pub(super) fn has(&self, from: NodeIndex, to: NodeIndex) -> bool {
        let column = self.column_of.get(to.index()).copied().flatten();
        let found = column.zip(self.set(from));
        found.is_some_and(|(column, set)| set.contains(column))
    }
}

/// The set of a node that is not closed yet.
const OPEN: u32 = u32::MAX;

/// A graph that is being closed.
struct Closing {
    /// How many columns there are.
    width: usize,
    of: Vec<u32>,
    sets: Vec<Columns>,
    /// Sets by hash; one that has the hash of another is kept again.
    known: HashMap<u64, u32>,
}

impl Closing {
    /// Closes a circle with columns of its own, from which other circles are next.
    fn close(&mut self, members: &[NodeIndex], own: &[u32], next: impl Iterator<Item = NodeIndex>) {
        // What is still open is this circle.
        let next = next.filter_map(|node| self.of.get(node.index()).copied());
        let mut next: Vec<u32> = next.filter(|set| *set != OPEN).collect();
        next.sort_unstable();
        next.dedup();
        let set = match (own, next.as_slice()) {
            ([], [one]) => *one,
            _ => {
                let sets = next.iter().filter_map(|set| self.sets.get(*set as usize));
                self.place(Columns::union(self.width, own, sets))
            }
        };
        for node in members {
            if let Some(slot) = self.of.get_mut(node.index()) {
                *slot = set;
            }
        }
    }

    fn place(&mut self, set: Columns) -> u32 {
        let hash = self.known.hasher().hash_one(&set);
        let known = self.known.get(&hash).copied();
        if let Some(known) = known.filter(|at| self.sets.get(*at as usize) == Some(&set)) {
            return known;
        }
        let at = u32::try_from(self.sets.len()).unwrap_or(OPEN);
        self.sets.push(set);
        self.known.insert(hash, at);
        at
    }
}

/// Lists the nodes that have a column, in the order in which their circles are closed: principals,
/// then halves of steps, what is held last; and counts the principals.
fn columns(graph: &DiGraph<Node, Link>, circles: &[Vec<NodeIndex>]) -> (Vec<NodeIndex>, u32) {
    let all = circles.iter().flatten().copied();
    let all = all.filter(|node| is_column(graph, *node));
    let (mut columns, mut halves): (Vec<_>, Vec<_>) =
        all.partition(|node| matches!(graph.node_weight(*node), Some(Node::Be(_))));
    let principals = u32::try_from(columns.len()).unwrap_or(u32::MAX);
    halves.sort_by_key(|node| matches!(graph.node_weight(*node), Some(Node::Holds(..))));
    columns.extend(halves);
    (columns, principals)
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
