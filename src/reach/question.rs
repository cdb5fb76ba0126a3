//! Questions about reach.

use petgraph::graph::NodeIndex;

use super::build::Steps;
use super::closure::Closure;
use super::edge::Given;
use super::node::{How, Node};
use crate::access::{Access, Asked, At, Bounds, Hides, RoleId};
use crate::algebra::{Answer, Bound, Reason};
use crate::model::permission::Plane;
use crate::model::{PrincipalId, ScopeId};
use crate::support::hash::HashSet;

/// What every principal can come to.
pub struct Reach<'a> {
    pub(super) steps: Steps<'a>,
    sure: Closure,
    possible: Closure,
}

impl<'a> Reach<'a> {
    /// Works out what everybody can come to in a world that
    /// [`with_gains`](crate::access::World::with_gains) has extended.
    pub fn of(access: &'a Access<'a>) -> Self {
        access.prepare();
        let mut steps = Steps::of(access);
        let mut sure = Closure::of(&steps.graph, true);
        let mut possible = Closure::of(&steps.graph, false);
        // A right that is gained may be the second half of another step.
        while steps.join(&sure, &possible) {
            sure = Closure::of(&steps.graph, true);
            possible = Closure::of(&steps.graph, false);
        }
        Self {
            steps,
            sure,
            possible,
        }
    }

    /// Returns the access that it is worked out over.
    pub fn access(&self) -> &'a Access<'a> {
        self.steps.access
    }

    fn closure(&self, bound: Bound) -> &Closure {
        match bound {
            Bound::Lower => &self.sure,
            Bound::Upper => &self.possible,
        }
    }

    /// Lists whom a principal can become by steps, itself left out: surely, or possibly.
    pub fn becomes(
        &self,
        who: PrincipalId,
        bound: Bound,
    ) -> impl Iterator<Item = PrincipalId> + '_ {
        let closure = self.closure(bound);
        let node = self.steps.find(Node::Be(who));
        let reached = node.into_iter().flat_map(|node| closure.principals(node));
        reached.filter_map(move |node| match self.steps.graph.node_weight(node) {
            Some(Node::Be(id)) if *id != who => Some(*id),
            _ => None,
        })
    }

    /// Tells whether a principal can become another by steps: surely, or possibly.
    pub fn can_become(&self, who: PrincipalId, other: PrincipalId, bound: Bound) -> bool {
        let nodes = [who, other].map(|id| self.steps.find(Node::Be(id)));
        let [Some(from), Some(to)] = nodes else {
            return false;
        };
        who != other && self.closure(bound).has(from, to)
    }

    /// Decides whether a principal can come to do an operation at a scope.
    pub fn decide(&self, who: PrincipalId, at: At, asked: &Asked) -> Bounds {
        let access = self.access();
        let mut decided = access.decide(who, at, asked);
        for other in self.becomes(who, Bound::Upper) {
            if decided.upper {
                break;
            }
            decided.upper = access.decide(other, at, asked).upper;
        }
        decided.upper |= self.hidden(who).next().is_some();
        for other in self.becomes(who, Bound::Lower) {
            if decided.lower {
                break;
            }
            decided.lower = access.decide(other, at, asked).lower;
        }
        decided
    }

    /// Answers whether a principal can come to do an operation at a scope.
    pub fn answer(&self, who: PrincipalId, at: At, plane: Plane, name: &str) -> Answer {
        let access = self.access();
        let mut answer = access.answer(who, at, plane, name);
        for other in self.becomes(who, Bound::Lower) {
            answer = answer.or(access.answer(other, at, plane, name));
        }
        if answer.rank() > Answer::unknown(Reason::WorkLimit).rank() {
            return answer;
        }
        let unsure = |other: &PrincipalId| access.answer(*other, at, plane, name).is_possible();
        if self.becomes(who, Bound::Upper).any(|other| unsure(&other)) {
            let path = self.path(who, at, plane, name);
            let reasons = path.map(|path| path.doubts()).unwrap_or_default();
            for reason in reasons {
                answer = answer.or(Answer::unknown(Reason::Step(reason)));
            }
            if !answer.is_possible() {
                answer = Answer::unknown(Reason::WorkLimit);
            }
        }
        for what in self.hidden(who) {
            answer = answer.or(Answer::unknown(Reason::NotRead(what)));
        }
        answer
    }

    /// Lists what was not read of a principal and of those that it can become.
    fn hidden(&self, who: PrincipalId) -> impl Iterator<Item = smol_str::SmolStr> + '_ {
        let access = self.access();
        let gaps = access.world().gaps.iter();
        gaps.filter(move |gap| {
            let meant = |id: PrincipalId| {
                gap.principal
                    .is_none_or(|one| access.holders(id).contains(&one))
            };
            gap.hides == Hides::Access && (meant(who) || self.becomes(who, Bound::Upper).any(meant))
        })
        .map(|gap| gap.what.clone())
    }
}

impl Steps<'_> {
    /// Adds the steps that need two rights for whoever has come to both; tells whether any is new.
    fn join(&mut self, sure: &Closure, possible: &Closure) -> bool {
        let mut found: Vec<(PrincipalId, Node, u16, bool)> = Vec::new();
        let (attach, edit) = (self.position(Given::Host), self.position(Given::OwnRole));
        for index in 0..self.access.world().parties.len() {
            let who = PrincipalId::new(index);
            let Some(node) = self.find(Node::Be(who)) else {
                continue;
            };
            let surely = Pairs::of(self, sure, node);
            for to in Pairs::of(self, possible, node).joined() {
                let is_sure = surely.joined().contains(&to);
                let at = if matches!(to, Joined::Identity(_)) {
                    attach
                } else {
                    edit
                };
                let target = to.target(self);
                let (Some(at), Some(target)) = (at, target) else {
                    continue;
                };
                let have = if is_sure { sure } else { possible };
                let known = self.find(target).is_some_and(|to| have.has(node, to));
                if !known && target != Node::Be(who) {
                    found.push((who, target, at, is_sure));
                }
            }
        }
        let any = !found.is_empty();
        for (who, target, at, is_sure) in found {
            self.link(Node::Be(who), target, How::Joined(at), is_sure);
        }
        any
    }

    fn position(&self, given: Given) -> Option<u16> {
        let place = self
            .edges
            .iter()
            .position(|ready| ready.edge.given == given);
        place.and_then(|place| u16::try_from(place).ok())
    }
}

/// What two rights together gain.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
enum Joined {
    Identity(PrincipalId),
    Everything(ScopeId),
}

impl Joined {
    fn target(self, steps: &Steps<'_>) -> Option<Node> {
        match self {
            Self::Identity(id) => Some(Node::Be(id)),
            Self::Everything(scope) => steps.everything(scope).map(Node::Be),
        }
    }
}

/// The halves of steps that somebody has come to.
#[derive(Default)]
struct Pairs {
    host: bool,
    attach: Vec<PrincipalId>,
    edit: HashSet<RoleId>,
    holds: Vec<(RoleId, ScopeId)>,
}

impl Pairs {
    fn of(steps: &Steps<'_>, closure: &Closure, from: NodeIndex) -> Self {
        let mut pairs = Self::default();
        for node in closure.halves(from) {
            match steps.graph.node_weight(node) {
                Some(Node::Host) => pairs.host = true,
                Some(Node::Attach(id)) => pairs.attach.push(*id),
                Some(Node::Edit(role)) => {
                    pairs.edit.insert(*role);
                }
                Some(Node::Holds(role, scope)) => pairs.holds.push((*role, *scope)),
                _ => {}
            }
        }
        pairs
    }

    fn joined(&self) -> Vec<Joined> {
        let identities = self.attach.iter().filter(|_| self.host);
        let identities = identities.map(|id| Joined::Identity(*id));
        let edited = self
            .holds
            .iter()
            .filter(|(role, _)| self.edit.contains(role));
        let edited = edited.map(|(_, scope)| Joined::Everything(*scope));
        identities.chain(edited).collect()
    }
}
