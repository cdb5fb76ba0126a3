//! Every way from one principal: one walk answers for all whom it can become.

use petgraph::graph::EdgeIndex;

use super::node::Node;
use super::path::Step;
use super::question::Reach;
use super::walk::Walk;
use crate::algebra::Bound;
use crate::model::PrincipalId;

/// The shortest ways from one principal to everybody whom it can become.
pub struct Ways<'r> {
    reach: &'r Reach<'r>,
    who: PrincipalId,
    walk: Walk,
}

impl Reach<'_> {
    /// Walks from a principal over steps that surely work, or possibly.
    pub fn ways(&self, who: PrincipalId, bound: Bound) -> Ways<'_> {
        let over = (bound == Bound::Lower, EdgeIndex::end());
        Ways {
            reach: self,
            who,
            walk: self.steps.walk(Node::Be(who), over, |_| false),
        }
    }
}

impl Ways<'_> {
    /// Tells the shortest way to somebody; none where there is none.
    pub fn to(&self, other: PrincipalId) -> Option<Vec<Step>> {
        let steps = &self.reach.steps;
        let links = self.walk.links_to(steps, steps.find(Node::Be(other))?)?;
        (!links.is_empty()).then(|| steps.told(self.who, &links))
    }
}
