//! What judges a change may not be loosened by that change: invariants, tests, accepted findings,
//! separation of duties and tiers count as the old side has them.
//!
//! They are compared by what they say, name by name and scope by scope, so that they may be moved,
//! joined, split and made stricter.

mod accepted;
mod apart;
mod asked;
mod baseline;
mod broken;
mod invariant;
mod lines;
mod premise;

use super::Side;
use super::matched::Links;
use super::told::Teller;
use crate::access::Access;
use crate::model::{PrincipalId, ScopeId, Tier};
use crate::source::Span;
use crate::support::hash::HashSet;

pub use broken::Broken;

/// Something that judges the new side less strictly than it judged the old one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Loosened {
    /// What was done, as a sentence without its end.
    pub what: String,
    /// Where it is, or was, written.
    pub at: Option<Where>,
}

/// A place in the texts of one side.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Where {
    /// What was there before.
    Old(Span),
    /// What is there now.
    New(Span),
}

/// Both sides, and which name of one is which of the other.
#[derive(Clone, Copy)]
pub(super) struct Sides<'s, 'a> {
    pub(super) old: &'s Side<'a>,
    pub(super) new: &'s Side<'a>,
    /// From the new side to the old one.
    pub(super) forth: &'s Links,
    /// From the old side to the new one.
    pub(super) back: &'s Links,
}

/// Lists what was loosened.
pub(super) fn loosened(sides: &Sides<'_, '_>) -> Vec<Loosened> {
    let mut found = Vec::new();
    invariant::compare(sides, &mut found);
    lines::compare(sides, &mut found);
    accepted::compare(sides, &mut found);
    apart::compare(sides, &mut found);
    baseline::compare(sides, &mut found);
    premise::compare(sides, &mut found);
    tiers(sides, &mut found);
    found
}

/// Lists the invariants of the old side that the new one breaks.
pub(super) fn broken(sides: &Sides<'_, '_>, teller: &Teller<'_>) -> Vec<Broken> {
    broken::compare(sides, teller)
}

/// Finds environments whose scopes were moved to a lower tier: rules judge them less strictly.
fn tiers(sides: &Sides<'_, '_>, found: &mut Vec<Loosened>) {
    let (old, new) = (sides.old.model, sides.new.model);
    let rank = |tier: Option<Tier>| tier.map(|tier| Tier::ALL.iter().position(|one| *one == tier));
    let mut told = HashSet::default();
    for (index, scope) in old.scopes.iter().enumerate() {
        let Some(before) = scope.environment.and_then(|id| old.environment(id)) else {
            continue;
        };
        let now = sides.back.same(ScopeId::new(index));
        let now = now
            .and_then(|now| new.scope(now))
            .and_then(|now| now.environment);
        let Some(after) = now.and_then(|id| new.environment(id)) else {
            continue;
        };
        if rank(after.tier) < rank(before.tier) && told.insert(scope.environment) {
            let word = |tier: Option<Tier>| tier.map_or("none", Tier::keyword);
            let span = new.declaration(after.declared).map(|one| one.name_span);
            found.push(Loosened {
                what: format!(
                    "the tier of environment `{}` was `{}` and is `{}`",
                    before.name,
                    word(before.tier),
                    word(after.tier)
                ),
                at: span.map(Where::New),
            });
        }
    }
}

impl Sides<'_, '_> {
    /// Tells whether those who are named on the new side include one of the old side, by itself or
    /// by a group around it; whoever is gone needs no mention.
    fn includes(&self, named: Option<&[PrincipalId]>, was: PrincipalId) -> bool {
        let Some(named) = named else { return true };
        within(self.new.access(), self.back.party(was), named)
    }

    /// Tells whether somebody on the new side was among those of the old one, by itself or by a
    /// group around it.
    fn was_among(&self, named: &[PrincipalId], now: PrincipalId) -> bool {
        let before = self.forth.party(now);
        before.is_some() && within(self.old.access(), before, named)
    }

    /// Tells whether scopes of the new side include one of the old side, by itself or by one above
    /// it.
    fn covers(&self, named: Option<&[ScopeId]>, was: ScopeId) -> bool {
        let (Some(named), Some(now)) = (named, self.back.same(was)) else {
            return true;
        };
        named.iter().any(|one| self.new.access().covers(*one, now))
    }
}

/// Tells whether a list holds somebody or a group around it; nobody is in every list.
fn within(access: &Access<'_>, who: Option<PrincipalId>, named: &[PrincipalId]) -> bool {
    who.is_none_or(|who| access.holders(who).iter().any(|one| named.contains(one)))
}
