//! What everybody holds on one side, wherever it changes.

use rayon::prelude::*;

use super::Side;
use super::book::{Book, Numbers};
use crate::access::{Access, At, Key};
use crate::model::{PrincipalId, ScopeId};
use crate::support::hash::HashSet;

/// What is held at one scope, as numbers that both sides share.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct Held {
    /// What is granted.
    pub(super) granted: Vec<u32>,
    /// What is denied.
    pub(super) denied: Vec<u32>,
}

/// One side with what everybody holds on it.
pub(super) struct Holdings<'a> {
    pub(super) access: &'a Access<'a>,
    denials: Vec<u32>,
    /// Where something is denied that is not denied below.
    here_alone: HashSet<ScopeId>,
    /// By principal: the scopes where it changes, those above first.
    lists: Vec<Vec<(ScopeId, Key)>>,
}

impl<'a> Holdings<'a> {
    pub(super) fn of(side: &Side<'a>, numbers: Numbers) -> Self {
        let access = side.access();
        let everyone = 0..access.world().parties.len();
        let code = |grant: usize| numbers.grants.get(grant).copied().unwrap_or(u32::MAX);
        let lists = everyone.into_par_iter();
        let lists = lists
            .map(|who| access.held_as(PrincipalId::new(who), code))
            .collect();
        let denials = access.world().denials.iter();
        let here_alone = denials.filter(|one| one.not_below).map(|one| one.scope);
        Self {
            access,
            here_alone: here_alone.collect(),
            denials: numbers.denials,
            lists,
        }
    }

    /// Lists the scopes where what a principal holds changes, with what it holds there.
    pub(super) fn of_party(&self, who: PrincipalId) -> &[(ScopeId, Key)] {
        self.lists.get(who.index()).map_or(&[], Vec::as_slice)
    }

    /// Tells whether two lists hold the same at the same scopes.
    pub(super) fn is_same(
        &self,
        own: &[(ScopeId, Key)],
        other: (&Self, &[(ScopeId, Key)]),
        same: impl Fn(ScopeId) -> Option<ScopeId>,
    ) -> bool {
        let (side, list) = other;
        let equal = |((scope, key), (place, its)): (&(ScopeId, Key), &(ScopeId, Key))| {
            same(*scope) == Some(*place)
                && key.0 == its.0
                && self.numbered(&key.1) == side.numbered(&its.1)
                && !self.denies_here_alone(*scope)
                && !side.denies_here_alone(*place)
        };
        own.len() == list.len() && own.iter().zip(list).all(equal)
    }

    /// Returns what a principal holds at a scope.
    pub(super) fn at(&self, who: PrincipalId, at: At) -> Held {
        let list = self.of_party(who).iter().rev();
        // The last one that covers a scope is the nearest, since the list goes down the tree.
        let mut above = list.filter(|(scope, _)| self.access.covers(*scope, at.scope));
        let Some((scope, (granted, denied))) = above.next() else {
            return Held::default();
        };
        let exact = at.exact && *scope == at.scope;
        let denials = &self.access.world().denials;
        let below = |index: usize| denials.get(index).is_some_and(|one| !one.not_below);
        let denied = denied.iter().filter(|(index, _)| exact || below(*index));
        let denied: Vec<_> = denied.copied().collect();
        Held {
            granted: granted.clone(),
            denied: self.numbered(&denied),
        }
    }

    /// Tells whether anything is denied to anybody.
    pub(super) fn denies(&self) -> bool {
        !self.denials.is_empty()
    }

    /// Tells whether something is denied at a scope and not below it.
    pub(super) fn denies_here_alone(&self, scope: ScopeId) -> bool {
        self.here_alone.contains(&scope)
    }

    fn numbered(&self, denied: &[(usize, bool)]) -> Vec<u32> {
        let numbers = denied.iter().filter_map(|(index, surely)| {
            let number = self.denials.get(*index)?;
            Some(Book::perhaps(*number, !surely))
        });
        let mut numbers: Vec<u32> = numbers.collect();
        numbers.sort_unstable();
        numbers.dedup();
        numbers
    }
}
