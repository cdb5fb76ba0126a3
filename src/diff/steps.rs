//! Whom an identity can become on one side and not on the other, and what that gives it.

use std::rc::Rc;

use fixedbitset::FixedBitSet;
use rayon::prelude::*;

use super::before::Before;
use super::direct::{Facing, Found, Spot};
use super::held::Held;
use super::weigh::{Question, Weigher};
use crate::access::{Gained, Party};
use crate::algebra::Bound;
use crate::model::{PrincipalId, PrincipalKind};
use crate::reach::Reach;
use crate::support::hash::HashMap;
use crate::support::sort;

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

/// Whom somebody becomes by one bound here and not on the other side, in order.
type Fresh = Vec<PrincipalId>;

/// A spot, and what somebody holds there.
type Holding = (Rc<Spot>, Held);

/// What is looked up again and again.
struct Look<'w, 'b> {
    weigher: &'w mut Weigher<'b>,
    /// Where what others hold changes, those above first, and what that is.
    others: HashMap<PrincipalId, Rc<[Holding]>>,
}

impl Look<'_, '_> {
    fn spots(&mut self, facing: &Facing<'_, '_>, other: PrincipalId) -> Rc<[Holding]> {
        let spots = self.others.entry(other).or_insert_with(|| {
            let own = facing.of.of_party(other).iter().map(|(scope, _)| *scope);
            let spots = facing.spots(own, std::iter::empty()).into_iter();
            let held = spots.map(|spot| {
                let held = facing.of.at(other, spot.of);
                (Rc::new(spot), held)
            });
            held.collect()
        });
        Rc::clone(spots)
    }
}

/// For everybody whom others become: of whom that is told.
type Told = HashMap<PrincipalId, Vec<PrincipalId>>;

fn note(told: &mut Told, others: impl IntoIterator<Item = PrincipalId>, who: PrincipalId) {
    for other in others {
        told.entry(other).or_default().push(who);
    }
}

impl Climb<'_, '_> {
    /// Lists who can come to more by becoming whom.
    pub(super) fn beyond(&self, weigher: &mut Weigher<'_>) -> Vec<Climbed> {
        let [sure, possible] = [Bound::Lower, Bound::Upper].map(|bound| self.fresh(bound));
        let mut climbed = Vec::new();
        let mut told = [Told::default(), Told::default()];
        let mut look = Look {
            weigher,
            others: HashMap::default(),
        };
        for who in self.order(&possible, &sure) {
            let of = |lists: &[Fresh]| lists.get(who.index()).cloned().unwrap_or_default();
            let (possible_of, sure_of) = (of(&possible), of(&sure));
            let is_new = |other: &PrincipalId| possible_of.binary_search(other).is_err();
            let surer: Fresh = sure_of.iter().copied().filter(is_new).collect();
            let [told_sure, told_possible] = &mut told;
            let mut befores =
                [Bound::Lower, Bound::Upper].map(|bound| self.with_before(who, bound));
            for other in self.untold(who, &possible_of, told_possible, Bound::Upper) {
                let one = (other, sure_of.binary_search(&other).is_ok(), false);
                let found = self.climbed(who, one, &mut befores, &mut look);
                note(told_possible, found.is_some().then_some(other), who);
                climbed.extend(found);
            }
            for other in self.untold(who, &surer, told_sure, Bound::Lower) {
                let found = self.climbed(who, (other, true, true), &mut befores, &mut look);
                note(told_sure, found.is_some().then_some(other), who);
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
        sort::by_key(&mut order, |who| {
            let kind = parties.get(who.index()).map(|one| one.kind);
            let count = self.of.count(*who, Bound::Upper);
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
            let all = self.of.becomes(who, bound);
            if all.len() == 0 {
                return Vec::new();
            }
            let before = set(self.before(who, bound));
            let links = self.facing.links;
            all.filter(|one| {
                links
                    .party(*one)
                    .is_none_or(|its| !before.contains(its.index()))
            })
            .collect()
        };
        let parties: Vec<_> = parties.collect();
        parties.into_par_iter().map(of).collect()
    }

    /// Lists whom somebody becomes on the other side.
    fn before(&self, who: PrincipalId, bound: Bound) -> impl Iterator<Item = PrincipalId> {
        let other = self.facing.links.party(who).into_iter();
        other.flat_map(move |other| self.than.becomes(other, bound))
    }

    /// Puts together an identity on the other side and whom it becomes there.
    fn with_before(&self, who: PrincipalId, bound: Bound) -> Before {
        let itself = self.facing.links.party(who).into_iter();
        Before::of(who, itself.chain(self.before(who, bound)).collect())
    }

    /// Leaves out what is told already of a group that holds somebody on both sides, or of another
    /// whom they could become before.
    fn untold(
        &self,
        who: PrincipalId,
        fresh: &[PrincipalId],
        told: &mut Told,
        bound: Bound,
    ) -> Fresh {
        if fresh.is_empty() {
            return Vec::new();
        }
        let before = set(self.before(who, bound));
        let links = self.facing.links;
        let lasting = self.facing.lasting_groups(who, links.party(who));
        let groups = lasting.into_iter().map(|(group, _)| group);
        let lasts = |one: &PrincipalId| {
            let its = links.party(*one);
            its.is_some_and(|its| before.contains(its.index()))
        };
        let tellers = set(groups.chain(self.of.becomes(who, bound).filter(lasts)));
        let (known, untold): (Fresh, Fresh) = fresh.iter().partition(|other| {
            let mut by = told.get(other).into_iter().flatten();
            by.any(|one| tellers.contains(one.index()))
        });
        note(told, known, who);
        untold
    }

    /// Tells what becoming another gives, if that is anything.
    fn climbed(
        &self,
        who: PrincipalId,
        (other, sure, surer): (PrincipalId, bool, bool),
        [surely, possibly]: &mut [Before; 2],
        look: &mut Look<'_, '_>,
    ) -> Option<Climbed> {
        // What surely works is held against what surely did.
        let before = if sure { surely } else { possibly };
        let gives = self.gives(other, before, look);
        (!gives.is_empty()).then_some(Climbed {
            who,
            other,
            sure,
            surer,
            gives,
        })
    }

    /// Lists what becoming another gives, those above first: what is told at some spots is not told
    /// again below them.
    fn gives(
        &self,
        other: PrincipalId,
        before: &mut Before,
        look: &mut Look<'_, '_>,
    ) -> Vec<Found> {
        let facing = &self.facing;
        let mut gives: Vec<Found> = Vec::new();
        let mut told: Vec<&Holding> = Vec::new();
        let spots = look.spots(facing, other);
        for one in spots.iter() {
            let (spot, held) = one;
            let before = before.at(facing, spot, held);
            let above = told.iter().filter(|(above, its)| {
                its.denied == held.denied && facing.stands_above(above, spot)
            });
            let above: Vec<&[u32]> = above.map(|(_, its)| its.granted.as_slice()).collect();
            let question = question(held, &before, &above, facing.backwards);
            let parts = question.map(|question| look.weigher.weigh(question));
            if let Some(parts) = parts.filter(|parts| !parts.is_empty()) {
                told.push(one);
                let spot = Rc::clone(spot);
                gives.push(Found { spot, parts });
            }
        }
        gives
    }
}

/// Asks what somebody holds against what is known and what sorted lists tell; nothing where all of it
/// is there.
fn question(
    held: &Held,
    known: &FixedBitSet,
    told: &[&[u32]],
    backwards: bool,
) -> Option<Question> {
    let is_told = |code: &u32| told.iter().any(|list| list.binary_search(code).is_ok());
    let is_new = |code: &u32| !known.contains(*code as usize) && !is_told(code);
    let new: Vec<u32> = held.granted.iter().copied().filter(is_new).collect();
    if new.is_empty() {
        return None;
    }
    let known = known.ones().filter_map(|code| u32::try_from(code).ok());
    let told = told.iter().copied().flatten().copied();
    let mut against: Vec<u32> = known.chain(told).collect();
    against.sort_unstable();
    against.dedup();
    Some(Question {
        held: new,
        against,
        denied: held.denied.clone(),
        denied_against: held.denied.clone(),
        backwards,
    })
}

/// Tells whether somebody can be told of: a principal of the directory, or who holds a token.
fn is_somebody(party: &Party) -> bool {
    matches!(party.gained, None | Some(Gained::Token(_)))
}

fn set(all: impl Iterator<Item = PrincipalId>) -> FixedBitSet {
    all.map(PrincipalId::index).collect()
}
