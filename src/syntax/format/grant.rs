//! Grants and their terms.

use super::leaf;
use super::source::Source;
use super::unit::Unit;
use crate::syntax::ast::{Comparison, Grant, GrantOption, GrantTerm, Joint};

impl<'a> Unit<'a> {
    pub(super) fn grant(grant: &'a Grant, source: &Source<'_>) -> Self {
        let unit = Unit::at(grant.span)
            .words(format!("grant {}", leaf::what(&grant.what)))
            .then("to")
            .list(leaf::selectors(&grant.to))
            .then("on")
            .list(leaf::selectors(&grant.on));
        let ends = grant.on.iter().map(|place| place.span().end);
        let end = ends.fold(grant.span.start, u32::max);
        if grant.options.is_empty() && !source.slice(end, grant.span.end).contains('{') {
            return unit;
        }
        let terms = grant.options.iter().map(Unit::term).collect();
        unit.block_behind(terms, end, source)
    }

    fn term(option: &'a GrantOption) -> Self {
        let unit = Unit::at(option.span);
        match &option.term {
            GrantTerm::Because(text) => unit.words(format!("because {}", leaf::text(text))),
            GrantTerm::Until(date) => unit.words(format!("until {}", leaf::date(date))),
            GrantTerm::Condition(text) => unit.words(format!("condition {}", leaf::text(text))),
            GrantTerm::Keep => unit.words("keep"),
            GrantTerm::Eligible { max, approved_by } => {
                let mut unit = unit.words("eligible");
                if let Some(max) = max {
                    unit = unit.words(format!("max {}", max.text));
                }
                if approved_by.is_empty() {
                    return unit;
                }
                unit.then("approved-by").list(leaf::references(approved_by))
            }
            GrantTerm::Where(comparisons) => comparisons.iter().fold(unit, Unit::comparison),
            GrantTerm::MayAssign { what, to } => unit
                .words("may-assign")
                .list(leaf::whats(what))
                .then("to")
                .list(leaf::selectors(to)),
            GrantTerm::Binding { slot, target } => unit.words(format!(
                "binding {} = {}",
                slot.text,
                leaf::reference(target)
            )),
        }
    }

    fn comparison(self, comparison: &'a Comparison) -> Self {
        let unit = match comparison.joint {
            None => self.words("where"),
            Some(Joint::And) => self.then("and"),
            Some(Joint::Or) => self.then("or"),
        };
        let words = comparison.words.iter();
        let unit = words.fold(unit, |unit, word| unit.words(&word.text));
        unit.value(&comparison.value)
    }
}
