//! The shortest path by which a principal comes to do something.

use petgraph::graph::EdgeIndex;
use smol_str::{SmolStr, format_smolstr};

use super::build::Steps;
use super::edge::{Edge, Given};
use super::node::{How, Link, Node};
use super::question::Reach;
use super::walk::{Over, Walk};
use crate::access::{At, Chain, Schedule};
use crate::algebra::Answer;
use crate::model::permission::Plane;
use crate::model::{PrincipalId, ScopeId};

/// One step of a path.
#[derive(Debug, Clone)]
pub struct Step {
    /// Who takes it.
    pub from: PrincipalId,
    /// The groups from that principal to the one that holds the grant, both included.
    pub groups: Vec<PrincipalId>,
    /// The position of the grant that enables it; none where a token is trusted, and where several
    /// rights are needed together.
    pub grant: Option<usize>,
    /// What kind of step; none where a token is trusted.
    pub edge: Option<&'static Edge>,
    /// Where.
    pub place: Option<ScopeId>,
    /// Whom or what it gains; nobody new where it is one half of another step.
    pub to: PrincipalId,
    /// Where several rights are needed together: how each is come to.
    pub halves: Vec<Vec<Step>>,
    /// What is not known, so that the step possibly fails; empty where it surely works.
    pub doubts: Vec<SmolStr>,
}

impl Step {
    fn begin(from: PrincipalId) -> Self {
        Self {
            from,
            groups: vec![from],
            grant: None,
            edge: None,
            place: None,
            to: from,
            halves: Vec::new(),
            doubts: Vec::new(),
        }
    }
}

/// A way to an operation: steps, and the grant that gives it at their end.
#[derive(Debug, Clone)]
pub struct Path {
    /// The steps; none where it is granted directly.
    pub steps: Vec<Step>,
    /// Who has it at the end.
    pub end: PrincipalId,
    /// By which grant.
    pub chain: Chain,
}

impl Path {
    /// Lists everything that is not known about its steps, and about the grant at its end.
    pub fn doubts(&self) -> Vec<SmolStr> {
        let steps = self
            .steps
            .iter()
            .flat_map(|step| step.doubts.iter().cloned());
        let last = (!self.chain.answer.is_sure()).then(|| match &self.chain.answer {
            Answer::If(condition) => format_smolstr!("only where {condition}"),
            other => format_smolstr!("{other}"),
        });
        steps.chain(last).collect()
    }

    /// Tells whether every step and the grant at its end are sure.
    pub fn is_sure(&self) -> bool {
        self.doubts().is_empty()
    }
}

impl Reach<'_> {
    /// Finds the shortest path by which a principal comes to do an operation at a scope; one whose
    /// steps are sure is preferred. None where there is none.
    pub fn path(&self, who: PrincipalId, at: At, plane: Plane, name: &str) -> Option<Path> {
        let access = self.access();
        let has = |id: PrincipalId, sure: bool| {
            let answer = access.answer(id, at, plane, name);
            if sure {
                answer.is_sure()
            } else {
                answer.is_possible()
            }
        };
        [true, false].into_iter().find_map(|sure| {
            let over = (sure, EdgeIndex::end());
            let walk = self.steps.walk(
                Node::Be(who),
                over,
                |node| matches!(node, Node::Be(id) if has(*id, sure)),
            );
            let links = walk.links_to(&self.steps, walk.end?)?;
            let steps = self.steps.told(who, &links);
            let end = steps.last().map_or(who, |step| step.to);
            let chain = access.chains(end, at, plane, name).into_iter().next()?;
            Some(Path { steps, end, chain })
        })
    }

    /// Finds the shortest path by which a principal becomes another.
    pub fn path_to(&self, who: PrincipalId, other: PrincipalId) -> Option<Vec<Step>> {
        [true, false].into_iter().find_map(|sure| {
            let over = (sure, EdgeIndex::end());
            let is_end = |node: &Node| *node == Node::Be(other);
            let walk = self.steps.walk(Node::Be(who), over, is_end);
            let links = walk.links_to(&self.steps, walk.end?)?;
            Some(self.steps.told(who, &links))
        })
    }
}

impl Steps<'_> {
    /// Tells links as steps: from one principal to the next.
    pub(super) fn told(&self, who: PrincipalId, links: &[EdgeIndex]) -> Vec<Step> {
        let mut steps = Vec::new();
        let mut open = Step::begin(who);
        for id in links {
            let ends = self.graph.edge_endpoints(*id);
            let to = ends.and_then(|(_, to)| self.graph.node_weight(to));
            let (Some(link), Some(to)) = (self.graph.edge_weight(*id), to) else {
                continue;
            };
            self.tell(&mut open, (*id, link), *to);
            if let Node::Be(next) = to {
                open.to = *next;
                steps.push(std::mem::replace(&mut open, Step::begin(*next)));
            }
        }
        steps.extend(Some(open).filter(|open| open.grant.is_some()));
        steps
    }

    /// Adds a link to the step that it is part of.
    fn tell(&self, step: &mut Step, (id, link): (EdgeIndex, &Link), to: Node) {
        match link.how {
            How::Is | How::Trusted | How::Both => {}
            How::Unread => step
                .doubts
                .push(SmolStr::new_static("it was not read who is in the group")),
            How::Member => {
                if let Node::Rights(group) = to {
                    step.groups.push(group);
                }
            }
            How::Grant(grant) => {
                step.grant = Some(grant as usize);
                step.doubts.extend(self.grant_doubt(grant as usize));
            }
            How::Enables if link.sure => {}
            How::Enables => step.doubts.push(SmolStr::new_static(
                "Azure does not document whether the role covers the operation",
            )),
            How::Step(at, place) => {
                step.edge = self.edge(at);
                step.place = Some(place);
                let doubt = step.edge.filter(|_| !link.sure);
                step.doubts
                    .extend(doubt.map(|edge| doubt_of(edge, self.name(place))));
            }
            How::Contested(at, place) => {
                step.edge = self.edge(at);
                step.place = Some(place);
                let doubt = "a deny assignment may stand against it";
                step.doubts
                    .extend((!link.sure).then(|| SmolStr::new_static(doubt)));
            }
            How::Joined(at) => {
                step.edge = self.edge(at);
                step.halves = self.halves(step.from, to, (link.sure, id));
                let halves = step.halves.iter().flatten();
                step.doubts
                    .extend(halves.flat_map(|half| half.doubts.clone()));
            }
        }
    }

    fn edge(&self, at: u16) -> Option<&'static Edge> {
        self.edges.get(at as usize).map(|ready| ready.edge)
    }

    /// Tells how the rights are come to that gain something together: by links that were there before
    /// the one that joins them, so that no half rests on what it gains.
    fn halves(&self, who: PrincipalId, gained: Node, over: Over) -> Vec<Vec<Step>> {
        let Node::Be(gained) = gained else {
            return Vec::new();
        };
        let told = |walk: &Walk, to: Node| {
            let links = walk.links_to(self, self.find(to)?)?;
            Some(self.told(who, &links))
        };
        let from = Node::Be(who);
        let way = |to: Node| told(&self.walk(from, over, |node| *node == to), to);
        let attached = [way(Node::Attach(gained)), way(Node::Host)];
        if let [Some(attach), Some(host)] = attached {
            return vec![attach, host];
        }
        let walk = self.walk(from, over, |_| false);
        let mut held = self.graph.node_weights().filter_map(|node| match node {
            Node::Holds(role, scope) if self.everything(*scope) == Some(gained) => {
                let halves = [*node, Node::Edit(*role)].map(|to| told(&walk, to));
                halves.into_iter().collect::<Option<Vec<_>>>()
            }
            _ => None,
        });
        held.next().unwrap_or_default()
    }

    fn grant_doubt(&self, grant: usize) -> Option<SmolStr> {
        let grant = self.access.world().grants.get(grant)?;
        match (&grant.condition, grant.schedule) {
            (Some(condition), _) => Some(format_smolstr!("only where `{condition}`")),
            (None, Schedule::Eligible) => {
                Some(SmolStr::new_static("the grant has to be activated first"))
            }
            (None, Schedule::Standing) => None,
        }
    }

    fn name(&self, place: ScopeId) -> &str {
        let place = self.access.world().places.get(place.index());
        place.map_or("", |place| place.name.as_str())
    }
}

/// Says what is not known of a step at a place.
fn doubt_of(edge: &Edge, place: &str) -> SmolStr {
    match edge.given {
        Given::Unless(key, value) => {
            format_smolstr!("`{key}` of `{place}` is not said to be `{value}`")
        }
        Given::Only(key, value) => {
            format_smolstr!("`{key}` of `{place}` may be `{value}`, which nothing says")
        }
        Given::Unsaid(what) => SmolStr::new_static(what),
        Given::Nothing | Given::Label(_) | Given::Host | Given::OwnRole => SmolStr::default(),
    }
}
