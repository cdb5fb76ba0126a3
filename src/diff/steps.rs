//! Whom an identity can become on one side and not on the other, and what that gives it.

use super::direct::{Facing, Found};
use super::weigh::{Question, Weigher};
use crate::access::{Gained, Party};
use crate::algebra::Bound;
use crate::model::{PrincipalId, PrincipalKind};
use crate::reach::Reach;
use crate::support::hash::HashSet;

/// One side against the other, with the steps of both.
pub(super) struct Climb<'h, 'a> {
    pub(super) facing: Facing<'h, 'a>,
    pub(super) of: &'h Reach<'a>,
    pub(super) than: &'h Reach<'a>,
}

/// Somebody who can come to more by becoming another.
pub(super) struct Climbed {
    pub(super) who: PrincipalId,
    pub(super) other: PrincipalId,
    /// Every step surely works.
    pub(super) sure: bool,
    /// It was possible on the other side too, though not sure.
    pub(super) surer: bool,
    /// What that gives beyond what could be come to.
    pub(super) gives: Vec<Found>,
}

/// Whom somebody becomes by one bound here and not on the other side.
type Fresh = Vec<PrincipalId>;

impl Climb<'_, '_> {
    /// Lists who can come to more by becoming whom.
    pub(super) fn beyond(&self, weigher: &mut Weigher<'_>) -> Vec<Climbed> {
        let [sure, possible] = [Bound::Lower, Bound::Upper].map(|bound| self.fresh(bound));
        let mut climbed = Vec::new();
        let mut told = [HashSet::default(), HashSet::default()];
        for who in self.order(&possible, &sure) {
            let of = |lists: &[Fresh]| lists.get(who.index()).cloned().unwrap_or_default();
            let (possible_of, sure_of) = (of(&possible), of(&sure));
            let is_new = |other: &PrincipalId| !possible_of.contains(other);
            let surer: Fresh = sure_of.iter().copied().filter(is_new).collect();
            let [told_sure, told_possible] = &mut told;
            for other in self.untold(who, &possible_of, told_possible, Bound::Upper) {
                let one = (other, sure_of.contains(&other), false);
                let found = self.climbed(who, one, weigher);
                told_possible.extend(found.is_some().then_some((who, other)));
                climbed.extend(found);
            }
            for other in self.untold(who, &surer, told_sure, Bound::Lower) {
                let found = self.climbed(who, (other, true, true), weigher);
                told_sure.extend(found.is_some().then_some((who, other)));
                climbed.extend(found);
            }
        }
        climbed
    }

    /// Orders those who become somebody here alone: groups first, then those who become the fewest,
    /// so that what one tells of others comes before them.
    fn order(&self, possible: &[Fresh], sure: &[Fresh]) -> Vec<PrincipalId> {
        let parties = &self.facing.of.access.world().parties;
        let lists = possible.iter().zip(sure).enumerate();
        let fresh = lists.filter(|(_, (possible, sure))| !possible.is_empty() || !sure.is_empty());
        let mut order: Vec<_> = fresh.map(|(index, _)| PrincipalId::new(index)).collect();
        order.sort_by_cached_key(|who| {
            let kind = parties.get(who.index()).map(|one| one.kind);
            let count = self.of.becomes(*who, Bound::Upper).count();
            (kind != Some(PrincipalKind::Group), count)
        });
        order
    }

    /// Lists for everybody whom they become here alone.
    fn fresh(&self, bound: Bound) -> Vec<Fresh> {
        let parties = self.facing.of.access.world().parties.iter().enumerate();
        let of = |(index, party): (usize, &Party)| {
            if !is_somebody(party) {
                return Vec::new();
            }
            let who = PrincipalId::new(index);
            let mut all = self.of.becomes(who, bound).peekable();
            if all.peek().is_none() {
                return Vec::new();
            }
            let before = self.before(who, bound);
            let links = self.facing.links;
            all.filter(|one| links.party(*one).is_none_or(|its| !before.contains(&its)))
                .collect()
        };
        parties.map(of).collect()
    }

    /// Lists whom somebody becomes on the other side.
    fn before(&self, who: PrincipalId, bound: Bound) -> HashSet<PrincipalId> {
        let other = self.facing.links.party(who);
        other
            .into_iter()
            .flat_map(|other| self.than.becomes(other, bound))
            .collect()
    }

    /// Leaves out what is told already of a group that holds somebody on both sides, or of another
    /// whom they could become before.
    fn untold(
        &self,
        who: PrincipalId,
        fresh: &[PrincipalId],
        told: &mut HashSet<(PrincipalId, PrincipalId)>,
        bound: Bound,
    ) -> Fresh {
        if fresh.is_empty() {
            return Vec::new();
        }
        let before = self.before(who, bound);
        let links = self.facing.links;
        let lasting = self.facing.lasting_groups(who, links.party(who));
        let groups = lasting.into_iter().map(|(group, _)| group);
        let now = self.of.becomes(who, bound);
        let others = now.filter(|one| links.party(*one).is_some_and(|its| before.contains(&its)));
        let tellers: Vec<_> = groups.chain(others).collect();
        let (known, untold): (Fresh, Fresh) = fresh
            .iter()
            .partition(|other| tellers.iter().any(|one| told.contains(&(*one, **other))));
        told.extend(known.into_iter().map(|other| (who, other)));
        untold
    }

    /// Tells what becoming another gives, if that is anything.
    fn climbed(
        &self,
        who: PrincipalId,
        (other, sure, surer): (PrincipalId, bool, bool),
        weigher: &mut Weigher<'_>,
    ) -> Option<Climbed> {
        let facing = &self.facing;
        // What surely works is held against what surely did.
        let bound = if sure { Bound::Lower } else { Bound::Upper };
        let mut before: Vec<PrincipalId> = facing.links.party(who).into_iter().collect();
        before.extend(self.before(who, bound));
        let own = facing.of.of_party(other).iter().map(|(scope, _)| *scope);
        let mut gives: Vec<Found> = Vec::new();
        for spot in facing.spots(own, std::iter::empty()) {
            let held = facing.of.at(other, spot.of);
            let mut against = facing.against(&before, &spot, &held);
            against.extend(facing.told(who, &spot, &held));
            for above in gives
                .iter()
                .filter(|above| facing.stands_above(&above.spot, &spot))
            {
                against.extend(facing.told(other, &above.spot, &held));
            }
            against.sort_unstable();
            against.dedup();
            let parts = weigher.weigh(Question {
                held: held.granted,
                against,
                denied: held.denied.clone(),
                denied_against: held.denied,
                backwards: facing.backwards,
            });
            if !parts.is_empty() {
                gives.push(Found { spot, parts });
            }
        }
        (!gives.is_empty()).then_some(Climbed {
            who,
            other,
            sure,
            surer,
            gives,
        })
    }
}

/// Tells whether somebody can be told of: a principal of the directory, or who holds a token.
fn is_somebody(party: &Party) -> bool {
    matches!(party.gained, None | Some(Gained::Token(_)))
}
