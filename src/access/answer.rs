//! Whole answers, with the reason or condition where there is one; what is denied, what was not
//! read.

use smol_str::format_smolstr;

use super::decide::Bounds;
use super::engine::{Access, At, Held};
use super::world::{Denial, Gap, Grant, Hides, Schedule};
use crate::algebra::{Answer, Reason};
use crate::model::permission::Plane;
use crate::model::{PrincipalId, ScopeId};

/// What holds where an eligible grant counts.
pub const ACTIVATED: &str = "it is activated";

impl Grant {
    /// Answers whether it counts: surely, or where something holds.
    pub fn holds(&self) -> Answer {
        let activated = match self.schedule {
            Schedule::Standing => Answer::Yes,
            Schedule::Eligible => Answer::only_if(ACTIVATED),
        };
        match &self.condition {
            Some(condition) => activated.and(Answer::only_if(condition)),
            None => activated,
        }
    }
}

impl<'w> Access<'w> {
    /// Answers with the reason or condition where there is one.
    pub fn answer(&self, who: PrincipalId, at: At, plane: Plane, name: &str) -> Answer {
        let mut granted = self.answer_of_holders(who, at, plane, name);
        for group in self.open_to(who) {
            let within = self.answer_of_holders(group, at, plane, name);
            if within.is_possible() {
                let of = self.world.parties.get(group.index());
                let of = of.map_or("", |one| one.name.as_str());
                let unread = format_smolstr!("who else is in group `{of}`");
                granted = granted.or(Answer::unknown(Reason::NotRead(unread)));
            }
        }
        for gap in self.gaps(who, at.scope) {
            let unread = Answer::unknown(Reason::NotRead(gap.what.clone()));
            granted = match gap.hides {
                Hides::Access => granted.or(unread),
                Hides::Denials => granted.and(unread),
            };
        }
        let denials = self.denials(who, at);
        let denied = denials.map(|(index, meant)| self.denial_answer(index, meant, plane, name));
        denied.fold(granted, Answer::deny)
    }

    /// Answers for the grants of a principal and the groups around it alone.
    fn answer_of_holders(&self, who: PrincipalId, at: At, plane: Plane, name: &str) -> Answer {
        let mut granted = Answer::No;
        for holder in self.holders(who) {
            self.each_held(*holder, at.scope, |held| {
                let before = std::mem::replace(&mut granted, Answer::No);
                granted = before.or(self.held_answer(held, plane, name));
            });
        }
        granted
    }

    /// Answers for one grant alone.
    pub(super) fn held_answer(&self, held: &Held, plane: Plane, name: &str) -> Answer {
        let set = self.set_of(held.set);
        let answer = set.map_or(Answer::No, |set| set.grants(plane, name));
        match self.world.grants.get(held.grant as usize) {
            Some(grant) => answer.and(grant.holds()),
            None => answer,
        }
    }

    fn denial_answer(&self, index: usize, meant: Bounds, plane: Plane, name: &str) -> Answer {
        let set = self.of_denial.get(index).and_then(|set| self.set_of(*set));
        let answer = set.map_or(Answer::No, |set| set.grants(plane, name));
        let Some(denial) = self.world.denials.get(index) else {
            return Answer::No;
        };
        let answer = match &denial.condition {
            Some(condition) => answer.and(Answer::only_if(condition)),
            None => answer,
        };
        if meant.lower {
            return answer;
        }
        let unread = format_smolstr!("whom the deny assignment `{}` means", denial.name);
        answer.and(Answer::unknown(Reason::NotRead(unread)))
    }

    /// Lists the denials that surely or possibly mean a principal at a scope, by position.
    pub fn denials(&self, who: PrincipalId, at: At) -> impl Iterator<Item = (usize, Bounds)> + '_ {
        let all = self.world.denials.iter().enumerate();
        let there = all.filter(move |(_, denial)| self.is_there(denial, at));
        let meant = there.map(move |(index, denial)| (index, self.means(denial, who)));
        meant.filter(|(_, meant)| meant.upper)
    }

    fn is_there(&self, denial: &Denial, at: At) -> bool {
        if denial.not_below {
            return at.exact && denial.scope == at.scope;
        }
        self.covers(denial.scope, at.scope)
    }

    /// Tells whether a denial means a principal; whoever may be in an open group is possibly meant, or
    /// possibly excepted.
    pub(super) fn means(&self, denial: &Denial, who: PrincipalId) -> Bounds {
        let holders = self.holders(who);
        let is_among = |list: &[PrincipalId]| holders.iter().any(|id| list.contains(id));
        let may_be = |list: &[PrincipalId]| {
            let mut open = self.open_to(who).flat_map(|group| self.holders(group));
            open.any(|id| list.contains(id))
        };
        let named = denial.everyone || is_among(&denial.principals);
        let excepted = is_among(&denial.excluded);
        Bounds {
            lower: named && !excepted && !may_be(&denial.excluded),
            upper: !excepted && (named || may_be(&denial.principals)),
        }
    }

    /// Lists the groups that a principal may be in, and is not known to be in.
    pub fn open_to(&self, who: PrincipalId) -> impl Iterator<Item = PrincipalId> + '_ {
        let gained = self
            .world
            .parties
            .get(who.index())
            .is_some_and(|one| one.gained.is_some());
        let open = self.world.open.iter().copied().filter(move |_| !gained);
        open.filter(move |group| !self.holders(who).contains(group))
    }

    /// Lists what was not read and may change an answer.
    pub fn gaps(&self, who: PrincipalId, scope: ScopeId) -> impl Iterator<Item = &'w Gap> + '_ {
        self.world.gaps.iter().filter(move |gap| {
            let meant = gap
                .principal
                .is_none_or(|one| self.holders(who).contains(&one));
            meant && gap.scope.is_none_or(|above| self.covers(above, scope))
        })
    }
}
