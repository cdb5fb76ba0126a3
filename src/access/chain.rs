//! By which groups and grants an answer comes about.

use std::cmp::Reverse;

use super::engine::{Access, At};
use crate::algebra::Answer;
use crate::model::PrincipalId;
use crate::model::permission::Plane;
use crate::support::hash::HashMap;

/// One way in which a principal may do something.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Chain {
    /// From the principal to the one that holds the grant, both included.
    pub groups: Vec<PrincipalId>,
    /// The position of the grant in [`World::grants`](super::World::grants).
    pub grant: usize,
    /// What that grant alone answers.
    pub answer: Answer,
}

impl Access<'_> {
    /// Lists every way in which a principal possibly may do an operation at a scope: the surest
    /// first, then the one through the fewest groups. Denials are not looked at.
    pub fn chains(&self, who: PrincipalId, at: At, plane: Plane, name: &str) -> Vec<Chain> {
        let mut found: Vec<(Answer, PrincipalId, usize)> = Vec::new();
        for holder in self.holders(who) {
            self.each_held(*holder, at.scope, |held| {
                let answer = self.held_answer(held, plane, name);
                if answer.is_possible() {
                    found.push((answer, *holder, held.grant as usize));
                }
            });
        }
        if found.is_empty() {
            return Vec::new();
        }
        let ways = self.ways_up(who);
        let chains = found.into_iter().map(|(answer, holder, grant)| Chain {
            groups: path(&ways, who, holder),
            grant,
            answer,
        });
        let mut chains: Vec<_> = chains.collect();
        chains.sort_by_key(|chain| (Reverse(chain.answer.rank()), chain.groups.len()));
        chains
    }

    /// Returns for each group around a principal the member through which it was found first.
    fn ways_up(&self, who: PrincipalId) -> HashMap<PrincipalId, PrincipalId> {
        let mut ways = HashMap::default();
        for holder in self.holders(who) {
            let groups = self.world.parties.get(holder.index());
            for group in groups.into_iter().flat_map(|one| &one.member_of) {
                if *group != who {
                    ways.entry(*group).or_insert(*holder);
                }
            }
        }
        ways
    }

    /// Lists the groups from a principal to one that holds it, both included.
    pub fn membership(&self, who: PrincipalId, holder: PrincipalId) -> Vec<PrincipalId> {
        path(&self.ways_up(who), who, holder)
    }
}

fn path(
    ways: &HashMap<PrincipalId, PrincipalId>,
    who: PrincipalId,
    holder: PrincipalId,
) -> Vec<PrincipalId> {
    let mut path = vec![holder];
    let mut at = holder;
    // The nearest members were looked at first, so that this cannot go round.
    while let Some(below) = ways.get(&at).filter(|_| at != who) {
        path.push(*below);
        at = *below;
    }
    path.reverse();
    path
}
