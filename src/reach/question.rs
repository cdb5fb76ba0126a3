//! Questions about reach.

use super::build::Steps;
use super::closure::Closure;
use super::node::Node;
use crate::access::{Access, Asked, At, Bounds, Hides};
use crate::algebra::{Answer, Bound, Reason};
use crate::model::PrincipalId;
use crate::model::permission::Plane;

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

    /// Lists whom a principal can become by steps in order, itself left out: surely, or possibly.
    pub fn becomes(
        &self,
        who: PrincipalId,
        bound: Bound,
    ) -> impl ExactSizeIterator<Item = PrincipalId> + use<> {
        let closure = self.closure(bound);
        let node = self.steps.find(Node::Be(who));
        let reached = node.into_iter().flat_map(|node| closure.principals(node));
        let others = reached.filter_map(|node| match self.steps.graph.node_weight(node) {
            Some(Node::Be(id)) if *id != who => Some(*id),
            _ => None,
        });
        // They are kept in the order in which circles are closed.
        let mut others: Vec<_> = others.collect();
        others.sort_unstable();
        others.into_iter()
    }

    /// Counts whom a principal can become by steps, itself left out: surely, or possibly.
    pub fn count(&self, who: PrincipalId, bound: Bound) -> usize {
        let Some(node) = self.steps.find(Node::Be(who)) else {
            return 0;
        };
        let closure = self.closure(bound);
        closure.count(node) - usize::from(closure.has(node, node))
    }

    /// Counts the nodes and the links of the graph of steps.
    pub fn size(&self) -> (usize, usize) {
        (self.steps.graph.node_count(), self.steps.graph.edge_count())
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
