//! Whole answers, with the reason or condition where there is one; what is denied, what was not
//! read.

use super::engine::{Access, At, Held};
use super::world::{Denial, Gap, Hides, Schedule};
use crate::algebra::{Answer, Reason};
use crate::model::permission::Plane;
use crate::model::{PrincipalId, ScopeId};

/// What holds where an eligible grant counts.
const ACTIVATED: &str = "it is activated";

impl<'w> Access<'w> {
    /// Answers with the reason or condition where there is one.
    pub fn answer(&self, who: PrincipalId, at: At, plane: Plane, name: &str) -> Answer {
        let mut granted = Answer::No;
        for holder in self.holders(who) {
            self.each_held(*holder, at.scope, |held| {
                let before = std::mem::replace(&mut granted, Answer::No);
                granted = before.or(self.held_answer(held, plane, name));
            });
        }
        for gap in self.gaps(who, at.scope) {
            let unread = Answer::unknown(Reason::NotRead(gap.what.clone()));
            granted = match gap.hides {
                Hides::Access => granted.or(unread),
                Hides::Denials => granted.and(unread),
            };
        }
        let denials = self.denials(who, at);
        let denied = denials.map(|(index, denial)| self.denial_answer(index, denial, plane, name));
        denied.fold(granted, Answer::deny)
    }

    /// Answers for one grant alone.
    pub(super) fn held_answer(&self, held: &Held, plane: Plane, name: &str) -> Answer {
        let set = self.set_of(held.set);
        let mut answer = set.map_or(Answer::No, |set| set.grants(plane, name));
        let Some(grant) = self.world.grants.get(held.grant as usize) else {
            return answer;
        };
        if grant.schedule == Schedule::Eligible {
            answer = answer.and(Answer::only_if(ACTIVATED));
        }
        match &grant.condition {
            Some(condition) => answer.and(Answer::only_if(condition)),
            None => answer,
        }
    }

    fn denial_answer(&self, index: usize, denial: &Denial, plane: Plane, name: &str) -> Answer {
        let set = self.of_denial.get(index).and_then(|set| self.set_of(*set));
        let answer = set.map_or(Answer::No, |set| set.grants(plane, name));
        match &denial.condition {
            Some(condition) => answer.and(Answer::only_if(condition)),
            None => answer,
        }
    }

    /// Lists the denials that mean a principal at a scope, with their positions.
    pub fn denials(
        &self,
        who: PrincipalId,
        at: At,
    ) -> impl Iterator<Item = (usize, &'w Denial)> + '_ {
        let all = self.world.denials.iter().enumerate();
        all.filter(move |(_, denial)| self.is_there(denial, at) && self.means(denial, who))
    }

    fn is_there(&self, denial: &Denial, at: At) -> bool {
        if denial.not_below {
            return at.exact && denial.scope == at.scope;
        }
        self.covers(denial.scope, at.scope)
    }

    pub(super) fn means(&self, denial: &Denial, who: PrincipalId) -> bool {
        let holders = self.holders(who);
        let is_among = |list: &[PrincipalId]| holders.iter().any(|id| list.contains(id));
        (denial.everyone || is_among(&denial.principals)) && !is_among(&denial.excluded)
    }

    /// Lists what was not read and may change an answer.
    pub(super) fn gaps(
        &self,
        who: PrincipalId,
        scope: ScopeId,
    ) -> impl Iterator<Item = &'w Gap> + '_ {
        self.world.gaps.iter().filter(move |gap| {
            let meant = gap
                .principal
                .is_none_or(|one| self.holders(who).contains(&one));
            meant && gap.scope.is_none_or(|above| self.covers(above, scope))
        })
    }
}
