//! Tests whose lines are gone, or expect less.

use super::{Loosened, Sides, Where};
use crate::model::guarantee::Expectation;

pub(super) fn compare(sides: &Sides<'_, '_>, found: &mut Vec<Loosened>) {
    let lines = sides
        .new
        .model
        .tests
        .iter()
        .flat_map(|test| &test.expectations);
    let lines: Vec<&Expectation> = lines.collect();
    for test in &sides.old.model.tests {
        let gone = test
            .expectations
            .iter()
            .filter(|was| !sides.is_expected(&lines, was));
        let gone: Vec<_> = gone.collect();
        if gone.is_empty() {
            continue;
        }
        if gone.len() == test.expectations.len() {
            found.push(Loosened {
                what: format!("test \"{}\" is gone", test.title),
                at: Some(Where::Old(test.span)),
            });
            continue;
        }
        found.extend(gone.into_iter().map(|was| Loosened {
            what: format!("a line of test \"{}\" is gone or expects less", test.title),
            at: Some(Where::Old(was.span)),
        }));
    }
}

impl Sides<'_, '_> {
    /// Tells whether lines together expect what one did.
    fn is_expected(&self, lines: &[&Expectation], was: &Expectation) -> bool {
        let mut alike = lines.iter().filter(|now| self.is_alike(now, was));
        if was.only || was.who.is_none() {
            return alike.any(|now| {
                self.is_same_who(now, was) && was.on.iter().all(|on| self.is_at(now, was, *on))
            });
        }
        let alike: Vec<_> = alike.collect();
        was.who.iter().flatten().all(|who| {
            let of = alike
                .iter()
                .filter(|now| self.includes(now.who.as_deref(), *who));
            let of: Vec<_> = of.collect();
            was.on
                .iter()
                .all(|on| of.iter().any(|now| self.is_at(now, was, *on)))
        })
    }

    /// Tells whether a line expects the same of whom and where it speaks.
    fn is_alike(&self, now: &Expectation, was: &Expectation) -> bool {
        // Who cannot by steps cannot without them; who can without them can with them.
        let reach = now.reach == was.reach || now.reach != was.can;
        let reason = was.because.as_ref().is_none_or(|named| {
            let named = std::slice::from_ref(named);
            now.because
                .as_ref()
                .is_some_and(|one| self.is_named(one, named))
        });
        let kind = now.only == was.only && now.can == was.can;
        kind && reach && reason && self.asks(&now.what, &was.what)
    }

    fn is_same_who(&self, now: &Expectation, was: &Expectation) -> bool {
        let Some(named) = &was.who else {
            return now.who.is_none();
        };
        let mut others = now.who.iter().flatten();
        now.who.is_some()
            && named
                .iter()
                .all(|one| self.includes(now.who.as_deref(), *one))
            && others.all(|one| self.was_among(named, *one))
    }

    fn is_at(&self, now: &Expectation, was: &Expectation, on: crate::model::ScopeId) -> bool {
        if was.can {
            return self
                .back
                .same(on)
                .is_none_or(|place| now.on.contains(&place));
        }
        self.covers(Some(&now.on), on)
    }
}
