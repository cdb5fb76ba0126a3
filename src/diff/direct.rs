//! What an identity holds on one side beyond what it holds on the other.

use std::rc::Rc;

use smol_str::SmolStr;

use super::held::{Held, Holdings};
use super::matched::Links;
use super::weigh::{Beyond, Question, Weigher};
use crate::access::At;
use crate::model::{PrincipalId, ScopeId};

/// One side against the other: the new one for what is gained, the old one for what is lost.
#[derive(Clone, Copy)]
pub(super) struct Facing<'h, 'a> {
    pub(super) of: &'h Holdings<'a>,
    pub(super) than: &'h Holdings<'a>,
    /// From this side to the other.
    pub(super) links: &'h Links,
    /// From the other side to this one.
    pub(super) back: &'h Links,
    /// This side is the old one.
    pub(super) backwards: bool,
}

/// A scope, as each side knows it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Spot {
    pub(super) name: SmolStr,
    pub(super) id: SmolStr,
    pub(super) of: At,
    pub(super) than: Option<At>,
    depth: usize,
}

/// What goes beyond at one scope, and below it.
pub(super) struct Found {
    pub(super) spot: Rc<Spot>,
    pub(super) parts: Rc<[Beyond]>,
}

/// What is held at a spot on both sides.
struct Pair {
    of: Held,
    than: Held,
}

impl Pair {
    /// Tells whether the same is denied everywhere, so that what one pair tells holds for another.
    fn denies_as(&self, other: &Self) -> bool {
        let own = &self.of.denied;
        [&self.than.denied, &other.of.denied, &other.than.denied]
            .iter()
            .all(|one| *one == own)
    }
}

impl Facing<'_, '_> {
    /// Lists where an identity holds more here than on the other side: at the highest scope, and not
    /// where a group tells it in which it is on both sides.
    pub(super) fn beyond(&self, who: PrincipalId, weigher: &mut Weigher<'_>) -> Vec<Found> {
        let own = self.of.of_party(who);
        let other = self.links.party(who);
        let list = other.map_or(&[][..], |other| self.than.of_party(other));
        let still = self.links.moved.is_empty() && self.back.moved.is_empty();
        let same = |scope| self.links.same(scope);
        if own.is_empty() || still && self.of.is_same(own, (self.than, list), same) {
            return Vec::new();
        }
        let groups = self.lasting_groups(who, other);
        let mut found: Vec<Found> = Vec::new();
        for spot in self.spots(
            own.iter().map(|(scope, _)| *scope),
            list.iter().map(|one| one.0),
        ) {
            let pair = self.pair(who, other, &spot);
            let mut against = pair.than.granted.clone();
            if pair.of.denied == pair.than.denied {
                for (group, its) in groups.iter().filter(|(group, _)| self.tells(*group, who)) {
                    self.explain(&mut against, &pair, (*group, Some(*its)), &spot);
                }
                for above in found
                    .iter()
                    .filter(|above| self.stands_above(&above.spot, &spot))
                {
                    self.explain(&mut against, &pair, (who, other), &above.spot);
                }
            }
            against.sort_unstable();
            against.dedup();
            let parts = weigher.weigh(Question {
                held: pair.of.granted,
                against,
                denied: pair.of.denied,
                denied_against: pair.than.denied,
                backwards: self.backwards,
            });
            if !parts.is_empty() {
                let spot = Rc::new(spot);
                found.push(Found { spot, parts });
            }
        }
        found
    }

    /// Tells whether what a group gains is told of it and not of somebody in it: of groups that
    /// hold each other one has to be first.
    fn tells(&self, group: PrincipalId, who: PrincipalId) -> bool {
        let around = |id| self.of.access.holders(id).len();
        (around(group), group) < (around(who), who)
    }

    /// Adds what somebody holds at a spot, where what goes beyond there is told there already.
    fn explain(
        &self,
        against: &mut Vec<u32>,
        pair: &Pair,
        (who, other): (PrincipalId, Option<PrincipalId>),
        spot: &Spot,
    ) {
        let told = self.pair(who, other, spot);
        if pair.denies_as(&told) {
            against.extend(told.of.granted);
        }
    }

    fn pair(&self, who: PrincipalId, other: Option<PrincipalId>, spot: &Spot) -> Pair {
        Pair {
            of: self.of.at(who, spot.of),
            than: other
                .zip(spot.than)
                .map(|(who, at)| self.than.at(who, at))
                .unwrap_or_default(),
        }
    }

    /// Lists the groups that hold an identity on both sides, as each side knows them.
    pub(super) fn lasting_groups(
        &self,
        who: PrincipalId,
        other: Option<PrincipalId>,
    ) -> Vec<(PrincipalId, PrincipalId)> {
        let Some(other) = other else {
            return Vec::new();
        };
        let before = self.than.access.holders(other);
        let holders = self.of.access.holders(who).iter().skip(1);
        let lasting = holders.filter_map(|group| {
            let its = self.links.party(*group)?;
            before.contains(&its).then_some((*group, its))
        });
        lasting.collect()
    }

    /// Lists scopes of both sides, each once, those above first.
    pub(super) fn spots(
        &self,
        own: impl Iterator<Item = ScopeId>,
        others: impl Iterator<Item = ScopeId>,
    ) -> Vec<Spot> {
        let own = own.chain(self.links.moved.iter().copied());
        let others = others.chain(self.back.moved.iter().copied());
        let own = own.map(|scope| self.spot(scope.into(), self.links.place(scope), true));
        let others = others.filter_map(|scope| {
            let of = self.back.place(scope)?;
            Some(self.spot(of, Some(scope.into()), of.exact))
        });
        let mut spots: Vec<Spot> = own.chain(others).collect();
        let below: Vec<Spot> = spots.iter().filter_map(|spot| self.below(spot)).collect();
        spots.extend(below);
        spots.sort_by(|one, other| (one.depth, &one.id).cmp(&(other.depth, &other.id)));
        spots.dedup_by(|one, other| one.of == other.of && one.than == other.than);
        spots
    }

    /// Looks below a scope too, where something is denied at that very scope alone.
    fn below(&self, spot: &Spot) -> Option<Spot> {
        let of = self.of.denies_here_alone(spot.of.scope);
        let than = spot
            .than
            .is_some_and(|at| self.than.denies_here_alone(at.scope));
        (of || than).then(|| Spot {
            of: At {
                exact: false,
                ..spot.of
            },
            than: spot.than.map(|at| At { exact: false, ..at }),
            depth: spot.depth + 1,
            ..spot.clone()
        })
    }

    fn spot(&self, of: At, than: Option<At>, named_here: bool) -> Spot {
        let (access, scope) = match than {
            Some(than) if !named_here => (self.than.access, than.scope),
            _ => (self.of.access, of.scope),
        };
        let place = access.world().places.get(scope.index());
        Spot {
            name: place.map(|one| one.name.clone()).unwrap_or_default(),
            id: place.map(|one| one.id.clone()).unwrap_or_default(),
            depth: 2 * self.of.access.upwards(of.scope).count() + usize::from(!of.exact),
            of,
            than,
        }
    }

    /// Lists what some hold on the other side at a spot, where the same is denied to them as to
    /// somebody here.
    pub(super) fn against(&self, who: &[PrincipalId], spot: &Spot, here: &Held) -> Vec<u32> {
        let at = spot.than.into_iter();
        let held = at.flat_map(|at| who.iter().map(move |one| self.than.at(*one, at)));
        let held = held.filter(|one| one.denied == here.denied);
        held.flat_map(|one| one.granted).collect()
    }

    /// Lists what one holds here at a spot, where the same is denied to it as to somebody.
    pub(super) fn told(&self, who: PrincipalId, spot: &Spot, here: &Held) -> Vec<u32> {
        let held = self.of.at(who, spot.of);
        if held.denied == here.denied {
            held.granted
        } else {
            Vec::new()
        }
    }

    /// Tells whether what is told at one spot holds at another on both sides.
    pub(super) fn stands_above(&self, above: &Spot, below: &Spot) -> bool {
        let covers = match (above.than, below.than) {
            (None, _) => true,
            (Some(above), Some(below)) => self.than.access.covers(above.scope, below.scope),
            (Some(_), None) => false,
        };
        covers && self.of.access.covers(above.of.scope, below.of.scope)
    }
}
