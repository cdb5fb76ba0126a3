//! Yes and no by both bounds: the quick way, for questions by the million.

use smol_str::SmolStr;

use super::engine::{Access, At};
use super::world::Hides;
use crate::algebra::{Bound, canonical};
use crate::catalog::OperationId;
use crate::model::permission::Plane;
use crate::model::{PrincipalId, ScopeId};

/// An operation that is asked about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Asked {
    /// One that the catalogue knows.
    Known(OperationId),
    /// Any other name, in lower case.
    Other(Plane, SmolStr),
}

/// Both bounds of an answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub struct Bounds {
    /// Surely, without any condition.
    pub lower: bool,
    /// Possibly.
    pub upper: bool,
}

impl Access<'_> {
    /// Reads the name of an operation in one plane.
    pub fn asked(&self, plane: Plane, name: &str) -> Asked {
        match self.catalog.find(plane, name.trim()) {
            Some(id) => Asked::Known(id),
            None => Asked::Other(plane, SmolStr::new(canonical(name))),
        }
    }

    /// Decides whether a principal may do an operation at a scope.
    pub fn decide(&self, who: PrincipalId, at: At, asked: &Asked) -> Bounds {
        let mut granted = Bounds::default();
        for holder in self.holders(who) {
            self.each_held(*holder, at.scope, |held| {
                if granted.lower {
                    return;
                }
                let bounds = self.bounds(held.set, asked);
                granted.lower |= bounds.lower && held.plain;
                granted.upper |= bounds.upper;
            });
        }
        let world = self.world;
        if world.denials.is_empty() && world.gaps.is_empty() && world.open.is_empty() {
            return granted;
        }
        let denied = self.denied(who, at, asked);
        let hidden = |hides| self.gaps(who, at.scope).any(|gap| gap.hides == hides);
        granted.upper = granted.upper
            || hidden(Hides::Access)
            || self
                .open_to(who)
                .any(|group| self.has(group, at.scope, asked));
        Bounds {
            lower: granted.lower && !denied.upper && !hidden(Hides::Denials),
            upper: granted.upper && !denied.lower,
        }
    }

    /// Tells whether a principal or a group around it possibly holds a grant of an operation.
    fn has(&self, who: PrincipalId, scope: ScopeId, asked: &Asked) -> bool {
        let mut has = false;
        for holder in self.holders(who) {
            self.each_held(*holder, scope, |held| {
                has = has || self.bounds(held.set, asked).upper;
            });
        }
        has
    }

    /// Decides by names alone, in the planes where the catalogue knows the operation, and in both
    /// where it knows it in none; none where nobody or no scope goes by such a name.
    pub fn ask(&self, who: &str, operation: &str, on: &str) -> Option<Bounds> {
        let (who, at) = (self.party(who)?, self.place(on)?);
        let known = self.catalog.named(operation.trim());
        if known.is_empty() {
            let planes =
                Plane::BOTH.map(|plane| self.decide(who, at, &self.asked(plane, operation)));
            let [control, data] = planes;
            return Some(control.or(data));
        }
        let decided = known.map(|id| self.decide(who, at, &Asked::Known(OperationId(id))));
        decided.reduce(Bounds::or)
    }

    /// Decides for distinct blocks alone, by their position.
    pub(crate) fn bounds(&self, set: u32, asked: &Asked) -> Bounds {
        match asked {
            Asked::Known(id) => self
                .reach_of(set)
                .map_or(Bounds::default(), |reach| Bounds {
                    lower: reach.lower.contains(*id),
                    upper: reach.upper.contains(*id),
                }),
            Asked::Other(plane, name) => self.set_of(set).map_or(Bounds::default(), |set| Bounds {
                lower: set.holds(Bound::Lower, *plane, name),
                upper: set.holds(Bound::Upper, *plane, name),
            }),
        }
    }

    fn denied(&self, who: PrincipalId, at: At, asked: &Asked) -> Bounds {
        let denials = self.denials(who, at).map(|(index, meant)| {
            let denial = self.world.denials.get(index);
            let plain = denial.is_some_and(|one| one.condition.is_none());
            let set = self.of_denial.get(index);
            let bounds = set.map_or(Bounds::default(), |set| self.bounds(*set, asked));
            Bounds {
                lower: bounds.lower && plain && meant.lower,
                upper: bounds.upper && meant.upper,
            }
        });
        denials.fold(Bounds::default(), Bounds::or)
    }
}

impl Bounds {
    /// Joins two ways to the same access.
    pub fn or(self, other: Self) -> Self {
        Self {
            lower: self.lower || other.lower,
            upper: self.upper || other.upper,
        }
    }
}
