//! What one identity's grants answer to what is wanted, and to each need of it.

use smol_str::SmolStr;

use super::ground::Ground;
use super::need::{Form, Need};
use super::sets::Sets;
use super::verdict::Verdict;
use super::wanted::{Join, Task, Wanted};
use crate::access::{At, Hides};
use crate::algebra::{Answer, Bound, Finding, Measured, Reason};
use crate::model::PrincipalId;
use crate::model::permission::Plane;

/// The answer to one need, with what shows it where it is partly.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Weighed {
    pub(super) verdict: Verdict,
    /// An operation that is granted.
    pub(super) granted: Option<SmolStr>,
    /// An operation that surely is not.
    pub(super) missing: Option<SmolStr>,
}

impl From<Verdict> for Weighed {
    fn from(verdict: Verdict) -> Self {
        Self {
            verdict,
            granted: None,
            missing: None,
        }
    }
}

impl Ground<'_> {
    /// Answers whether somebody may do what is wanted.
    pub fn verdict(&self, who: PrincipalId, wanted: &Wanted) -> Verdict {
        wanted.joined(&self.of_tasks(who, wanted))
    }

    /// Answers each task of what is wanted.
    pub(super) fn of_tasks(&self, who: PrincipalId, wanted: &Wanted) -> Vec<Verdict> {
        let tasks = wanted.tasks.iter();
        tasks.map(|task| self.of_task(who, task)).collect()
    }

    fn of_task(&self, who: PrincipalId, task: &Task) -> Verdict {
        let needs = task.needs.iter();
        let parts: Vec<_> = needs
            .map(|need| (need.defines, self.weigh(who, need).verdict))
            .collect();
        Verdict::all(parts.iter().map(|(defines, verdict)| (*defines, verdict)))
    }

    /// Tells quickly whether somebody possibly may do any of what defines what is wanted.
    pub(super) fn may(&self, who: PrincipalId, wanted: &Wanted) -> bool {
        let needs = wanted.tasks.iter().flat_map(|task| &task.needs);
        let mut defining = needs.filter(|need| need.defines);
        defining.any(|need| match (&need.form, self.reach) {
            (Form::Name(asked), Some(reach)) => reach.decide(who, need.at, asked).upper,
            (Form::Name(asked), None) => self.access.decide(who, need.at, asked).upper,
            (Form::Set { .. }, Some(_)) => true,
            (Form::Set { .. }, None) => {
                let mut all = std::iter::once(who).chain(self.access.open_to(who));
                all.any(|one| !self.giving(one, need).is_empty())
                    || self.hides(who, need.at, Hides::Access)
            }
        })
    }

    /// Answers for one operation, by steps as well where they count.
    pub(super) fn answer(&self, who: PrincipalId, at: At, plane: Plane, name: &str) -> Answer {
        match self.reach {
            Some(reach) => reach.answer(who, at, plane, name),
            None => self.access.answer(who, at, plane, name),
        }
    }

    /// Answers one need.
    pub(super) fn weigh(&self, who: PrincipalId, need: &Need) -> Weighed {
        match &need.form {
            Form::Name(_) => {
                let answer = self.answer(who, need.at, need.plane, &need.name);
                Verdict::from(answer).into()
            }
            Form::Set { set, .. } => self.weigh_set(who, need, set),
        }
    }

    fn weigh_set(&self, who: PrincipalId, need: &Need, set: &Measured<'static>) -> Weighed {
        let sets = self.sets(who, need);
        if set.within(Bound::Upper, &sets.sure, Bound::Lower).is_sure() {
            return Verdict::Yes.into();
        }
        let overlap = set
            .set()
            .overlaps(Bound::Upper, sets.possible.set(), Bound::Upper);
        if overlap == Answer::No {
            return Verdict::No.into();
        }
        if set.within(Bound::Lower, &sets.possible, Bound::Upper) == Answer::No {
            return self.partly(who, need, set, &sets);
        }
        let hidden = self.hides(who, need.at, Hides::Denials);
        if !hidden && set.within(Bound::Upper, &sets.held, Bound::Lower).is_sure() {
            return Verdict::from(sets.condition).into();
        }
        let open = set.beyond(Bound::Lower, &sets.sure, Bound::Lower);
        self.unknown_of(who, need, name_of(&open).as_deref()).into()
    }

    /// Answers where some of a need is surely not granted.
    fn partly(
        &self,
        who: PrincipalId,
        need: &Need,
        set: &Measured<'static>,
        sets: &Sets,
    ) -> Weighed {
        let granted = name_of(&set.shared(Bound::Lower, &sets.held, Bound::Lower));
        let missing = name_of(&set.beyond(Bound::Lower, &sets.possible, Bound::Upper));
        let verdict = if granted.is_some() {
            Verdict::Partly
        } else {
            let open = set.shared(Bound::Upper, &sets.possible, Bound::Upper);
            self.unknown_of(who, need, name_of(&open).as_deref())
        };
        Weighed {
            verdict,
            granted,
            missing,
        }
    }

    /// Names an operation of a need that is possibly granted.
    pub(super) fn example(&self, who: PrincipalId, need: &Need) -> Option<SmolStr> {
        match &need.form {
            Form::Name(_) => Some(need.name.clone()),
            Form::Set { set, .. } => {
                let possible = self.sets(who, need).possible;
                name_of(&set.shared(Bound::Upper, &possible, Bound::Upper))
            }
        }
    }

    /// Says why it is not known, by an operation for which it is not.
    fn unknown_of(&self, who: PrincipalId, need: &Need, name: Option<&str>) -> Verdict {
        let answer = name.map(|name| self.answer(who, need.at, need.plane, name));
        if let Some(Answer::Unknown(reasons)) = answer {
            return Verdict::Unknown(reasons);
        }
        let gaps = self.access.gaps(who, need.at.scope);
        let unread = gaps.map(|gap| Answer::unknown(Reason::NotRead(gap.what.clone())));
        match unread.reduce(Answer::or) {
            Some(unread) => unread.into(),
            None => Answer::unknown(Reason::WorkLimit).into(),
        }
    }
}

impl Wanted {
    /// Joins the answers to the tasks.
    pub(super) fn joined(&self, tasks: &[Verdict]) -> Verdict {
        match self.join {
            Join::Any => Verdict::any(tasks.iter()),
            Join::All => Verdict::all(tasks.iter().map(|verdict| (true, verdict))),
        }
    }
}

fn name_of(found: &Finding) -> Option<SmolStr> {
    found.witness().map(|one| one.name.clone())
}
