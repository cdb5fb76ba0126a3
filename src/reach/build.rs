//! Builds the graph of steps.

mod targets;

use petgraph::graph::{DiGraph, NodeIndex};

use super::edge::{self, Edge, Gains, Given, Site};
use super::gains::{is_site, tops};
use super::node::{How, Link, Node};
use crate::access::{Access, Asked, At, Bounds, Gained, RoleId, Schedule};
use crate::algebra::PermissionSet;
use crate::model::{PrincipalId, ScopeId};
use crate::support::hash::{HashMap, HashSet};
use targets::Targets;

/// The steps with what enables them looked up.
pub(super) struct Ready {
    pub(super) edge: &'static Edge,
    pub(super) asked: Vec<Asked>,
}

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

    /// Adds the grants that enable a step, and what they enable.
    fn grants(&mut self) {
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

    /// Lists what a step at a place gains, and whether surely.
    fn gained(&self, edge: &Edge, site: ScopeId) -> Vec<(Node, bool)> {
        let world = self.access.world();
        let Some(place) = world.places.get(site.index()) else {
            return Vec::new();
        };
        let sure = match edge.given {
            Given::Nothing | Given::Host | Given::OwnRole => true,
            // Not gained by a grant.
            Given::Label(_) => return Vec::new(),
            Given::Unsaid(_) => false,
            Given::Unless(key, value) => match place.setting(key) {
                Some(said) if said == value => return Vec::new(),
                said => said.is_some(),
            },
            Given::Only(key, value) => match place.setting(key) {
                Some(said) if said != value => return Vec::new(),
                said => said.is_some(),
            },
        };
        match edge.given {
            Given::Host => {
                let itself = self.targets.of_gain(world, Gains::Itself, site);
                return itself.map(|id| (Node::Attach(id), true)).collect();
            }
            Given::OwnRole => return self.editable(site),
            _ => {}
        }
        if edge.gains == Gains::Host {
            return vec![(Node::Host, sure)];
        }
        let gained = self.targets.of_gain(world, edge.gains, site);
        gained.map(|id| (Node::Be(id), sure)).collect()
    }

    /// Lists the custom roles that may be edited with the right to write roles at a scope: that has
    /// to be held wherever the role may be assigned.
    fn editable(&self, scope: ScopeId) -> Vec<(Node, bool)> {
        let world = self.access.world();
        let roles = world
            .roles
            .iter()
            .enumerate()
            .filter(|(_, role)| role.custom);
        let editable = roles.filter_map(|(index, role)| {
            let node = Node::Edit(RoleId::new(index));
            if role.assignable.is_empty() {
                return Some((node, false));
            }
            let covered = role.assignable.iter().all(|id| {
                let at = self.access.place(id);
                at.is_some_and(|at| at.exact && self.access.covers(scope, at.scope))
            });
            covered.then_some((node, true))
        });
        editable.collect()
    }

    /// Tells whether a deny assignment may stand against a step at a place.
    fn is_contested(&self, edge: &Edge, site: ScopeId) -> bool {
        let denials = self.access.world().denials.iter();
        let mut above = denials.filter(|denial| self.access.covers(denial.scope, site));
        above.any(|denial| {
            let set = PermissionSet::of(&denial.blocks);
            let mut operations = edge.operations.iter();
            operations.any(|(plane, name)| set.grants(*plane, name).is_possible())
        })
    }

    /// Decides a contested step for every principal by itself, once.
    fn contest(&mut self, at: u16, site: ScopeId, gained: &[(Node, bool)]) {
        if !self.contested.insert((at, site)) {
            return;
        }
        for index in 0..self.access.world().parties.len() {
            let who = PrincipalId::new(index);
            let bounds = self.may(who, at, site);
            for (to, sure) in gained.iter().filter(|_| bounds.upper) {
                let how = How::Contested(at, site);
                self.link(Node::Be(who), *to, how, *sure && bounds.lower);
            }
        }
    }

    /// Decides whether a principal holds what enables a step at a place.
    fn may(&self, who: PrincipalId, at: u16, site: ScopeId) -> Bounds {
        let asked = self.edges.get(at as usize).map(|ready| &ready.asked);
        let decided = asked.into_iter().flatten();
        decided
            .map(|asked| self.access.decide(who, At::from(site), asked))
            .fold(Bounds::default(), Bounds::or)
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

impl Ready {
    fn of(access: &Access<'_>, edge: &'static Edge) -> Self {
        let operations = edge.operations.iter();
        let asked = operations.map(|(plane, name)| access.asked(*plane, name));
        Self {
            edge,
            asked: asked.collect(),
        }
    }
}

/// Tells which steps distinct blocks enable, and whether surely.
fn enabled(access: &Access<'_>, edges: &[Ready]) -> Vec<Vec<(u16, bool)>> {
    let of = |set: u32| {
        let steps = (0_u16..).zip(edges).filter_map(|(at, ready)| {
            let asked = ready.asked.iter();
            let bounds = asked
                .map(|asked| access.bounds(set, asked))
                .fold(Bounds::default(), Bounds::or);
            bounds.upper.then_some((at, bounds.lower))
        });
        steps.collect()
    };
    (0..access.blocks_count()).map(of).collect()
}

fn sites(access: &Access<'_>, edge: &Edge) -> Vec<ScopeId> {
    if edge.at == Site::Anywhere {
        return Vec::new();
    }
    let places = access.world().places.iter().enumerate();
    let fitting = places.filter(|(_, place)| is_site(edge.at, place));
    let mut sites: Vec<_> = fitting.map(|(index, _)| ScopeId::new(index)).collect();
    access.sort(&mut sites);
    sites
}
