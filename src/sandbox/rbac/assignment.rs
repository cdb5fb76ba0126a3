//! A role assignment, and all of them with the indexes that answer quickly.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Bound;

use serde::{Deserialize, Serialize};

use crate::sandbox::scope::subscription_of;
use crate::sandbox::state::swap;

/// One role assignment; ids are in lower case but for the scope, which is shown as it was written.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(in crate::sandbox) struct Assignment {
    pub(in crate::sandbox) name: String,
    pub(in crate::sandbox) scope: String,
    pub(in crate::sandbox) role: String,
    pub(in crate::sandbox) principal: String,
    pub(in crate::sandbox) principal_type: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(in crate::sandbox) description: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(in crate::sandbox) condition: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(in crate::sandbox) condition_version: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(in crate::sandbox) delegated_identity: Option<String>,
    pub(in crate::sandbox) created_on: String,
    pub(in crate::sandbox) updated_on: String,
    pub(in crate::sandbox) created_by: String,
    pub(in crate::sandbox) updated_by: String,
    /// The second of 1970 at which it ends by itself.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(in crate::sandbox) until: Option<i64>,
}

/// What makes two assignments the same grant: scope, role and principal.
type Tuple = (String, String, String);

/// All assignments, by name, by scope, by principal, by role and by what they grant.
#[derive(Debug, Default)]
pub(in crate::sandbox) struct Assignments {
    by_name: BTreeMap<String, Assignment>,
    by_scope: BTreeSet<(String, String)>,
    by_principal: BTreeSet<(String, String)>,
    by_role: BTreeSet<(String, String)>,
    by_tuple: BTreeMap<Tuple, String>,
    /// How many each subscription holds.
    counts: BTreeMap<String, usize>,
    /// Which end by themselves, the next one first.
    ending: BTreeSet<(i64, String)>,
}

/// Scopes whose assignments lie side by side, by their lower-case ids.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(in crate::sandbox) enum Part {
    /// One scope.
    At(String),
    /// All below a scope, by the spelling of their ids.
    Below(String),
}

impl Part {
    /// Returns what the ids of its scopes begin with.
    pub(in crate::sandbox) fn start(&self) -> &str {
        let (Self::At(start) | Self::Below(start)) = self;
        start
    }

    /// Makes the part of all scopes below one.
    pub(in crate::sandbox) fn below(scope: &str) -> Self {
        Self::Below(format!("{}/", scope.trim_end_matches('/')))
    }

    /// Tells whether a scope, and what comes before it, may be one of these.
    fn reaches(&self, scope: &str) -> bool {
        match self {
            Self::At(own) => scope == own,
            Self::Below(start) => scope.starts_with(start.as_str()),
        }
    }

    /// Tells whether a scope is one of these.
    pub(in crate::sandbox) fn holds(&self, scope: &str) -> bool {
        // The root lies below nothing, though every scope begins with its slash.
        self.reaches(scope) && (scope != "/" || matches!(self, Self::At(_)))
    }
}

impl Assignment {
    /// Returns the lower-case scope.
    pub(in crate::sandbox) fn scope_key(&self) -> String {
        self.scope.to_lowercase()
    }

    fn tuple(&self) -> Tuple {
        (self.scope_key(), self.role.clone(), self.principal.clone())
    }
}

impl Assignments {
    /// Finds an assignment by its lower-case name.
    pub(in crate::sandbox) fn get(&self, name: &str) -> Option<&Assignment> {
        self.by_name.get(name)
    }

    /// Finds one that ended by itself at or before a second of 1970.
    pub(in crate::sandbox) fn ended(&self, now: i64) -> Option<&str> {
        let (until, name) = self.ending.first()?;
        (*until <= now).then_some(name)
    }

    /// Lists all of them by name.
    pub(in crate::sandbox) fn all(&self) -> impl Iterator<Item = &Assignment> {
        self.by_name.values()
    }

    /// Finds the assignment that grants a role to a principal at a scope.
    pub(in crate::sandbox) fn same_grant(
        &self,
        scope: &str,
        role: &str,
        principal: &str,
    ) -> Option<&Assignment> {
        let tuple = (scope.to_owned(), role.to_owned(), principal.to_owned());
        self.get(self.by_tuple.get(&tuple)?)
    }

    /// Lists the assignments right at a lower-case scope.
    pub(in crate::sandbox) fn at(&self, scope: &str) -> impl Iterator<Item = &Assignment> {
        self.named(&self.by_scope, scope)
    }

    /// Lists the assignments below a lower-case scope, by the spelling of their scopes.
    pub(in crate::sandbox) fn below(&self, scope: &str) -> impl Iterator<Item = &Assignment> {
        self.part(Part::below(scope), &<(String, String)>::default())
    }

    /// Lists the assignments of a part by scope and name, those behind a scope and a name alone.
    pub(in crate::sandbox) fn part<'all>(
        &'all self,
        part: Part,
        after: &(String, String),
    ) -> impl Iterator<Item = &'all Assignment> + use<'all> {
        let start = (part.start().to_owned(), String::new());
        let from = if start > *after {
            Bound::Included(start)
        } else {
            Bound::Excluded(after.clone())
        };
        let range = self.by_scope.range((from, Bound::Unbounded));
        let range = range.map_while(move |(scope, name)| {
            part.reaches(scope)
                .then(|| part.holds(scope).then_some(name))
        });
        range.flatten().filter_map(|name| self.by_name.get(name))
    }

    /// Lists the assignments of a principal.
    pub(in crate::sandbox) fn of(&self, principal: &str) -> impl Iterator<Item = &Assignment> {
        self.named(&self.by_principal, principal)
    }

    /// Lists the assignments of a role.
    pub(in crate::sandbox) fn with_role(&self, role: &str) -> impl Iterator<Item = &Assignment> {
        self.named(&self.by_role, role)
    }

    fn named<'all>(
        &'all self,
        index: &'all BTreeSet<(String, String)>,
        key: &str,
    ) -> impl Iterator<Item = &'all Assignment> + use<'all> {
        let key = key.to_owned();
        let range = index.range((key.clone(), String::new())..);
        let range = range.take_while(move |(found, _)| *found == key);
        range.filter_map(|(_, name)| self.by_name.get(name))
    }

    /// Counts the assignments of a subscription: those at it and below it.
    pub(in crate::sandbox) fn count(&self, subscription: &str) -> usize {
        self.counts.get(subscription).copied().unwrap_or_default()
    }

    /// Sets or removes an assignment and returns what was there.
    pub(in crate::sandbox) fn set(
        &mut self,
        name: &str,
        value: Option<Assignment>,
    ) -> Option<Assignment> {
        let before = swap(&mut self.by_name, name, None);
        if let Some(before) = &before {
            self.by_tuple.remove(&before.tuple());
            if let Some(until) = before.until {
                self.ending.remove(&(until, name.to_owned()));
            }
            if let Some(count) = self.count_of(before) {
                *count = count.saturating_sub(1);
            }
            for (index, key) in self.indexes(before) {
                index.remove(&(key, name.to_owned()));
            }
        }
        if let Some(value) = value {
            self.by_tuple.insert(value.tuple(), name.to_owned());
            if let Some(until) = value.until {
                self.ending.insert((until, name.to_owned()));
            }
            if let Some(count) = self.count_of(&value) {
                *count += 1;
            }
            for (index, key) in self.indexes(&value) {
                index.insert((key, name.to_owned()));
            }
            self.by_name.insert(name.to_owned(), value);
        }
        before
    }

    fn count_of(&mut self, held: &Assignment) -> Option<&mut usize> {
        let key = held.scope_key();
        subscription_of(&key).map(|id| self.counts.entry(id.to_owned()).or_default())
    }

    fn indexes(&mut self, of: &Assignment) -> [(&mut BTreeSet<(String, String)>, String); 3] {
        [
            (&mut self.by_scope, of.scope_key()),
            (&mut self.by_principal, of.principal.clone()),
            (&mut self.by_role, of.role.clone()),
        ]
    }
}
