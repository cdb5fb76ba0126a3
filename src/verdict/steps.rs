//! What somebody possibly comes to by steps through which they become another or gain a grant.

use super::judge::Judge;
use super::ways::Ready;
use super::{By, Way};
use crate::access::{Gap, Hides};
use crate::algebra::Bound;
use crate::model::PrincipalId;
use crate::reach::{Reach, Step};

/// So many ends are tried for the shortest way.
const TRIED: usize = 8;

impl Judge<'_> {
    /// Lists who of those that are asked about possibly has what is asked, or comes to it by steps
    /// where these count, each once.
    pub(super) fn ways_of_each(&self, ready: &Ready<'_>, reach: Option<&Reach<'_>>) -> Vec<Way> {
        let given = self.given_to(ready);
        let gaps = self.access.world().gaps.iter();
        let gaps: Vec<&Gap> = gaps.filter(|gap| gap.hides == Hides::Access).collect();
        let everyone = (0..given.len()).map(PrincipalId::new);
        let mut ways: Vec<Way> = Vec::new();
        for who in everyone.filter(|who| self.is_asked(ready, *who)) {
            let by = |end: &PrincipalId| given.get(end.index()).cloned().flatten();
            if let Some(by) = by(&who) {
                ways.push(Way::direct(who, by));
                continue;
            }
            let all = || reach.map(|reach| reach.becomes(who, Bound::Upper));
            let ends = || all().into_iter().flatten().filter(|end| by(end).is_some());
            if let Some(reach) = reach.filter(|_| ends().next().is_some()) {
                // Whoever sees one such way does not need to see them all.
                let told = !ways.iter().any(|way| way.by_steps);
                ways.extend(shortest(
                    who,
                    ends().take(if told { TRIED } else { 1 }),
                    told,
                    reach,
                    by,
                ));
            } else if let Some(gap) = gaps.iter().find(|gap| self.is_hidden(who, gap, reach)) {
                ways.push(Way::direct(who, By::Unread(gap.what.clone())));
            }
        }
        // What is granted outright is the clearest evidence.
        ways.sort_by_key(|way| way.by_steps);
        ways
    }

    /// Finds for each principal a grant, its own or of a group around it, that possibly gives what
    /// is asked.
    fn given_to(&self, ready: &Ready<'_>) -> Vec<Option<By>> {
        let mut given = vec![None; self.access.world().parties.len()];
        let grants = self.access.world().grants.iter();
        for grant in grants.filter(|grant| self.is_asked_for(ready, grant)) {
            for who in self.members_of(grant.principal) {
                if let Some(slot) = given.get_mut(who.index())
                    && slot.is_none()
                    && !self.is_denied(ready, *who, grant)
                {
                    *slot = Some(By::Grant(grant.origin));
                }
            }
        }
        for group in &self.access.world().open {
            let by = self.by_open(ready, *group);
            for (at, slot) in given.iter_mut().enumerate() {
                let mut open = self.access.open_to(PrincipalId::new(at));
                if by.is_some() && slot.is_none() && open.any(|one| one == *group) {
                    slot.clone_from(&by);
                }
            }
        }
        given
    }

    /// Tells whether what was not read may be about somebody, or about whom they can become.
    fn is_hidden(&self, who: PrincipalId, gap: &Gap, reach: Option<&Reach<'_>>) -> bool {
        let Some(holder) = gap.principal else {
            return true;
        };
        let others = reach.map(|reach| reach.becomes(who, Bound::Upper));
        let mut all = std::iter::once(who).chain(others.into_iter().flatten());
        all.any(|one| self.access.holders(one).contains(&holder))
    }
}

/// Chooses the way with the fewest steps, and tells them where they are wanted.
fn shortest(
    who: PrincipalId,
    mut ends: impl Iterator<Item = PrincipalId>,
    told: bool,
    reach: &Reach<'_>,
    by: impl Fn(&PrincipalId) -> Option<By>,
) -> Option<Way> {
    let (end, steps) = if told {
        let ways = ends.filter_map(|end| Some((end, reach.path_to(who, end)?)));
        ways.min_by_key(|(_, steps): &(_, Vec<Step>)| steps.len())?
    } else {
        (ends.next()?, Vec::new())
    };
    Some(Way {
        who,
        by_steps: true,
        steps,
        by: by(&end)?,
    })
}
