//! Permission blocks made ready for questions: patterns compiled, sorted and split by shape.

use smol_str::SmolStr;

use super::answer::{Answer, Reason};
use super::matching::{Bound, Glob, Match};
use crate::model::permission::{Block, Pattern, Plane};

/// The union of some patterns: names and wildcards apart, both sorted, no entry twice.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct Patterns {
    pub(super) names: Vec<SmolStr>,
    pub(super) wild: Vec<Glob>,
}

impl Patterns {
    pub(super) fn new(patterns: &[Pattern]) -> Self {
        let globs = patterns.iter().map(|pattern| Glob::new(pattern.as_str()));
        let (names, mut wild): (Vec<_>, Vec<_>) = globs.partition(Glob::is_literal);
        let mut names: Vec<_> = names.into_iter().map(|glob| glob.text().clone()).collect();
        names.sort_unstable();
        names.dedup();
        wild.sort_unstable_by(|left, right| left.text().cmp(right.text()));
        wild.dedup();
        Self { names, wild }
    }

    /// Lists the names that begin with a text.
    pub(super) fn names_below(&self, prefix: &str) -> &[SmolStr] {
        let start = self.names.partition_point(|name| name.as_str() < prefix);
        let rest = self.names.get(start..).unwrap_or_default();
        rest.get(..rest.partition_point(|name| name.starts_with(prefix)))
            .unwrap_or_default()
    }

    pub(super) fn has_name(&self, name: &str) -> bool {
        self.names
            .binary_search_by(|entry| entry.as_str().cmp(name))
            .is_ok()
    }

    pub(super) fn covers_at(&self, bound: Bound, name: &str) -> bool {
        self.has_name(name) || self.wild.iter().any(|glob| glob.covers_at(bound, name))
    }

    /// Answers whether some pattern covers a name, with the reasons of a maybe.
    fn answer(&self, name: &str) -> Answer {
        if self.has_name(name) {
            return Answer::Yes;
        }
        let mut answer = Answer::No;
        for glob in &self.wild {
            let reason = match glob.matching(name) {
                Match::Yes => return Answer::Yes,
                Match::No => continue,
                Match::Maybe if glob.is_odd() => Reason::OddWildcard(glob.text().clone()),
                Match::Maybe => Reason::SharedSlash(glob.text().clone()),
            };
            answer = answer.or(Answer::unknown(reason));
        }
        answer
    }
}

/// One permission block, ready for questions.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct ReadyBlock {
    granted: [Patterns; 2],
    cut: [Patterns; 2],
    condition: Option<SmolStr>,
}

impl ReadyBlock {
    pub(super) fn new(block: &Block) -> Self {
        let planes = Plane::BOTH;
        Self {
            granted: planes.map(|plane| Patterns::new(block.granted(plane))),
            cut: planes.map(|plane| Patterns::new(block.cut(plane))),
            condition: block.condition.clone(),
        }
    }

    pub(super) fn granted(&self, plane: Plane) -> &Patterns {
        let [control, data] = &self.granted;
        match plane {
            Plane::Control => control,
            Plane::Data => data,
        }
    }

    pub(super) fn cut(&self, plane: Plane) -> &Patterns {
        let [control, data] = &self.cut;
        match plane {
            Plane::Control => control,
            Plane::Data => data,
        }
    }

    pub(super) fn condition(&self) -> Option<&SmolStr> {
        self.condition.as_ref()
    }

    /// Tells whether it can add anything to a bound: what is granted on a condition is not sure.
    pub(super) fn counts_at(&self, bound: Bound) -> bool {
        bound == Bound::Upper || self.condition.is_none()
    }

    pub(super) fn covers_at(&self, bound: Bound, plane: Plane, name: &str) -> bool {
        self.counts_at(bound)
            && self.granted(plane).covers_at(bound, name)
            && !self.cut(plane).covers_at(bound.flipped(), name)
    }

    pub(super) fn answer(&self, plane: Plane, name: &str) -> Answer {
        let granted = self.granted(plane).answer(name);
        if granted == Answer::No {
            return Answer::No;
        }
        let left = granted.deny(self.cut(plane).answer(name));
        match &self.condition {
            Some(condition) => left.and(Answer::only_if(condition)),
            None => left,
        }
    }
}

/// Tells whether a pattern surely covers all that another one does; a no may be a not-seen.
pub(super) fn covers(outer: &Glob, outer_bound: Bound, inner: &Glob, inner_bound: Bound) -> bool {
    if outer.is_odd() {
        return outer_bound == Bound::Upper && outer.text() == inner.text();
    }
    !outer.is_literal()
        && inner.prefix().starts_with(outer.prefix())
        && inner.suffix().ends_with(outer.suffix())
        && outer.least_len(outer_bound) <= inner.least_len(inner_bound)
}

/// Tells whether a pattern surely covers all that another one does, a plain name too.
pub(super) fn covers_wholly(outer: &Glob, bound: Bound, inner: &Glob, inner_bound: Bound) -> bool {
    if inner.is_literal() {
        outer.covers_at(bound, inner.text())
    } else {
        covers(outer, bound, inner, inner_bound)
    }
}

/// Tells whether two wildcards may cover a common name; only a no is sure.
pub(super) fn may_meet(left: &Glob, right: &Glob) -> bool {
    let (one, other) = (left.prefix(), right.prefix());
    let (end, other_end) = (left.suffix(), right.suffix());
    (one.starts_with(other) || other.starts_with(one))
        && (end.ends_with(other_end) || other_end.ends_with(end))
}
