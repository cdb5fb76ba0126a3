//! Invariants, tests and baselines.

use super::leaf;
use super::source::Source;
use super::unit::Unit;
use crate::syntax::ast::{Baseline, Exception, Expectation, Modality, Never, Require, Test};

impl<'a> Unit<'a> {
    pub(super) fn never(never: &'a Never) -> Self {
        let words = match never.modality {
            Modality::Any => "never",
            Modality::Reach => "never reach",
            Modality::Standing => "never standing",
        };
        let mut unit = Unit::at(never.span)
            .words(words)
            .words(leaf::what(&never.what));
        if !never.to.is_empty() {
            unit = unit.then("to").list(leaf::selectors(&never.to));
        }
        if !never.on.is_empty() {
            unit = unit.then("on").list(leaf::selectors(&never.on));
        }
        if !never.except.is_empty() {
            let exceptions = never.except.iter().map(exception);
            unit = unit.then("except").list(exceptions.collect());
        }
        unit
    }

    pub(super) fn test(test: &'a Test, source: &Source<'_>) -> Self {
        let expectations = test.expectations.iter().map(Unit::expectation).collect();
        Unit::at(test.span)
            .words(format!("test {}", leaf::text(&test.title)))
            .block_behind(expectations, test.title.span.end, source)
    }

    fn expectation(expectation: &'a Expectation) -> Self {
        let mut unit = Unit::at(expectation.span);
        if expectation.only {
            unit = unit.words("only");
        }
        let can = if expectation.can { "can" } else { "cannot" };
        let reach = if expectation.reach { " reach" } else { "" };
        let what = leaf::what(&expectation.what);
        let unit = unit
            .list(leaf::selectors(&expectation.who))
            .then(format!("{can}{reach} {what}"))
            .then("on")
            .list(leaf::selectors(&expectation.on));
        match &expectation.because {
            Some(reason) => unit.then(format!("because {}", leaf::what(&reason.what))),
            None => unit,
        }
    }

    pub(super) fn baseline(baseline: &'a Baseline, source: &Source<'_>) -> Self {
        let places = baseline.on.iter().map(|place| place.span().end);
        let end = places.fold(baseline.name.span.end, u32::max);
        let requires = baseline.requires.iter().map(Unit::require).collect();
        Unit::at(baseline.span)
            .words(format!("baseline {}", baseline.name.text))
            .then("on")
            .list(leaf::selectors(&baseline.on))
            .block_behind(requires, end, source)
    }

    fn require(require: &'a Require) -> Self {
        let mut unit = Unit::at(require.span).words(format!("require {}", require.key.text));
        if let Some(relation) = &require.relation {
            unit = unit.words(&relation.text);
        }
        match &require.value {
            Some(value) => unit.value(value),
            None => unit,
        }
    }
}

fn exception(exception: &Exception) -> Unit<'_> {
    match exception {
        Exception::Who(who) => Unit::at(who.span()).words(leaf::selector(who)),
        Exception::Through(what) => {
            Unit::at(what.span()).words(format!("through {}", leaf::what(what)))
        }
    }
}
