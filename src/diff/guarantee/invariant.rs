//! Invariants that are gone, or rule out less.

use super::{Loosened, Sides, Where};
use crate::model::guarantee::{Modality, Never};
use crate::model::{PrincipalId, ScopeId};

pub(super) fn compare(sides: &Sides<'_, '_>, found: &mut Vec<Loosened>) {
    for was in &sides.old.model.nevers {
        let same = sides.new.model.nevers.iter();
        let same: Vec<&Never> = same
            .filter(|now| sides.asks(&now.what, &was.what))
            .collect();
        let strict: Vec<&Never> = same
            .iter()
            .copied()
            .filter(|now| sides.is_as_strict(now, was))
            .collect();
        if sides.is_ruled_out(&strict, was) {
            continue;
        }
        let (what, at) = match same.first() {
            Some(now) => (sides.weakened(now, was), Where::New(now.span)),
            None => ("this invariant is gone".to_owned(), Where::Old(was.span)),
        };
        found.push(Loosened { what, at: Some(at) });
    }
}

impl Sides<'_, '_> {
    /// Tells whether an invariant looks at as much access as another did, and excepts nobody more.
    fn is_as_strict(&self, now: &Never, was: &Never) -> bool {
        strength(now.modality) >= strength(was.modality)
            && now
                .except
                .iter()
                .all(|one| self.was_among(&was.except, *one))
            && now
                .through
                .iter()
                .all(|one| self.is_named(one, &was.through))
    }

    /// Tells whether invariants together rule out for everyone everywhere what one did.
    fn is_ruled_out(&self, strict: &[&Never], was: &Never) -> bool {
        let (who, places) = (wanted(was.to.as_deref()), wanted(was.on.as_deref()));
        let speaks_of = |now: &Never, who: Option<PrincipalId>| match who {
            Some(who) => self.includes(now.to.as_deref(), who),
            None => now.to.is_none(),
        };
        let looks_at = |now: &Never, place: Option<ScopeId>| match place {
            Some(place) => self.covers(now.on.as_deref(), place),
            None => now.on.is_none(),
        };
        let whole = |now: &&&Never| {
            who.iter().all(|who| speaks_of(now, *who)) && places.iter().all(|at| looks_at(now, *at))
        };
        if strict.iter().any(|now| whole(&now)) {
            return true;
        }
        who.iter().all(|who| {
            let of: Vec<_> = strict.iter().filter(|now| speaks_of(now, *who)).collect();
            places
                .iter()
                .all(|place| of.iter().any(|now| looks_at(now, *place)))
        })
    }

    /// Says how an invariant about the same thing became weaker.
    fn weakened(&self, now: &Never, was: &Never) -> String {
        let excepted = now
            .except
            .iter()
            .find(|one| !self.was_among(&was.except, **one));
        if strength(now.modality) < strength(was.modality) {
            return "this invariant looks at less access than it did".to_owned();
        }
        if let Some(who) = excepted {
            let name = self.new.model.principal_name(*who);
            return format!("this invariant excepts `{name}`, which it did not");
        }
        if !now
            .through
            .iter()
            .all(|one| self.is_named(one, &was.through))
        {
            return "this invariant excepts what comes through a grant that it did not except"
                .to_owned();
        }
        "this invariant speaks of fewer identities or places than it did".to_owned()
    }
}

/// Lists what has to be covered, one by one; everything is one thing.
fn wanted<T: Copy>(named: Option<&[T]>) -> Vec<Option<T>> {
    named.map_or_else(
        || vec![None],
        |list| list.iter().map(|one| Some(*one)).collect(),
    )
}

fn strength(modality: Modality) -> u8 {
    match modality {
        Modality::Standing => 0,
        Modality::Any => 1,
        Modality::Reach => 2,
    }
}
