//! Where what a principal holds changes, on a walk down the tree of scopes.

use super::engine::{Access, At, Held};
use crate::algebra::{OperationSet, Reach};
use crate::model::{PrincipalId, ScopeId};

/// What is denied: the positions of denials, each with whether surely.
pub(super) type Denied = Vec<(usize, bool)>;

/// What somebody holds: the positions of permission blocks, twice as large and odd where all that
/// gives them hangs on a condition; and what is denied.
pub(crate) type Key = (Vec<u32>, Denied);

impl Access<'_> {
    /// Works out what one principal holds at a scope.
    pub fn effective_at(&self, who: PrincipalId, at: impl Into<At>) -> Reach {
        let at = at.into();
        let mut held = Vec::new();
        for holder in self.holders(who) {
            self.each_held(*holder, at.scope, |one| held.push(coded(one)));
        }
        let denied = self.denials(who, at);
        let denied = denied.map(|(index, meant)| (index, meant.lower)).collect();
        self.joined(&(reduced(held), denied))
    }

    /// Lists the scopes where what one principal holds changes, those above before those below, each
    /// with what it holds there.
    pub fn changes(&self, who: PrincipalId) -> Vec<(ScopeId, Reach)> {
        let keys = self.keys(who, coded, reduced).into_iter();
        keys.map(|(scope, key)| (scope, self.joined(&key)))
            .collect()
    }

    /// Lists the scopes where what a principal holds changes, those above before those below, with
    /// what that is: a code for each grant, each once, and the positions of denials.
    pub(crate) fn held_as(
        &self,
        who: PrincipalId,
        code: impl Fn(usize) -> u32,
    ) -> Vec<(ScopeId, Key)> {
        let sorted = |mut codes: Vec<u32>| {
            codes.sort_unstable();
            codes.dedup();
            codes
        };
        self.keys(who, |held| code(held.grant as usize), sorted)
    }

    /// Lists the scopes where what a principal holds changes, with what that is.
    fn keys(
        &self,
        who: PrincipalId,
        coded: impl Fn(&Held) -> u32,
        reduced: impl Fn(Vec<u32>) -> Vec<u32>,
    ) -> Vec<(ScopeId, Key)> {
        self.walk(who, |inherited: Option<&Vec<u32>>, own| {
            let inherited = inherited.into_iter().flatten().copied();
            reduced(inherited.chain(own.iter().map(|one| coded(one))).collect())
        })
    }

    /// Walks down the scopes where what a principal holds changes: what it holds at each is made of
    /// what it holds above and of the grants there.
    pub(super) fn walk<T>(
        &self,
        who: PrincipalId,
        mut make: impl FnMut(Option<&T>, &[&Held]) -> T,
    ) -> Vec<(ScopeId, (T, Denied))> {
        let holders = self.holders(who).iter();
        let mut held: Vec<&Held> = holders.flat_map(|one| self.held(*one)).collect();
        if held.is_empty() {
            return Vec::new();
        }
        held.sort_by_key(|one| one.reached.enter);
        let mut changes: Vec<(ScopeId, u32, u32)> = held
            .iter()
            .map(|one| (one.scope, one.reached.enter, one.reached.leave))
            .collect();
        changes.extend(self.denied_changes(who));
        changes.sort_by_key(|(_, enter, _)| *enter);
        changes.dedup_by_key(|(_, enter, _)| *enter);
        let mut found: Vec<(ScopeId, (T, Denied))> = Vec::with_capacity(changes.len());
        // Where the scopes above the next one end, and where what is held there stands.
        let mut above: Vec<(u32, usize)> = Vec::new();
        let mut rest = held.as_slice();
        for (scope, enter, leave) in changes {
            while above.last().is_some_and(|(end, _)| *end <= enter) {
                above.pop();
            }
            let here = rest.partition_point(|one| one.reached.enter <= enter);
            let (own, later) = rest.split_at(here);
            rest = later;
            let inherited = above.last().and_then(|(_, at)| found.get(*at));
            let held = make(inherited.map(|(_, (held, _))| held), own);
            let denied = self.denials(who, scope.into());
            let denied = denied.map(|(index, meant)| (index, meant.lower)).collect();
            above.push((leave, found.len()));
            found.push((scope, (held, denied)));
        }
        found
    }

    /// Lists the scopes where what is denied to a principal changes.
    fn denied_changes(&self, who: PrincipalId) -> Vec<(ScopeId, u32, u32)> {
        let meant = self.world.denials.iter();
        let meant = meant.filter(|denial| self.means(denial, who).upper);
        let scopes = meant.flat_map(|denial| {
            // What lies below is free of it again.
            let below = if denial.not_below {
                self.children(denial.scope)
            } else {
                &[]
            };
            std::iter::once(denial.scope).chain(below.iter().copied())
        });
        let placed = scopes.map(|scope| {
            let reached = self.tree.at(scope);
            (scope, reached.enter, reached.leave)
        });
        placed.collect()
    }

    fn joined(&self, (held, denied): &Key) -> Reach {
        let mut all = Reach::default();
        for code in held {
            if let Some(reach) = self.reach_of(code >> 1) {
                all.upper.union_with(&reach.upper);
                if code & 1 == 0 {
                    all.lower.union_with(&reach.lower);
                }
            }
        }
        if denied.is_empty() {
            return all;
        }
        let cut = self.cut(denied);
        Reach {
            lower: OperationSet::difference(&all.lower, &cut.upper),
            upper: OperationSet::difference(&all.upper, &cut.lower),
        }
    }

    /// Joins what denials take away.
    pub(super) fn cut(&self, denied: &[(usize, bool)]) -> Reach {
        let mut cut = Reach::default();
        for (index, surely) in denied.iter().copied() {
            let denial = self.world.denials.get(index);
            let set = self
                .of_denial
                .get(index)
                .and_then(|set| self.reach_of(*set));
            let (Some(denial), Some(reach)) = (denial, set) else {
                continue;
            };
            cut.upper.union_with(&reach.upper);
            if surely && denial.condition.is_none() {
                cut.lower.union_with(&reach.lower);
            }
        }
        cut
    }
}

fn coded(held: &Held) -> u32 {
    held.set << 1 | u32::from(!held.plain)
}

/// Sorts what is held; what is held without a condition is not held under one as well.
fn reduced(mut held: Vec<u32>) -> Vec<u32> {
    held.sort_unstable();
    held.dedup_by(|later, earlier| *later >> 1 == *earlier >> 1);
    held
}
