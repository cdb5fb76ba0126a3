//! Steps that need two rights, which may come by different ways.

use petgraph::graph::NodeIndex;

use super::build::Steps;
use super::closure::Closure;
use super::edge::Given;
use super::node::{How, Node};
use crate::access::RoleId;
use crate::model::{PrincipalId, ScopeId};
use crate::support::hash::{HashMap, HashSet};

/// Whom two rights gain, by which kind of step, and whether surely.
type Target = (Node, u16, bool);

impl Steps<'_> {
    /// Adds the steps that need two rights for whoever has come to both; tells whether any is new.
    ///
    /// Those who come to the same have the same steps: there is one node for each list of them, so
    /// that a thousand who may attach a thousand identities are not a million links.
    pub(super) fn join(&mut self, sure: &Closure, possible: &Closure) -> bool {
        let mut lists: HashMap<Vec<Target>, Node> = HashMap::default();
        let mut known: HashMap<_, Option<Node>> = HashMap::default();
        for index in 0..self.access.world().parties.len() {
            let who = Node::Be(PrincipalId::new(index));
            let Some(from) = self.find(who) else {
                continue;
            };
            let sets = (sure.position(from), possible.position(from));
            let both = match known.get(&sets) {
                Some(both) => *both,
                None => {
                    let targets = self.by_two(from, sure, possible);
                    let both = (!targets.is_empty()).then(|| self.both(&mut lists, targets));
                    *known.entry(sets).or_insert(both)
                }
            };
            if let Some(both) = both {
                self.link(who, both, How::Both, true);
            }
        }
        !lists.is_empty()
    }

    /// Returns the node from which some are gained, which is made where it is not there yet.
    fn both(&mut self, lists: &mut HashMap<Vec<Target>, Node>, targets: Vec<Target>) -> Node {
        if let Some(both) = lists.get(&targets) {
            return *both;
        }
        let both = Node::Both(u32::try_from(self.graph.node_count()).unwrap_or(u32::MAX));
        for (to, at, sure) in &targets {
            self.link(both, *to, How::Joined(*at), *sure);
        }
        lists.insert(targets, both);
        both
    }

    /// Lists whom a node gains by two rights and has not come to yet.
    fn by_two(&self, from: NodeIndex, sure: &Closure, possible: &Closure) -> Vec<Target> {
        let surely = Pairs::of(self, sure, from);
        let pairs = Pairs::of(self, possible, from);
        let known = |to: Node, is_sure: bool| {
            let have = if is_sure { sure } else { possible };
            self.find(to).is_some_and(|to| have.has(from, to))
        };
        let mut found: Vec<Target> = Vec::new();
        if let Some(at) = self.position(Given::Host).filter(|_| pairs.host) {
            let attached: HashSet<_> = surely.attach.iter().filter(|_| surely.host).collect();
            let identities = pairs.attach.iter();
            let identities = identities.map(|id| (Node::Be(*id), at, attached.contains(id)));
            found.extend(identities.filter(|(to, _, is_sure)| !known(*to, *is_sure)));
        }
        let Some(at) = self.position(Given::OwnRole) else {
            return found;
        };
        // Who has everything at a scope has it below: only the highest ones are new.
        let mut covered: HashMap<ScopeId, bool> = HashMap::default();
        for scope in self.sorted(&pairs.widened) {
            let is_sure = surely.widened.contains(&scope);
            let everything = |scope| self.everything(scope).map(Node::Be);
            let mut above = self.access.upwards(scope);
            let has = above.any(|above| {
                let told = covered.get(&above).is_some_and(|sure| *sure || !is_sure);
                told || everything(above).is_some_and(|to| known(to, is_sure))
            });
            if let Some(to) = everything(scope).filter(|_| !has) {
                covered.insert(scope, is_sure);
                found.push((to, at, is_sure));
            }
        }
        found
    }

    /// Lists scopes in the order of the tree.
    fn sorted(&self, scopes: &HashSet<ScopeId>) -> Vec<ScopeId> {
        let mut sorted: Vec<_> = scopes.iter().copied().collect();
        self.access.sort(&mut sorted);
        sorted
    }

    fn position(&self, given: Given) -> Option<u16> {
        let place = self
            .edges
            .iter()
            .position(|ready| ready.edge.given == given);
        place.and_then(|place| u16::try_from(place).ok())
    }
}

/// The halves of steps that somebody has come to.
#[derive(Default)]
struct Pairs {
    /// It can create something that runs code.
    host: bool,
    /// The identities that it can attach.
    attach: Vec<PrincipalId>,
    /// Where it holds a role that it can edit.
    widened: HashSet<ScopeId>,
}

impl Pairs {
    fn of(steps: &Steps<'_>, closure: &Closure, from: NodeIndex) -> Self {
        let mut pairs = Self::default();
        let mut edit: HashSet<RoleId> = HashSet::default();
        for node in closure.halves(from) {
            match steps.graph.node_weight(node) {
                Some(Node::Host) => pairs.host = true,
                Some(Node::Attach(id)) => pairs.attach.push(*id),
                Some(Node::Edit(role)) => {
                    edit.insert(*role);
                }
                // What is held comes last.
                Some(Node::Holds(..)) if edit.is_empty() => break,
                Some(Node::Holds(role, scope)) if edit.contains(role) => {
                    pairs.widened.insert(*scope);
                }
                _ => {}
            }
        }
        pairs
    }
}
